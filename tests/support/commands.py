"""``manage.py`` and the settings with nothing in the environment but what the test says."""

import os
import subprocess
import sys

from django.conf import settings

PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "".join(chr(97 + n % 26) for n in range(60)),
    "ALLOWED_HOSTS": "certs.example.org",
    "DATABASE_URL": "postgres://mentorcerts@127.0.0.1/mentorcerts",
}


def python(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    bare = {"PATH": os.defpath, "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR, env=bare | environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def manage(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return python("manage.py", *arguments, **environment)


def read_settings(*names: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Print these settings, a line each. Django need not start for that: it takes far longer."""
    lines = "".join(f"print(settings.{name});" for name in names)
    return python("-c", f"from mentorcerts import settings;{lines}", **environment)
