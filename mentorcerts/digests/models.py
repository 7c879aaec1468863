"""Who wants a digest how often, and the digests that were planned for them."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from mentorcerts.lib import moments
from mentorcerts.reminders.models import OutgoingMail


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


class Digest(OutgoingMail):
    """One mail to one person. Its text is written when it is sent, and not kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    day = models.DateField(help_text="In the programme's time zone.")

    class Meta(OutgoingMail.Meta):
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day"),
            *OutgoingMail.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"digest of {moments.in_words(self.day)} for {self.user_id}"
