"""HTTPS, proxies, the admin's path, uploads, and what an error report may contain."""

from django.core.exceptions import ImproperlyConfigured

from mentorcerts.settings import environment
from mentorcerts.settings.core import DEBUG

MENTORCERTS_ADMIN_PATH = environment.path("MENTORCERTS_ADMIN_PATH", default="admin/")
# Your own proxies between client and program: this many entries of X-Forwarded-For are trusted.
MENTORCERTS_PROXIES = environment.integer("MENTORCERTS_PROXIES", 0, minimum=0, maximum=10)

FILE_UPLOAD_HANDLERS = [
    "mentorcerts.lib.sheets.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DEFAULT_EXCEPTION_REPORTER = "mentorcerts.lib.error_reports.PrivateReporter"

# Development is served without HTTPS. Values that only production has are Django's defaults there.
SECURE_SSL_REDIRECT = not DEBUG and environment.boolean("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [
    r"^(healthz|readyz|metrics)$"  # requested from the same machine, without HTTPS
]
_HSTS_SECONDS = 31_536_000  # a year
SECURE_HSTS_SECONDS = (
    0 if DEBUG else environment.integer("SECURE_HSTS_SECONDS", _HSTS_SECONDS, minimum=0)
)
# Off unless asked for: they also bind other programs under the same name, for as long.
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG and environment.boolean(
    "SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False
)
SECURE_HSTS_PRELOAD = not DEBUG and environment.boolean("SECURE_HSTS_PRELOAD", default=False)
if SECURE_HSTS_PRELOAD and not (
    SECURE_HSTS_INCLUDE_SUBDOMAINS and SECURE_HSTS_SECONDS >= _HSTS_SECONDS
):
    raise ImproperlyConfigured(
        "SECURE_HSTS_PRELOAD=true: browsers take only names into their lists that also set "
        f"SECURE_HSTS_INCLUDE_SUBDOMAINS=true and SECURE_HSTS_SECONDS={_HSTS_SECONDS} or more."
    )
# The checks of deployment warn where these two are off.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https")
    if not DEBUG and environment.boolean("BEHIND_HTTPS_PROXY", default=False)
    else None
)
