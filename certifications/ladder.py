"""The ladder of reminders: how many days before its expiry date a certification is reminded of.

Pure, as ``expiry`` is: no Django, no clock, no database. ``mentorcerts.reminders.reached`` asks the
same in SQL, window by window; a parity test holds the two together.

* A ladder is a set of *rungs*: whole days before the expiry date, the widest first. 0 is the last
  valid day; a negative rung lies in the days of grace.
* A mentor stands on **one** rung at most: the narrowest that is reached. After a downtime that has
  slept through three of them, one is told, the right one.
* Rungs before expiry are told while the certification is valid, those in grace while it lasts.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

NO_REMINDERS = "none"
WIDEST, DEEPEST = 3650, -3650
MOST_RUNGS = 12

Rungs = tuple[int, ...]
"""Days before expiry, the widest first; empty for no reminders."""


class Window(NamedTuple):
    """The days left on which a rung is the narrowest reached, both included."""

    rung: int
    fewest: int
    most: int


def parse_ladder(text: str) -> Rungs | None:
    """Read ``90, 60, 30, 7``; ``none`` is no rung, and empty ``None``: the programme's ladder.

    Raises ``ValueError`` with a sentence for people.
    """
    words = [word.strip() for word in text.split(",")]
    if words == [""]:
        return None
    if words == [NO_REMINDERS]:
        return ()
    try:
        rungs = [int(word) for word in words if word.isascii()]
    except ValueError:
        rungs = []
    if len(rungs) != len(words):
        raise ValueError(
            "Write days separated by commas, such as 90, 60, 30, 7 (negative: in the days of "
            f"grace), or {NO_REMINDERS}."
        )
    if len(set(rungs)) != len(rungs):
        raise ValueError("Write each number of days once.")
    if len(rungs) > MOST_RUNGS:
        raise ValueError(f"Write {MOST_RUNGS} numbers of days at most.")
    if not all(DEEPEST <= rung <= WIDEST for rung in rungs):
        raise ValueError(f"Write numbers of days from {DEEPEST} to {WIDEST}.")
    return tuple(sorted(rungs, reverse=True))


def format_ladder(rungs: Rungs | None) -> str:
    """As ``parse_ladder`` reads it: ``90, 60, 30, 7``."""
    if rungs is None:
        return ""
    return ", ".join(map(str, rungs)) or NO_REMINDERS


def windows(rungs: Sequence[int], *, grace_days: int) -> list[Window]:
    """The windows of the rungs that can be reached at all, the widest first; none overlap."""
    found = []
    for place, rung in enumerate(rungs):
        fewest = 0 if rung >= 0 else -grace_days
        if place + 1 < len(rungs):
            fewest = max(fewest, rungs[place + 1] + 1)
        if fewest <= rung:
            found.append(Window(rung, fewest, rung))
    return found


def rung_reached(rungs: Sequence[int], *, days_left: int, grace_days: int = 0) -> int | None:
    """The narrowest rung reached, where ``days_left`` are ``expiry.days_until_expiry``.

    ``None`` before the first, and where the days of grace are over.
    """
    for window in windows(rungs, grace_days=grace_days):
        if window.fewest <= days_left <= window.most:
            return window.rung
    return None


def next_rung(rungs: Sequence[int], *, days_left: int, grace_days: int = 0) -> int | None:
    """The rung that comes next, if nothing changes; ``None`` after the last."""
    reachable = windows(rungs, grace_days=grace_days)
    return next((window.rung for window in reachable if window.rung < days_left), None)


def day_of(rung: int, *, expires_on: date) -> date:
    """The first day on which a rung is reached."""
    return expires_on - timedelta(days=rung)


def rung_in_words(rung: int) -> str:
    """What stands before a date: ``30 days before``, ``1 day after`` or ``on``."""
    if rung == 0:
        return "on"
    number = f"{abs(rung)} day{'' if abs(rung) == 1 else 's'}"
    return f"{number} {'before' if rung > 0 else 'after'}"
