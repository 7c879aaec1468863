"""The change log: what changed in a mentor's stand, in the order in which it became visible."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certifications.ids import new_event_id
from certifications.models.certifications import Certification
from certifications.models.mentors import Mentor
from certifications.models.runs import AutoPause, ExpiryRun
from mentorcerts.lib.lengths import NOTES_LENGTH, USERNAME_LENGTH

DATA_KEYS = (
    "cause",
    "certification_id",
    "certification_type",
    "previous_certification_type",
    "requirement",
    "issue_date",
    "previous_issue_date",
    "expiry_date",
    "previous_expiry_date",
    "renewal_id",
    "renewal_date",
    "exempt_until",
    "previous_exempt_until",
    "log_id",
    "job_run_id",
    "mentors_scanned",
    "expired_found",
    "auto_paused",
    "skipped_exempt",
    "failures",
    "undone",
    "former_mentor_id",
)
"""All that ``data`` may hold, in the order in which it is told: a database keeps no order."""


class Event(models.Model):
    """One line of the change log. Written once; only its number is added later.

    Lines without a number have not been published yet: readers outside see numbered lines only, so
    that what they have seen is complete for ever. ``occurred_at`` is UTC, ``paused`` the mentor's
    stand right after it: ``None`` where they have none, which means: do not match.
    """

    class Type(models.TextChoices):
        PAUSED = "mentor.paused", "paused"
        RESUMED = "mentor.resumed", "resumed"
        EXEMPTED = "mentor.exempted", "exempted"
        EXEMPTION_ENDED = "mentor.exemption_ended", "exemption ended"
        LEFT = "mentor.left", "left"
        RETURNED = "mentor.returned", "is back"
        NOTED = "mentor.noted", "note"
        ERASED = "mentor.erased", "erased"
        RECORDED = "certification.recorded", "certification recorded"
        RENEWED = "certification.renewed", "certification renewed"
        CHANGED = "certification.changed", "certification changed"
        REVOKED = "certification.revoked", "certification revoked"
        REINSTATED = "certification.reinstated", "revocation lifted"
        REMOVED = "certification.removed", "certification removed"
        RESTORED = "certification.restored", "certification restored"
        EXPIRED = "certification.expired", "certification expired"
        RENEWAL_CHANGED = "renewal.changed", "renewal changed"
        RENEWAL_REMOVED = "renewal.removed", "renewal removed"
        RUN_COMPLETED = "run.completed", "run completed"
        RUN_HELD = "run.held", "run held by the safety limit"
        RUN_UNDONE = "run.undone", "run undone"

    class Cause(models.TextChoices):
        """Whose pause it is; or why the mentor stands otherwise, though nobody acted on them."""

        EXPIRED = "expired", "the job's pause"
        BY_HAND = "by_hand", "a coordinator's pause"
        RULES = "rules", "the rules of a type were changed"
        CORRECTED = "corrected", "the log was corrected to what is recorded"

    event_id = models.CharField(max_length=20, unique=True, default=new_event_id, editable=False)
    sequence = models.BigIntegerField("number", null=True, unique=True, editable=False)
    type = models.CharField(max_length=32, choices=Type.choices)
    mentor = models.ForeignKey(
        Mentor, models.PROTECT, related_name="events", null=True, blank=True, db_index=False
    )
    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    pause = models.ForeignKey(
        AutoPause, models.PROTECT, related_name="events", null=True, blank=True, db_index=False
    )
    run = models.ForeignKey(
        ExpiryRun, models.SET_NULL, related_name="events", null=True, blank=True, db_index=False
    )
    occurred_at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=USERNAME_LENGTH, blank=True)
    source = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=NOTES_LENGTH, blank=True)
    paused = models.BooleanField(null=True)
    expired_on = models.DateField(null=True, blank=True, help_text="Of certification.expired.")
    backfilled = models.BooleanField(
        default=False, help_text="Written at the upgrade; never published."
    )
    withdrawn = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Its mentor was erased; not told any more.",
    )
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pause", "type"],
                name="event_once_per_pause_and_type",
                condition=Q(pause__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["certification", "expired_on"],
                name="event_once_per_expiry",
                condition=Q(expired_on__isnull=False),
            ),
            models.CheckConstraint(
                name="event_backfilled_has_no_number",
                condition=Q(backfilled=False) | Q(sequence=None),
            ),
        ]
        indexes = [
            models.Index(fields=["mentor", "id"], name="event_mentor"),
            # Empty most of the time: what the publisher looks at.
            models.Index(
                fields=["id"],
                name="event_unpublished",
                condition=Q(sequence=None, backfilled=False),
            ),
            # Partial, so that nothing is added to them while somebody waits for an answer.
            models.Index(
                fields=["type", "sequence"],
                name="event_type_number",
                condition=Q(sequence__isnull=False),
            ),
            models.Index(
                fields=["mentor", "sequence"],
                name="event_mentor_number",
                condition=Q(sequence__isnull=False),
            ),
            models.Index(fields=["run"], name="event_run", condition=Q(run__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.type}"

    @property
    def told(self) -> dict[str, object]:
        """``data`` in the order of ``DATA_KEYS``, the same at every call and on each database."""
        return {key: self.data[key] for key in DATA_KEYS if key in self.data}


class EventCursor(models.Model):
    """One row: the number of the last published event. Who publishes locks it."""

    last = models.BigIntegerField(default=0)
    began_at = models.DateTimeField(default=timezone.now)
    """What happened before is told by history and pauses only."""

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"published through {self.last}"
