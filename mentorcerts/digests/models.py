"""Who wants a digest how often, and the digests that were planned for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mentorcerts.lib import moments
from mentorcerts.lib.lengths import NAME_LENGTH, REASON_LENGTH
from mentorcerts.reminders.delivery import new_message_id
from mentorcerts.reminders.models import MessageState


class Subscription(models.Model):
    """How often somebody wants a digest. No row: never."""

    class Rhythm(models.TextChoices):
        OFF = "off", "off"
        DAILY = "daily", "every day"
        WEEKLY = "weekly", "every Monday"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="digest_wish"
    )
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices)
    changed_at = models.DateTimeField(default=timezone.now)
    planned_on = models.DateField(
        help_text="The day of the last digest that was planned; at first that of the wish."
    )

    class Meta:
        default_permissions = ()  # everybody has their own

    def __str__(self) -> str:
        return f"{self.user_id}: {self.rhythm}"


class Digest(models.Model):
    """One mail to one person. Its text is written when it is sent, and not kept."""

    State = MessageState

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    day = models.DateField(help_text="In the programme's time zone.")
    state = models.CharField(
        max_length=16, choices=MessageState.choices, default=MessageState.PLANNED
    )
    not_before = models.DateTimeField()
    message_id = models.CharField(max_length=NAME_LENGTH, unique=True, default=new_message_id)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True, default="", editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(
        max_length=REASON_LENGTH, blank=True, default="", help_text="Why it was not sent."
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day"),
            models.CheckConstraint(
                name="digest_not_sent_has_a_reason",
                condition=~Q(state__in=["suppressed", "failed"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="digest_is_claimed_while_sending",
                condition=(Q(state="sending", claimed_at__isnull=False) & ~Q(claim=""))
                | (~Q(state="sending") & Q(claim="", claimed_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], name="digest_due", condition=Q(state="planned")),
        ]

    def __str__(self) -> str:
        return f"digest of {moments.in_words(self.day)} for {self.user_id}"
