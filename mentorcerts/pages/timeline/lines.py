"""A line of the timeline, its kinds, and how dates and reasons are written in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices

from certifications import expiry
from certifications.models import ExpiryRun
from mentorcerts.lib import change_source, moments


class LineKind(TextChoices):
    """What a line is about; the timeline can be narrowed to one of them."""

    PAUSES = "pauses", "Pauses"
    CERTIFICATIONS = "certifications", "Certifications"
    RENEWALS = "renewals", "Renewals"
    EXEMPTIONS = "exemptions", "Exemptions and departures"
    NOTES = "notes", "Notes"
    DETAILS = "details", "Details"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line. ``when`` is UTC.

    ``source`` is where it came from: admin, API, import, command or nightly run.
    """

    kinds: tuple[LineKind, ...]
    when: datetime
    what: str
    detail: str = ""
    who: str = ""
    source: str = ""
    """Where it came from, as it was kept; ``came_from`` says it."""
    run: ExpiryRun | None = None
    """Whose page tells more."""
    changed: str = ""
    """The public id of the record, where history tells which of its fields were changed."""
    tells_pause: bool = False
    """Whether it says why the mentor was paused from then on."""

    @property
    def came_from(self) -> str:
        """The source in words; empty for the admin, where people are expected."""
        return change_source.in_words(self.source)


def quoted(text: str) -> str:
    return f"“{text}”" if text else ""


def joined(parts: Iterable[str]) -> str:
    """The parts that say something, one after the other."""
    return "; ".join(filter(None, parts))


def day_in_words(iso: str) -> str:
    """An expiry date as the change log has it, ``2026-03-01``; or ``never``."""
    return expiry.in_words(moments.utc_midnight(date.fromisoformat(iso))) if iso else "nothing"
