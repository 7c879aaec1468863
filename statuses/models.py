"""Where each mentor stands: the certification that governs them, read as a status."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from certifications.models import Certification
from certifications.pause_causes import causes_of_pause
from certifications.querysets import CertificationQuerySet


class CertificationStatusManager(models.Manager.from_queryset(CertificationQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> CertificationQuerySet:
        rows: CertificationQuerySet = super().get_queryset()
        return rows.governing()


class CertificationStatus(Certification):
    """A proxy without a table: the one row per mentor where ``is_current``."""

    objects: ClassVar[CertificationStatusManager] = CertificationStatusManager()  # type: ignore[assignment]

    class Meta:
        proxy = True
        verbose_name = "mentor status"
        verbose_name_plural = "mentor statuses"

    def __str__(self) -> str:
        return self.mentor_id

    @property
    def last_renewal_date(self) -> datetime:
        """Of the newest renewal; the issue date where there is none. Asks the database."""
        newest = self.renewals.filter(deleted_at=None).order_by("-pk").first()  # type: ignore[attr-defined]
        return newest.renewal_date if newest else self.issued_at

    @property
    def is_paused(self) -> bool:
        """Whether anything pauses the mentor."""
        return bool(causes_of_pause(self))

    @property
    def pause_reasons(self) -> list[str]:
        """All that keeps the mentor paused, as sentences; empty if nothing does."""
        return [cause.sentence(self) for cause in causes_of_pause(self)]

    @property
    def pause_reason(self) -> str | None:
        """The same in one line, or ``None``."""
        return "; ".join(self.pause_reasons) or None
