"""The texts that coordinators have written in place of the program's own."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from mentorcerts.lib.lengths import NAME_LENGTH, USERNAME_LENGTH
from mentorcerts.reminders.models.messages import Message

BODY_LENGTH = 10_000


class Text(models.Model):
    """The text of a kind of message, of reminders also of one rung. Plain, with words in braces."""

    kind = models.CharField(max_length=16, choices=Message.Kind.choices)
    rung = models.SmallIntegerField(
        null=True, blank=True, help_text="Days before expiry. Empty: all that have no own text."
    )
    subject = models.CharField(max_length=NAME_LENGTH)
    body = models.TextField(max_length=BODY_LENGTH)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.CharField(max_length=USERNAME_LENGTH, blank=True)

    class Meta:
        ordering = ["kind", "-rung"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], name="one_text_a_kind", condition=Q(rung=None)
            ),
            models.UniqueConstraint(
                fields=["kind", "rung"],
                name="one_text_a_rung",
                condition=Q(rung__isnull=False),
            ),
            models.CheckConstraint(
                name="only_reminders_have_rungs", condition=Q(rung=None) | Q(kind="reminder")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {'' if self.rung is None else self.rung}".strip()
