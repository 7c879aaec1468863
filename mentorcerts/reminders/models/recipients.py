"""Whether a mentor can, and wants to, be written to."""

from django.db import models
from django.db.models import Q

from certifications.models import Mentor
from mentorcerts.lib.lengths import REASON_LENGTH, USERNAME_LENGTH


class Recipient(models.Model):
    """What is known of a mentor as somebody to write to. No row where nothing is.

    The refused address is kept, not a flag: once the mentor has another one, by whichever way it
    came in, the refusal concerns nobody any more.
    """

    mentor = models.OneToOneField(
        Mentor, models.PROTECT, primary_key=True, related_name="as_recipient"
    )
    off_at = models.DateTimeField(null=True, blank=True)
    off_by = models.CharField(max_length=USERNAME_LENGTH, blank=True, default="")
    off_reason = models.CharField(max_length=REASON_LENGTH, blank=True, default="")
    refused_address = models.CharField(max_length=254, blank=True, default="")
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(
        max_length=REASON_LENGTH, blank=True, default="", help_text="What the mail server said."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recipient_off_is_whole",
                condition=Q(off_at=None, off_by="", off_reason="")
                | (Q(off_at__isnull=False) & ~Q(off_reason="")),
            )
        ]

    def __str__(self) -> str:
        return self.mentor_id

    @property
    def is_off(self) -> bool:
        return self.off_at is not None
