"""Public identifiers, as the contracts print them."""

import re
import secrets
from datetime import date

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that an id can be read out over the telephone."""

IDENTIFIER = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
"""What the outside world may use as a mentor id or a certification type."""

# Not strftime("%b"): month names must not depend on the server's locale.
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def _random(prefix: str) -> str:
    # Drawn at once, as an import draws thousands; every sign stands for as many bytes.
    return prefix + "".join(CROCKFORD[byte % len(CROCKFORD)] for byte in secrets.token_bytes(8))


def new_certification_id() -> str:
    """Such as ``cert_03PQ7SY1``. Random: a caller that inserts must try again on a collision."""
    return _random("cert_")


def new_log_id() -> str:
    """Such as ``log_01AAZ7BC``. Random, like ``new_certification_id``."""
    return _random("log_")


def job_run_id(day: date, number: int) -> str:
    """Such as ``job_26MAR2026_01``: the day of the run, then its number on that day."""
    return f"job_{day.day:02d}{_MONTHS[day.month - 1]}{day.year:04d}_{number:02d}"
