"""Reads one setting from the environment; a bad value stops the program and says what is right."""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

_WORDS = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off", ""), False),
}


def boolean(name: str, *, default: bool) -> bool:
    """``true`` or ``false`` (also yes/no, on/off, 1/0)."""
    value = os.environ.get(name)
    if value is None:
        return default
    if (word := value.strip().lower()) not in _WORDS:
        raise ImproperlyConfigured(f"{name}={value!r}: write true or false.")
    return _WORDS[word]


def integer(name: str, default: int, *, minimum: int, maximum: int = 2**31 - 1) -> int:
    """A whole number between two bounds, both included."""
    value = os.environ.get(name, "").strip() or str(default)
    try:
        number = int(value)
    except ValueError:
        number = minimum - 1
    if not minimum <= number <= maximum:
        raise ImproperlyConfigured(
            f"{name}={value!r}: write a whole number from {minimum} to {maximum}."
        )
    return number


def days(name: str, default: int) -> int:
    """A number of days, a hundred years at most; 0 stands for ever."""
    return integer(name, default, minimum=0, maximum=36_500)


def choice(name: str, choices: tuple[str, ...], *, default: str) -> str:
    """One of some words."""
    value = os.environ.get(name, "").strip() or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r}: write one of {', '.join(choices)}.")
    return value


_PERIODS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


def rate(name: str, default: str) -> tuple[int, int] | None:
    """``600/minute`` as (600, 60): so many, in so many seconds. ``off`` is ``None``."""
    value = os.environ.get(name, "").strip() or default
    if value == "off":
        return None
    number, _, period = value.partition("/")
    if not re.fullmatch(r"[1-9][0-9]{0,8}", number) or period not in _PERIODS:
        raise ImproperlyConfigured(
            f"{name}={value!r}: write a rate such as 600/minute (also second, hour, day), or off."
        )
    return int(number), _PERIODS[period]


def path(name: str, *, default: str) -> str:
    """Where pages are served, such as ``admin/``; never inside ``api/`` or ``static/``."""
    value = (os.environ.get(name, "").strip() or default).strip("/") + "/"
    taken = value.startswith(("api/", "static/"))
    if taken or not re.fullmatch(r"([A-Za-z0-9_-]+/)+", value):
        raise ImproperlyConfigured(
            f"{name}={value!r}: write a path of letters, digits, - and _, such as admin/; "
            "api/ and static/ are taken."
        )
    return value


def time_zone(name: str, *, default: str) -> str:
    """The name of a time zone, such as ``Europe/Berlin``."""
    value = os.environ.get(name, "").strip() or default
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ImproperlyConfigured(
            f"{name}={value!r}: write a time zone's name, such as Europe/Berlin or UTC."
        ) from None
    return value


def addresses(name: str) -> list[str]:
    """E-mail addresses, separated by commas; none if it is not set."""
    values = [value.strip() for value in os.environ.get(name, "").split(",") if value.strip()]
    for value in values:
        try:
            validate_email(value)
        except ValidationError:
            raise ImproperlyConfigured(
                f"{name}: {value!r} is no e-mail address. Separate several by commas."
            ) from None
    return values


def web_address(name: str) -> str:
    """An address that starts with http:// or https://, without a slash at its end; or nothing."""
    value = os.environ.get(name, "").strip().rstrip("/")
    if value and not value.startswith(("http://", "https://")):
        raise ImproperlyConfigured(f"{name}={value!r}: write an https:// address.")
    return value


def redis_address(name: str) -> str:
    """An address such as ``redis://host:6379/0``, or nothing."""
    value = os.environ.get(name, "").strip()
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(f"{name}: write redis://host:6379/0.")  # it may hold a password
    return value


def mail(name: str, *, default: str) -> dict[str, Any]:
    """Django's mail settings for an address such as ``smtp+tls://user:password@host:587``."""
    value = os.environ.get(name, "").strip() or default
    try:
        config = dict(environ.Env.email_url_config(value))
    except (ImproperlyConfigured, ValueError):
        raise ImproperlyConfigured(  # without the value: a password stands in it
            f"{name}: write smtp://host, or smtp+tls://user:password@host:587."
        ) from None
    if config["EMAIL_PORT"] is None:
        encrypted = {"EMAIL_USE_TLS": 587, "EMAIL_USE_SSL": 465}
        config["EMAIL_PORT"] = next((encrypted[key] for key in encrypted if key in config), 25)
    return config | {"EMAIL_TIMEOUT": 10}


def database(name: str, sqlite: Path) -> dict[str, Any]:
    """Django's database settings for a URL; SQLite in a file where there is none.

    SQLite is set up for several processes at once: a write-ahead log, and transactions that
    take the write lock when they begin, so that nobody fails half way with "database is
    locked". PostgreSQL keeps its connections and looks whether they are alive before use.
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


def development_key(path: Path) -> str:
    """A secret key for development: made once, kept in a file that only the owner can read.

    The web process and the task cluster must agree on it, so that it can't be made anew at
    each start; and it must not stand in the repository.
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
