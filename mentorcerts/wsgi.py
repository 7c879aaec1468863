"""The web process: ``granian --interface wsgi mentorcerts.wsgi:application``."""

import gc
import os
import tempfile

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from mentorcerts.access.wsgi_guard import ApiGuard
from mentorcerts.lib.orphans import end_with_parent
from mentorcerts.lib.standard_error import log_what_is_printed

log_what_is_printed()
end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorcerts.settings")
application = ApiGuard(get_wsgi_application())
# Settle on the folder for temporary files. First asked for while TMPDIR is full, as another
# worker's upload can make it, Python would settle on another folder until this process ends.
tempfile.gettempdir()
get_resolver().url_patterns  # noqa: B018  import the views now, not during the first request
# What is there by now stays. Going through it again and again for garbage would take a third of the
# time of an import, and hold up one request in a hundred for a tenth of a second.
gc.collect()
gc.freeze()
