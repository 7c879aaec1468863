"""The web process: ``gunicorn mentorcerts.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorcerts.settings")
application = get_wsgi_application()
