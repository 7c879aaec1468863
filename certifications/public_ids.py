"""Records with a public id of their own: how a search recognises one, in any case, and finds it.

The ids of mentors are not among them: other systems choose those; their words find them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from certifications.models import AutoPause, Certification, ExpiryRun


@dataclass(frozen=True, kw_only=True)
class PublicIds:
    """One kind of record that has such ids."""

    model: type[models.Model]
    like: str
    """What they look like: a regular expression that leaves the case open."""
    find: Callable[[str], "models.QuerySet[Any]"]
    """Returns the record with this id, typed in any case; no record if there is none."""
    mentors: str
    """The path from such a record to its mentors."""

    def found(self, text: str) -> "models.QuerySet[Any] | None":
        """Return the record that the text names; ``None`` if it does not look like such an id."""
        looks_so = re.fullmatch(self.like, text.strip(), re.IGNORECASE | re.ASCII)
        return self.find(text.strip()) if looks_so else None


def as_printed(text: str) -> str:
    """Return an id as it is stored: ``CERT_03pq7sy1`` → ``cert_03PQ7SY1``."""
    prefix, _, rest = text.partition("_")
    return f"{prefix.lower()}_{rest.upper()}"


def own_public_ids() -> list[PublicIds]:
    """Return those of this package. ``registry.public_ids`` has those of the others as well."""
    return [
        PublicIds(
            model=Certification,
            like=r"cert_[0-9a-z]{8}",
            find=lambda text: Certification.objects.filter(certification_id=as_printed(text)),
            mentors="mentor",
        ),
        PublicIds(
            model=AutoPause,
            like=r"log_[0-9a-z]{8}",
            find=lambda text: AutoPause.objects.filter(log_id=as_printed(text)),
            mentors="mentor",
        ),
        PublicIds(
            model=ExpiryRun,
            like=r"job_\d{2}[a-z]{3}\d{4}_\d{2,}",
            find=lambda text: ExpiryRun.objects.filter(job_run_id=as_printed(text)),
            mentors="pauses__mentor",
        ),
    ]
