"""Where events are sent to, how far each endpoint has them, and what was tried."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from mentorcerts.lib.lengths import NAME_LENGTH, REASON_LENGTH, USERNAME_LENGTH

URL_LENGTH = 500
WORKER_LENGTH = 80


class Endpoint(models.Model):
    """An address that is told what happens. Written by ``services`` and ``delivery`` only."""

    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    url = models.CharField("address", max_length=URL_LENGTH)
    types = models.JSONField(
        "events", default=list, blank=True, help_text="None chosen: all of them."
    )
    enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    position = models.BigIntegerField(
        default=0,
        editable=False,
        help_text="The number of the last event that it has.",
    )
    attempts = models.PositiveIntegerField(
        default=0, editable=False, help_text="Failed tries of the event that is next."
    )
    refusals = models.PositiveIntegerField(
        default=0, editable=False, help_text="How many of them the receiver has refused (4xx)."
    )
    next_attempt_at = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_by = models.CharField(
        max_length=WORKER_LENGTH, blank=True, editable=False, help_text="Who sends to it."
    )
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)

    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    delivered_at = models.DateTimeField(
        "last delivery", null=True, blank=True, editable=False, help_text="That succeeded."
    )
    disabled_reason = models.CharField(max_length=REASON_LENGTH, blank=True, editable=False)
    disabled_by = models.CharField(
        max_length=USERNAME_LENGTH,
        blank=True,
        editable=False,
        help_text="Empty where it was disabled by itself.",
    )
    generation = models.PositiveIntegerField(default=1, editable=False, help_text="Of its secret.")
    rotated_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Attempts are deleted after a month; these go on.
    delivered = models.PositiveBigIntegerField(default=0, editable=False)
    failed = models.PositiveBigIntegerField(default=0, editable=False)
    skipped = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["name"]
        permissions = [
            ("send_webhooks", "Can send tests and missed events to endpoints"),
            ("view_webhook_secret", "Can view and rotate the secrets of endpoints"),
        ]
        constraints = [
            models.CheckConstraint(
                name="endpoint_disabled_says_why",
                condition=Q(enabled=False) | Q(disabled_reason=""),
            ),
            models.CheckConstraint(
                name="endpoint_position_not_negative", condition=Q(position__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """One try to deliver one event. What the receiver answered is not kept, only its status."""

    class Result(models.TextChoices):
        DELIVERED = "delivered", "delivered"
        FAILED = "failed", "failed, will be tried again"
        SKIPPED = "skipped", "refused, skipped"
        GONE = "gone", "gone, disabled"
        TEST = "test", "test"

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="tries")
    event_id = models.CharField(max_length=32)
    event_type = models.CharField(max_length=40)
    sequence = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField(db_index=True)
    result = models.CharField(max_length=16, choices=Result.choices)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of the answer.")
    error = models.CharField(max_length=REASON_LENGTH, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()  # shown with their endpoint
        indexes = [models.Index(fields=["endpoint", "id"], name="attempt_endpoint")]

    def __str__(self) -> str:
        return f"{self.event_type} {self.result}"


class SkippedEvent(models.Model):
    """An event that an endpoint refused five times. It can be sent again."""

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="skipped_events")
    sequence = models.BigIntegerField()
    event_id = models.CharField(max_length=32)
    event_type = models.CharField(max_length=40)
    status = models.PositiveSmallIntegerField(help_text="Of the last answer.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["sequence"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "sequence"], name="skipped_once")
        ]

    def __str__(self) -> str:
        return f"{self.event_type}, number {self.sequence}"
