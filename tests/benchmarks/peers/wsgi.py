"""Django peers, for the same web server as the program."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
