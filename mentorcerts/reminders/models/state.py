"""What planning and sending remember between their calls."""

from django.db import models
from django.utils import timezone

from certifications.models import CertificationType
from certifications.models.types import LADDER_LENGTH
from mentorcerts.lib import moments
from mentorcerts.lib.lengths import REASON_LENGTH, USERNAME_LENGTH

IDENTITY_LENGTH = 400


class SenderState(models.Model):
    """One row, which planners and senders lock: where they are, and whether the server answers."""

    switched_on_at = models.DateTimeField(null=True, blank=True)
    switched_on_by = models.CharField(max_length=USERNAME_LENGTH, blank=True, default="")
    planned_on = models.DateField(
        null=True, blank=True, help_text="The last day on which reminders were planned."
    )
    position = models.BigIntegerField(
        default=0, help_text="The number in the change log through which notices are planned."
    )
    down_since = models.DateTimeField(null=True, blank=True)
    down_error = models.CharField(max_length=REASON_LENGTH, blank=True, default="")
    down_times = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    refused_as = models.CharField(
        max_length=IDENTITY_LENGTH,
        blank=True,
        default="",
        help_text="The installation that was not allowed to send, and would have.",
    )
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"planned on {moments.in_words(self.planned_on)}, notices through {self.position}"


class Installation(models.Model):
    """An installation that may write to mentors: somebody has confirmed it there.

    A restored backup brings this table along, but not the place that it was confirmed for.
    """

    identity = models.CharField(max_length=IDENTITY_LENGTH, unique=True)
    confirmed_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.CharField(max_length=USERNAME_LENGTH)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.identity


class AcceptedLadder(models.Model):
    """The ladder by which a type was last planned: another one starts quietly."""

    certification_type = models.OneToOneField(
        CertificationType, models.CASCADE, primary_key=True, related_name="+"
    )
    reminder_days = models.CharField(max_length=LADDER_LENGTH)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.certification_type_id}: {self.reminder_days}"
