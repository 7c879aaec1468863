"""Read one setting from the environment, or from a ``.env`` file beside ``manage.py``.

A bad value raises ``ImproperlyConfigured``, which stops the program and says what to write.
"""

import os
import re
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

BASE_DIR = Path(__file__).resolve().parent.parent.parent
environ.Env.read_env(BASE_DIR / ".env")  # what the environment has already set wins

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
    """A number of days, at most a hundred years; 0 means "for ever"."""
    return integer(name, default, minimum=0, maximum=36_500)


def choice(name: str, choices: tuple[str, ...], *, default: str) -> str:
    """One of ``choices``."""
    value = os.environ.get(name, "").strip() or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r}: write one of {', '.join(choices)}.")
    return value


def text(name: str, *, default: str = "") -> str:
    """Any text."""
    return os.environ.get(name, default)


def words(name: str) -> list[str]:
    """Texts separated by commas; an empty list if it is not set."""
    return [value.strip() for value in os.environ.get(name, "").split(",") if value.strip()]


def origins(name: str) -> list[str]:
    """Origins of web pages separated by commas, such as ``https://match.example.org``."""
    values = words(name)
    for value in values:
        if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", value):
            raise ImproperlyConfigured(
                f"{name}: {value!r} is no origin. Write scheme and host only, such as "
                "https://match.example.org; separate several by commas."
            )
    return values


def hours(name: str, *, default: str) -> tuple[int, int]:
    """Hours of the day: ``8-18`` is read as (8, 18), from eight until before eighteen o'clock."""
    value = os.environ.get(name, "").strip() or default
    found = re.fullmatch(r"([0-9]{1,2})\s*-\s*([0-9]{1,2})", value)
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 0 <= first < last <= 24:
        raise ImproperlyConfigured(f"{name}={value!r}: write two hours of the day, such as 8-18.")
    return first, last


_PERIODS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


def rate(name: str, default: str) -> tuple[int, int] | None:
    """A rate: ``600/minute`` is read as (600, 60), requests and seconds. ``off`` is ``None``."""
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
    """A path to serve pages under, such as ``admin/``; not inside ``api/`` or ``static/``."""
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
    """E-mail addresses separated by commas; an empty list if it is not set."""
    values = words(name)
    for value in values:
        try:
            validate_email(value)
        except ValidationError:
            raise ImproperlyConfigured(
                f"{name}: {value!r} is no e-mail address. Separate several by commas."
            ) from None
    return values


def web_address(name: str) -> str:
    """An address that starts with http:// or https://, without its final slash; or ``""``."""
    value = os.environ.get(name, "").strip().rstrip("/")
    if value and not value.startswith(("http://", "https://")):
        raise ImproperlyConfigured(f"{name}={value!r}: write an https:// address.")
    return value


def redis_address(name: str) -> str:
    """An address such as ``redis://host:6379/0``; or ``""``."""
    value = os.environ.get(name, "").strip()
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(f"{name}: write redis://host:6379/0.")  # it may hold a password
    return value
