"""What the program records about itself: use of tokens, exports and erasures, health."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from knox.models import AuthToken

from mentorcerts.lib import clock
from mentorcerts.lib.lengths import IDENTIFIER_LENGTH, NAME_LENGTH, USERNAME_LENGTH

ABOUT_LENGTH = 400


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


class AuditEvent(models.Model):
    """Who came in, or tried to; who took data out; who changed who may do what.

    Written by ``access.audit`` only. Changes of records have their history instead.
    """

    class What(models.TextChoices):
        LOGIN = "login", "logged in"
        LOGIN_FAILED = "login_failed", "login failed"
        LOCKED_OUT = "locked_out", "locked out"
        EXPORT = "export", "exported a list"
        TOKEN_CREATED = "token_created", "created an API token"
        TOKEN_REVOKED = "token_revoked", "revoked an API token"
        ACCESS_CHANGED = "access_changed", "changed who may do what"
        SECRET_SHOWN = "secret_shown", "looked at a webhook's secret"
        SECRET_ROTATED = "secret_rotated", "rotated a webhook's secret"
        CALENDAR_MADE = "calendar_made", "made a calendar's address"
        CALENDAR_REVOKED = "calendar_revoked", "revoked a calendar's address"
        PASSWORD_LINK = "password_link", "made a link to set a password"
        PASSWORD_ASKED = "password_asked", "asked for a new password"

    what = models.CharField(max_length=16, choices=What.choices)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.CharField(
        max_length=USERNAME_LENGTH,
        blank=True,
        help_text="The user's name; of a failed login the name that was typed; for a command the "
        "account that started it.",
    )
    address = models.GenericIPAddressField(
        null=True, blank=True, help_text="Empty for commands. Of an IPv6 address the network."
    )
    rows = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many records were exported."
    )
    about = models.CharField(
        max_length=ABOUT_LENGTH, blank=True, help_text="Which list, with its filters; whose access."
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.by} {self.get_what_display()}"


class Heartbeat(models.Model):
    """When a background process, such as the task cluster, was last alive."""

    part = models.CharField(primary_key=True, max_length=32)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.part}: {self.at}"


class CounterCheck(models.Model):
    """The last check of the counters behind the totals; one row."""

    checked_at = models.DateTimeField()
    wrong = models.PositiveIntegerField(help_text="Counters that are not what counting gives.")

    class Meta:
        default_permissions = ()  # shown on the home page and at /metrics

    def __str__(self) -> str:
        return f"{self.wrong} wrong"


class EventCheck(models.Model):
    """The last check of the change log against the tables; one row."""

    checked_at = models.DateTimeField()
    wrong = models.PositiveIntegerField(help_text="Mentors who stand otherwise than the log tells.")

    class Meta:
        default_permissions = ()  # shown on the home page and at /metrics

    def __str__(self) -> str:
        return f"{self.wrong} wrong"


class Incident(models.Model):
    """A problem of the nightly run, its schedule, counters, change log or mails, until it is over.

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
