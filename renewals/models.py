"""How expiry dates moved."""

import re
from typing import Self

from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone

from certifications.models import AutoPause, Certification
from certifications.querysets import DaysBefore, UtcDay
from mentorcerts.lib.day_spans import DaySpan
from mentorcerts.lib.history import tracked
from mentorcerts.lib.lengths import NOTES_LENGTH, USERNAME_LENGTH

_PUBLIC_ID = re.compile(r"renewal-(\d{4,18})\Z", re.ASCII)


RENEWED_IN_TIME_DAYS = 30
"""A renewal that was granted at most so many days after the expiry date that it replaced came in
time, for the renewal rate."""


class RenewalQuerySet(models.QuerySet["Renewal"]):
    def live(self) -> Self:
        """Not removed."""
        return self.filter(deleted_at=None)

    def replacing(self, span: DaySpan) -> Self:
        """Those that replaced an expiry date on one of these days, of what is not removed."""
        there = self.filter(certification__deleted_at=None)
        return there.filter(**span.within("previous_expiry_date"))

    def in_time(self) -> Self:
        """Granted before the expiry date that they replaced, or soon after."""
        return self._aged().filter(counted_from__lte=F("replaced_on"))

    def too_late(self) -> Self:
        """The others."""
        return self._aged().filter(counted_from__gt=F("replaced_on"))

    def _aged(self) -> Self:
        granted = DaysBefore("renewal_date", Value(RENEWED_IN_TIME_DAYS))
        return self.alias(counted_from=UtcDay(granted), replaced_on=UtcDay("previous_expiry_date"))

    def with_public_id(self, renewal_id: str) -> Self:
        """The one that the outside world knows as ``renewal-0041``; none if it is no such id."""
        number = number_of(renewal_id)
        if number is None or public_id(number) != renewal_id:
            return self.none()
        return self.filter(pk=number)


def public_id(number: int) -> str:
    """``renewal-0041``: the record's number, at least four digits."""
    return f"renewal-{number:04d}"


def number_of(renewal_id: str) -> int | None:
    """The number in a public id, in any case; ``None`` if it is no such id."""
    match = _PUBLIC_ID.match(renewal_id.lower())
    return int(match[1]) if match else None


class Renewal(models.Model):
    """One move of a certification's expiry date, always to a later one.

    The newest live renewal of a certification can be changed or removed, and the expiry date
    moves with it; an older one's dates are history (``services``).
    """

    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="renewals", db_index=False
    )
    renewal_date = models.DateTimeField(help_text="UTC. When the renewal was granted.")
    previous_expiry_date = models.DateTimeField(
        editable=False, help_text="UTC. The expiry date that it replaced."
    )
    new_expiry_date = models.DateTimeField(help_text="UTC. The expiry date that it set.")
    lifted_pause = models.ForeignKey(
        AutoPause,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        help_text="The nightly run's pause that it ended. It comes back if the renewal is removed.",
    )
    processed_by = models.CharField(max_length=USERNAME_LENGTH, blank=True)
    notes = models.TextField(max_length=NOTES_LENGTH, blank=True)
    deleted_at = models.DateTimeField("removed at", null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RenewalQuerySet.as_manager()
    history = tracked("updated_at", "lifted_pause")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="renewal_never_shortens",
                condition=Q(new_expiry_date__gt=F("previous_expiry_date")),
            ),
            models.CheckConstraint(
                name="renewal_ends_after_it_was_granted",
                condition=Q(new_expiry_date__gt=F("renewal_date")),
            ),
        ]
        indexes = [
            models.Index(fields=["certification", "id"], name="renewal_certification"),
            models.Index(
                fields=["renewal_date", "id"], name="renewal_granted", condition=Q(deleted_at=None)
            ),
            models.Index(
                fields=["new_expiry_date", "id"],
                name="renewal_until",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["created_at", "id"], name="renewal_created", condition=Q(deleted_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.renewal_id

    @property
    def renewal_id(self) -> str:
        """The public id."""
        return public_id(self.pk)
