"""Settings of what stands at the doors: locked logins, the API's rates, bounded uploads."""

from typing import Any

from mentorcerts.settings import environment

AXES: dict[str, Any] = {
    "AXES_LOCKOUT_PARAMETERS": ["username", "ip_address"],  # either of them
    # Otherwise whoever keeps trying keeps somebody else locked out for ever.
    "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
    "AXES_RESET_ON_SUCCESS": True,
    "AXES_CLIENT_IP_CALLABLE": "mentorcerts.access.client_address.client_address",
    "AXES_LOCKOUT_CALLABLE": "mentorcerts.pages.logins.locked_out",
    # What people type and where they sit is kept no longer than it counts, and logged nowhere.
    "AXES_DISABLE_ACCESS_LOG": True,
    "AXES_VERBOSE": False,
    "AXES_SENSITIVE_PARAMETERS": ["username", "ip_address", "csrfmiddlewaretoken"],
    "AXES_ENABLE_ADMIN": False,  # mentorcerts.pages.logins is the page on it
}

# Django's cache holds the API's counts and nothing else: in the memory of each web process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

FILE_UPLOAD_HANDLERS = [
    "mentorcerts.lib.sheets.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]


def rates(*, default: str = "") -> dict[str, tuple[int, int] | None]:
    """How often the API answers, by what is counted; ``default`` stands for all of ours."""
    return {
        counted: environment.rate(f"MENTORCERTS_API_RATE_{counted.upper()}", default or ours)
        for counted, ours in (
            ("token", "1200/minute"),
            ("address", "120/minute"),
            ("failures", "20/minute"),
        )
    }


PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
