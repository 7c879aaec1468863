"""The mail server, as one address in ``EMAIL_URL``, and the sender of mails."""

import os
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from mentorcerts.settings import environment
from mentorcerts.settings.core import DEBUG


def _read(name: str, *, default: str) -> dict[str, Any]:
    """Read an address such as ``smtp+tls://user:password@host:587``."""
    value = os.environ.get(name, "").strip() or default
    try:
        config = dict(environ.Env.email_url_config(value))
    except (ImproperlyConfigured, ValueError):
        raise ImproperlyConfigured(  # without the value: it can contain a password
            f"{name}: write smtp://host, or smtp+tls://user:password@host:587."
        ) from None
    if config["EMAIL_PORT"] is None:
        encrypted = {"EMAIL_USE_TLS": 587, "EMAIL_USE_SSL": 465}
        config["EMAIL_PORT"] = next((encrypted[key] for key in encrypted if key in config), 25)
    return config


# Without it nobody is promised a mail: the default goes to the console, or to this machine.
HAS_MAIL_SERVER = bool(os.environ.get("EMAIL_URL", "").strip())
_server = _read("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost")
EMAIL_BACKEND = _server["EMAIL_BACKEND"]
EMAIL_HOST = _server["EMAIL_HOST"]
EMAIL_PORT = _server["EMAIL_PORT"]
EMAIL_HOST_USER = _server["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _server["EMAIL_HOST_PASSWORD"]
EMAIL_FILE_PATH = _server["EMAIL_FILE_PATH"]
EMAIL_USE_TLS = _server.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _server.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text(
    "MENTORCERTS_MAIL_FROM", default="mentorcerts@localhost"
)
