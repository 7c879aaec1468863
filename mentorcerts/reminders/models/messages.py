"""Messages to mentors, and the rounds in which they were planned."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certifications.ladder import rung_in_words
from certifications.models import AutoPause, Certification, Mentor
from mentorcerts.lib import moments
from mentorcerts.lib.lengths import NAME_LENGTH, REASON_LENGTH, USERNAME_LENGTH


class Round(models.Model):
    """One planning of messages that found somebody to write to."""

    class Kind(models.TextChoices):
        REMINDERS = "reminders", "reminders"
        NOTICES = "notices", "notices of pauses"

    class State(models.TextChoices):
        PLANNED = "planned", "planned"
        HELD = "held", "held by the safety limit"
        RELEASED = "released", "held, then released"
        DROPPED = "dropped", "held, then dropped"
        QUIET = "quiet", "started quietly"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    state = models.CharField(max_length=16, choices=State.choices)
    day = models.DateField(help_text="The day of the round, in the programme's time zone.")
    started_at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=USERNAME_LENGTH, blank=True)
    forced = models.BooleanField("safety limit overridden", default=False)
    messages_planned = models.PositiveIntegerField(
        default=0, help_text="Messages that would go out, or did."
    )
    suppressed = models.PositiveIntegerField(
        default=0, help_text="Messages that could not go out, such as for want of an address."
    )
    mentors = models.PositiveIntegerField(default=0, help_text="Mentors whom it would write to.")
    of_mentors = models.PositiveIntegerField(default=0, help_text="Mentors who are active.")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=USERNAME_LENGTH, blank=True)
    decision_reason = models.CharField(max_length=REASON_LENGTH, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="round_decision_is_dated",
                condition=~Q(state__in=["released", "dropped"]) | Q(decided_at__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["day", "kind"], name="round_day"),
            models.Index(fields=["id"], name="round_held", condition=Q(state="held")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {moments.in_words(self.day)} ({self.pk})"


class MessageState(models.TextChoices):
    """What has become of a message."""

    PLANNED = "planned", "planned"
    SENDING = "sending", "being sent"
    SENT = "sent", "sent"
    SUPPRESSED = "suppressed", "suppressed"
    FAILED = "failed", "failed"
    HELD = "held", "held by the safety limit"


class Message(models.Model):
    """One mail to one mentor. The row is the truth; sending is its shadow.

    ``key`` says what it is about, and holds the expiry date, so that a renewal begins a new ladder
    by itself and a date put back resends nothing. ``message_id`` is also the header of that name,
    the same at each try.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", "reminder"
        PAUSED = "paused", "you have been paused"
        RESUMED = "resumed", "you are active again"

    State = MessageState

    key = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    state = models.CharField(max_length=16, choices=State.choices, default=State.PLANNED)
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="messages", db_index=False)
    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    pause = models.ForeignKey(
        AutoPause, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    expires_on = models.DateField(null=True, blank=True)
    rung = models.SmallIntegerField(null=True, blank=True, help_text="Days before expiry.")
    round = models.ForeignKey(
        Round, models.PROTECT, related_name="messages", null=True, blank=True, db_index=False
    )
    planned_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    message_id = models.CharField(max_length=NAME_LENGTH, blank=True, default="", db_default="")
    recipient = models.CharField(max_length=254, blank=True, default="", db_default="")
    subject = models.CharField(max_length=NAME_LENGTH, blank=True, default="", db_default="")
    body = models.TextField(blank=True, default="", db_default="")
    cause = models.CharField(
        max_length=24,
        blank=True,
        default="",
        db_default="",
        help_text="Why it was not sent, for programs.",
    )
    reason = models.CharField(
        max_length=REASON_LENGTH,
        blank=True,
        default="",
        db_default="",
        help_text="The same, for people.",
    )
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was sent, suppressed or given up."
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message_id"], name="message_id_is_unique", condition=~Q(message_id="")
            ),
            models.CheckConstraint(
                name="message_says_what_it_is_about",
                condition=Q(
                    kind="reminder",
                    certification__isnull=False,
                    expires_on__isnull=False,
                    rung__isnull=False,
                    pause=None,
                )
                | Q(kind__in=["paused", "resumed"], pause__isnull=False, rung=None),
            ),
            models.CheckConstraint(
                name="message_is_claimed_while_sending",
                condition=(Q(state="sending", claimed_at__isnull=False) & ~Q(claim=""))
                | (~Q(state="sending") & Q(claim="", claimed_at=None)),
            ),
            models.CheckConstraint(
                name="message_not_sent_has_a_reason",
                condition=~Q(state__in=["suppressed", "failed"]) | (~Q(reason="") & ~Q(cause="")),
            ),
            models.CheckConstraint(
                name="message_has_an_end",
                condition=Q(state__in=["sent", "suppressed", "failed"], finished_at__isnull=False)
                | Q(state__in=["planned", "sending", "held"], finished_at=None),
            ),
            models.CheckConstraint(
                name="message_sent_has_its_id", condition=~Q(state="sent") | ~Q(message_id="")
            ),
        ]
        indexes = [
            models.Index(fields=["mentor", "id"], name="message_mentor"),
            # What the sender looks at: empty most of the time.
            models.Index(
                fields=["not_before", "id"], name="message_due", condition=Q(state="planned")
            ),
            models.Index(
                fields=["claimed_at"], name="message_claimed", condition=Q(state="sending")
            ),
            # What is not over, to count it: few, beside those of a year.
            models.Index(
                fields=["not_before"],
                name="message_waiting",
                condition=Q(state__in=["planned", "sending", "held"]),
            ),
            # A round counts its messages, and an empty one goes: the database asks for them, too.
            models.Index(fields=["round"], name="message_round"),
            # Of a hundred mails a few are notices: their list does not read the others.
            models.Index(
                fields=["kind", "id"],
                name="message_notices",
                condition=Q(kind__in=["paused", "resumed"]),
            ),
            models.Index(
                fields=["tried_at"], name="message_tried", condition=Q(tried_at__isnull=False)
            ),
            models.Index(
                fields=["cause"],
                name="message_not_sent",
                condition=Q(state__in=["suppressed", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        """What it is about, such as ``30 days before 1 March 2026``; never whom."""
        if self.rung is None or self.expires_on is None:
            return str(self.get_kind_display())
        return f"{rung_in_words(self.rung)} {moments.in_words(self.expires_on)}"
