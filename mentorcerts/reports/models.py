"""Reports that somebody has asked to be mailed."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from mentorcerts.lib.lengths import NAME_LENGTH
from mentorcerts.reminders.models import OutgoingMail


class ReportMail(OutgoingMail):
    """One report to one address, with the words that were on the page: numbers, no names."""

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

    class Meta(OutgoingMail.Meta):
        indexes = [
            *OutgoingMail.Meta.indexes,
            models.Index(fields=["user", "asked_at"], name="report_asked"),
        ]

    def __str__(self) -> str:
        return f"report of {self.quarter} for {self.address}"
