"""What is recorded of the systems that follow the change log: where they are, what differed."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from mentorcerts.lib.lengths import USERNAME_LENGTH


class ReaderQuerySet(models.QuerySet["Reader"]):
    def unheard_of_since(self, moment: datetime) -> Self:
        """Those that have neither read nor compared since then."""
        return self.exclude(read_at__gte=moment).exclude(compared_at__gte=moment)

    def out_of_step(self) -> Self:
        """Whose last comparison of either set found differences."""
        return self.filter(Q(paused_differences__gt=0) | Q(active_differences__gt=0))


class Reader(models.Model):
    """A system that reads the feed or compares: a token, a user, or all without either."""

    name = models.CharField(
        "system", max_length=USERNAME_LENGTH, blank=True, help_text="Empty: without a token."
    )
    source = models.CharField(max_length=16, blank=True, help_text="Such as token 3f9a2b1c.")
    after = models.BigIntegerField(
        null=True, blank=True, help_text="The number from which it read on last: it has those."
    )
    read_at = models.DateTimeField(null=True, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)
    paused_differences = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of its last comparison of paused mentors."
    )
    active_differences = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of its last comparison of active mentors."
    )

    objects = ReaderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "source"]
        verbose_name = "connected system"
        constraints = [models.UniqueConstraint(fields=["name", "source"], name="one_reader")]

    def __str__(self) -> str:
        name = self.name or "without a token"
        return f"{name} ({self.source})" if self.source else name

    @property
    def differences(self) -> int:
        """Of the last comparison of each set."""
        return (self.paused_differences or 0) + (self.active_differences or 0)


class Comparison(models.Model):
    """One comparison of a reader's set of mentors with ours. Written by ``sync.compare`` only."""

    class Which(models.TextChoices):
        PAUSED = "paused", "paused"
        ACTIVE = "active", "active"

    reader = models.ForeignKey(Reader, models.CASCADE, related_name="comparisons", db_index=False)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    which = models.CharField("set", max_length=8, choices=Which.choices)
    last = models.BigIntegerField(
        "last event", help_text="The number through which the log was published then."
    )
    sent = models.PositiveIntegerField(help_text="Ids that it sent.")
    missing = models.PositiveIntegerField()
    superfluous = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(F("reader"), F("at").desc(), name="comparison_of_reader")]

    def __str__(self) -> str:
        return f"{self.which}: {self.differences} differences"

    @property
    def differences(self) -> int:
        return self.missing + self.superfluous + self.unknown
