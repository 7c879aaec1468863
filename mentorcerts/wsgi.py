"""The web process: ``granian --interface wsgi mentorcerts.wsgi:application``."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

gc.disable()  # modules are no garbage: looking for some among them takes a fifth of the start

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from mentorcerts.api.door import ApiDoor  # noqa: E402


@contextmanager
def left_out(*modules: str) -> Iterator[None]:
    """Not to be found meanwhile: libraries load them if they are there, for what nobody uses."""
    absent = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorcerts.settings")
# Django REST framework's test client and code samples: a tenth of the start.
with left_out("requests", "pygments"):
    application = ApiDoor(get_wsgi_application())
    get_resolver().url_patterns  # noqa: B018  loads the views: the first request need not wait

gc.freeze()
gc.enable()
