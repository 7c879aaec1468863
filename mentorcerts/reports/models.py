"""Reports that somebody has asked to be mailed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mentorcerts.lib.lengths import NAME_LENGTH, REASON_LENGTH
from mentorcerts.reminders.delivery import new_message_id
from mentorcerts.reminders.models import MessageState


class ReportMail(models.Model):
    """One report to one address, with the words that were on the page: numbers, no names."""

    State = MessageState

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="report_mails",
        help_text="Who has asked for it.",
    )
    quarter = models.CharField(max_length=7)
    address = models.EmailField()
    subject = models.CharField(max_length=NAME_LENGTH)
    body = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now)
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
            models.CheckConstraint(
                name="report_not_sent_has_a_reason",
                condition=~Q(state__in=["suppressed", "failed"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="report_is_claimed_while_sending",
                condition=(Q(state="sending", claimed_at__isnull=False) & ~Q(claim=""))
                | (~Q(state="sending") & Q(claim="", claimed_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], name="report_due", condition=Q(state="planned")),
            models.Index(fields=["user", "asked_at"], name="report_asked"),
        ]

    def __str__(self) -> str:
        return f"report of {self.quarter} for {self.address}"
