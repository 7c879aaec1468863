"""HTTPS, proxies, the admin's path, uploads, and what an error report may contain."""

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
SECURE_HSTS_SECONDS = (
    0 if DEBUG else environment.integer("SECURE_HSTS_SECONDS", 31_536_000, minimum=0)
)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https")
    if not DEBUG and environment.boolean("BEHIND_HTTPS_PROXY", default=False)
    else None
)
