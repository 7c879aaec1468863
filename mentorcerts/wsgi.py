"""The web process: ``granian --interface wsgi mentorcerts.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from mentorcerts.access.wsgi_guard import ApiGuard

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorcerts.settings")
application = ApiGuard(get_wsgi_application())
get_resolver().url_patterns  # noqa: B018  import the views now, not during the first request
