"""Public identifiers, as the contracts print them."""

from datetime import date

from mentorcerts.lib.identifiers import random_id

# Not strftime("%b"): month names must not depend on the server's locale.
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def new_certification_id() -> str:
    """Such as ``cert_03PQ7SY1``. Random: a caller that inserts must try again on a collision."""
    return random_id("cert_")


def new_log_id() -> str:
    """Such as ``log_01AAZ7BC``. Random, like ``new_certification_id``."""
    return random_id("log_")


def new_event_id() -> str:
    """Such as ``evt_01AAZ7BC9K2MNP4Q``. Random, and too long to collide."""
    return random_id("evt_", 16)


def job_run_id(day: date, number: int) -> str:
    """Such as ``job_26MAR2026_01``: the day of the run, then its number on that day."""
    return f"job_{day.day:02d}{_MONTHS[day.month - 1]}{day.year:04d}_{number:02d}"
