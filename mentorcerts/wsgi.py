"""The web process: ``gunicorn mentorcerts.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

from mentorcerts.api.door import ApiDoor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorcerts.settings")
application = ApiDoor(get_wsgi_application())
