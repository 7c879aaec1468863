"""The web process: ``granian --interface wsgi mentorcerts.wsgi:application``."""

import gc
import os
import sys
from importlib import import_module

gc.disable()  # modules are no garbage: looking for some among them takes a fifth of the start

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from mentorcerts.access.wsgi_guard import ApiGuard  # noqa: E402


def load_without(module: str, *others: str) -> None:
    """Load a module that would load these others as well if it found them, and does not need to."""
    absent = [name for name in others if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None: not to be found
    try:
        import_module(module)
    finally:
        for name in absent:
            del sys.modules[name]


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorcerts.settings")
# For a test client and for code samples, which nobody uses here: a tenth of the start.
load_without("rest_framework.compat", "requests", "pygments")
application = ApiGuard(get_wsgi_application())
get_resolver().url_patterns  # noqa: B018  loads the views: the first request need not wait

gc.freeze()
gc.enable()
