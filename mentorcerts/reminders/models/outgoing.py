"""What rows of mails to people other than mentors have in common."""

from django.db import models
from django.db.models import Q

from mentorcerts.lib.lengths import NAME_LENGTH, REASON_LENGTH
from mentorcerts.reminders.delivery import new_message_id
from mentorcerts.reminders.models.messages import MessageState


class OutgoingMail(models.Model):
    """A row that ``reminders.outgoing`` claims, sends and confirms."""

    State = MessageState

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
        abstract = True
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_not_sent_has_a_reason",
                condition=~Q(state__in=["suppressed", "failed"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="%(class)s_is_claimed_while_sending",
                condition=(Q(state="sending", claimed_at__isnull=False) & ~Q(claim=""))
                | (~Q(state="sending") & Q(claim="", claimed_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], name="%(class)s_due", condition=Q(state="planned")),
        ]
