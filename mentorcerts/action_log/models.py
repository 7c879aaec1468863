"""Actions that were carried out, and on whom."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from certifications.models import Mentor
from mentorcerts.lib import change_source, clock
from mentorcerts.lib.lengths import REASON_LENGTH, USERNAME_LENGTH


class ExecutedAction(models.Model):
    """One action on one mentor or many, as it was confirmed."""

    name = models.CharField("action", max_length=32, help_text="As in the address of its page.")
    title = models.CharField("what", max_length=100)
    by = models.CharField(
        "who", max_length=USERNAME_LENGTH, help_text="The name stays if the user is deleted."
    )
    source = models.CharField(max_length=16, default=change_source.source)
    at = models.DateTimeField("when", default=timezone.now)
    done = models.PositiveIntegerField("mentors", help_text="To how many it was done.")
    left_as_before = models.PositiveIntegerField(default=0)
    details = models.CharField(
        max_length=REASON_LENGTH,
        blank=True,
        help_text="What was entered, without reasons and notes: those are with each mentor.",
    )
    position = models.BigIntegerField(
        default=0, help_text="The newest line of the change log right after it."
    )
    undoes = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="undone_by_actions"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=USERNAME_LENGTH, blank=True)
    put_back = models.PositiveIntegerField("undone for", default=0)

    class Meta:
        default_permissions = ()  # who may see mentors may see what was done to them
        verbose_name = "action"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="action_undo_is_whole",
                condition=Q(undone_at=None, undone_by="", put_back=0)
                | Q(undone_at__isnull=False, put_back__gt=0),
            ),
        ]
        indexes = [models.Index(fields=["at", "id"], name="action_at")]

    def __str__(self) -> str:
        return f"{self.title} of {clock.format_local(self.at)}"


class ActedMentor(models.Model):
    """One mentor to whom an action was done, and what is needed to put them back."""

    action = models.ForeignKey(
        ExecutedAction, models.CASCADE, related_name="people", db_index=False
    )
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="+")
    before = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    """Keys, dates, and who: what taking it back needs, by the action's reversal."""
    previous_reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    """Of what the action replaced or ended, such as an exemption."""
    left = models.CharField(max_length=64, blank=True)
    """A digest of the values that the action left: others mean that something has changed."""
    is_put_back = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        verbose_name = "mentor of an action"
        verbose_name_plural = "mentors of actions"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "mentor"], name="once_in_an_action")
        ]

    def __str__(self) -> str:
        return self.mentor_id
