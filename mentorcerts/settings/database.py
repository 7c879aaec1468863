"""The database: SQLite in a file, or PostgreSQL."""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from mentorcerts.settings.core import BASE_DIR


def _read(name: str, *, sqlite: Path) -> dict[str, Any]:
    """Return Django's database settings for the URL in ``name``; without it, for a SQLite file.

    SQLite is set up for several processes at once: a write-ahead log, and transactions that
    take the write lock when they begin, so that none fails half way with "database is locked".
    PostgreSQL keeps its connections open, and checks each before it is used again.
    """
    config = dict(environ.Env.db_url_config(os.environ.get(name) or f"sqlite:///{sqlite}"))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["CONN_MAX_AGE"] = None
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
                "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864; "
                "PRAGMA cache_size=-20000"
            ),
        }
    elif config["ENGINE"] == "django.db.backends.postgresql":
        config.setdefault("CONN_MAX_AGE", 600)
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured(f"{name}: write a sqlite:/// or a postgres:// address.")
    return config


DATABASES = {"default": _read("DATABASE_URL", sqlite=BASE_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
