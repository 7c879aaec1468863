"""Development or production, the secret key, and the host names that are answered."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from mentorcerts.settings import environment


def _development_key(path: Path) -> str:
    """Return a secret key for development: made once, kept in a file only its owner can read.

    The web process and the task cluster must agree on it, so it can't be made anew at each
    start; and it must not be in the repository.
    """
    while not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            os.link(fresh, path)  # whole or not at all, also when two processes start at once
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii")


BASE_DIR = environment.BASE_DIR
DEBUG = environment.boolean("DEBUG", default=True)
SECRET_KEY = environment.text("SECRET_KEY")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
if DEBUG:
    # If DEBUG was left on by mistake, only this machine gets an answer.
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    SECRET_KEY = SECRET_KEY or _development_key(BASE_DIR / ".development-key")
elif not SECRET_KEY or not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "DEBUG is off: set SECRET_KEY (50 random characters or more) and ALLOWED_HOSTS "
        "(the host names, separated by commas). .env.example shows how."
    )
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
