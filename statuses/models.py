"""Where each mentor stands: the certification that governs them, read as a status."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from certifications import expiry
from certifications.models import Certification
from certifications.querysets import CertificationQuerySet
from mentorcerts.lib import moments


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
        """By the job, by a revocation or by a coordinator: ``querysets.PAUSED``, for one row."""
        return bool(self.pause_reasons)

    @property
    def pause_reasons(self) -> list[str]:
        """All that keeps the mentor paused, as sentences; empty if nothing does."""
        reasons = []
        if self.auto_pause_applied:
            reasons.append(expiry.pause_reason(self.certification_type_id, self.expires_at))
        if self.revoked_at is not None:
            because = f": {self.revocation_reason}" if self.revocation_reason else ""
            reasons.append(
                f"Certification {self.certification_type_id} was revoked on "
                f"{moments.utc_date(self.revoked_at)}{because}"
            )
        if self.mentor.paused_at is not None:
            reasons.append(f"Paused by a coordinator: {self.mentor.pause_reason}")
        return reasons

    @property
    def pause_reason(self) -> str | None:
        """The same in one line, or ``None``."""
        return "; ".join(self.pause_reasons) or None
