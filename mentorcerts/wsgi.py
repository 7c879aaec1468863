"""The web process: ``granian --interface wsgi mentorcerts.wsgi:application``."""

import gc
import os

gc.disable()  # modules are no garbage: looking for some among them takes a fifth of the start

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from mentorcerts.api.door import ApiDoor  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorcerts.settings")
application = ApiDoor(get_wsgi_application())
get_resolver().url_patterns  # noqa: B018  loads the views: the first request need not wait

gc.freeze()
gc.enable()
