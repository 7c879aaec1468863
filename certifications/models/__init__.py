"""What mentors hold, and what the expiry job did about it.

The invariants live in the database: check constraints and partial unique indexes. Writes
go through services and the job; views, pages and commands call no ``save()``.
"""

from certifications.models.certifications import Certification
from certifications.models.events import Event, EventCursor
from certifications.models.mentors import Mentor
from certifications.models.runs import AutoPause, ExpiryRun
from certifications.models.search_words import (
    SearchWord,
    first_mentors_found,
    ids_found,
    search_words_of,
)
from certifications.models.types import CertificationType
from certifications.totals.counters import Tally  # here Django finds it

__all__ = [
    "AutoPause",
    "Certification",
    "CertificationType",
    "Event",
    "EventCursor",
    "ExpiryRun",
    "Mentor",
    "SearchWord",
    "Tally",
    "first_mentors_found",
    "ids_found",
    "search_words_of",
]
