"""What the program records about itself: use of tokens, exports and erasures, health."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from knox.models import AuthToken

from mentorcerts.lib import clock
from mentorcerts.lib.lengths import IDENTIFIER_LENGTH, NAME_LENGTH, USERNAME_LENGTH


class TokenUse(models.Model):
    """When a token was last used, to the minute. No row if never."""

    token = models.OneToOneField(
        AuthToken, models.CASCADE, primary_key=True, related_name="last_use"
    )
    used_at = models.DateTimeField()

    class Meta:
        default_permissions = ()  # shown with its token only

    def __str__(self) -> str:
        return clock.format_local(self.used_at)


class PersonalDataEvent(models.Model):
    """An export or erasure of a mentor's personal data. Written by ``personal_data`` only."""

    class What(models.TextChoices):
        EXPORTED = "exported", "exported"
        ERASED = "erased", "erased"

    what = models.CharField(max_length=16, choices=What.choices)
    mentor_id = models.CharField(
        max_length=IDENTIFIER_LENGTH,
        help_text="Of an erased mentor the pseudonym, in their exports as well.",
    )
    at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.CharField(
        max_length=USERNAME_LENGTH,
        help_text="The user's name; for a command the account that started it.",
    )
    source = models.CharField(max_length=16)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["mentor_id"], name="personal_data_mentor")]

    def __str__(self) -> str:
        return f"{self.mentor_id} {self.what}"


class Heartbeat(models.Model):
    """When a background process, such as the task cluster, was last alive."""

    part = models.CharField(primary_key=True, max_length=32)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.part}: {self.at}"


class Incident(models.Model):
    """A problem of the nightly run; open until a run has ended well.

    ``told_at`` is when the operators were mailed, so that they are mailed once.
    """

    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=NAME_LENGTH)
    job_run_id = models.CharField(max_length=24, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], name="one_open_incident_of_a_kind", condition=Q(closed_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.title
