"""What a mentor has promised to do about a certification, and by when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from certifications.models import Certification, Mentor
from certifications.querysets import UtcDay
from mentorcerts.lib import moments
from mentorcerts.lib.lengths import REASON_LENGTH, USERNAME_LENGTH


class PromiseQuerySet(models.QuerySet["Promise"]):
    """``today`` is the calendar date in the programme's zone."""

    def standing(self) -> Self:
        """Neither ended nor kept: the certification counts, and ends when it did at the time."""
        counting = Certification.objects.counting().filter(pk=OuterRef("certification"))
        return self.alias(ends_on=UtcDay("certification__expires_at")).filter(
            Exists(counting), ended_at=None, mentor__left_at=None, ends_on=F("expires_on")
        )

    def in_force(self, today: date) -> Self:
        """Standing, and their day has not passed: reminders sleep."""
        return self.standing().filter(day__gte=today)

    def broken(self, today: date) -> Self:
        """Standing, and their day has passed."""
        return self.standing().filter(day__lt=today)


class Promise(models.Model):
    """One promise. ``expires_on`` is the UTC date on which the certification ended at the time."""

    class End(models.TextChoices):
        WITHDRAWN = "withdrawn", "withdrawn"
        REPLACED = "replaced", "replaced by another one"

    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="promises")
    certification = models.ForeignKey(Certification, models.PROTECT, related_name="promises")
    expires_on = models.DateField()
    day = models.DateField("by", help_text="The last day of the promise.")
    note = models.CharField(max_length=REASON_LENGTH)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=USERNAME_LENGTH, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=USERNAME_LENGTH, blank=True, default="")
    end = models.CharField(max_length=16, choices=End.choices, blank=True, default="")

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certification"],
                name="one_promise_for_a_certification",
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="promise_end_is_whole",
                condition=Q(ended_at=None, ended_by="", end="")
                | (Q(ended_at__isnull=False) & ~Q(end="")),
            ),
            models.CheckConstraint(name="promise_says_what", condition=~Q(note="")),
        ]
        indexes = [
            models.Index(fields=["day"], name="promise_day", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"by {moments.in_words(self.day)}: {self.note}"
