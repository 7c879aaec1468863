"""``manage.py`` with nothing in its environment but what the test says."""

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


def manage(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    bare = {"PATH": os.defpath, "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR, env=bare | environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
