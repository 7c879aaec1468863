"""What mentors hold, and what the expiry job did about it.

The invariants live in the database: check constraints and partial unique indexes. Writes
go through services and the job; views, pages and commands call no ``save()``.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from certifications.ids import new_certification_id, new_log_id
from certifications.querysets import AutoPauseQuerySet, CertificationQuerySet, UtcDate
from certifications.totals.counters import Tally as Tally  # Django finds models here
from mentorcerts.lib import moments
from mentorcerts.lib.history import tracked
from mentorcerts.lib.identifiers import IDENTIFIER
from mentorcerts.lib.validators import identifier


class Mentor(models.Model):
    """A person, under the id that the outside world gave them. Made on first use."""

    mentor_id = models.CharField(
        primary_key=True,
        max_length=64,
        validators=[identifier],
        help_text="The id under which your other systems know this mentor. It never changes.",
    )
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField("e-mail", blank=True)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    paused_by = models.CharField(max_length=150, blank=True, editable=False)
    pause_reason = models.CharField(max_length=500, blank=True, editable=False)
    exempt_until = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The expiry job leaves this mentor alone through this date.",
    )
    exempt_reason = models.CharField(max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    history = tracked("updated_at")
    _change_reason: str

    class Meta:
        ordering = ["mentor_id"]
        permissions = [
            ("export_mentor", "Can export all that is held about a mentor"),
            ("erase_mentor", "Can erase a mentor's personal data"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mentor_id_is_an_identifier",
                condition=Q(mentor_id__regex=f"^{IDENTIFIER.pattern}\\Z"),
            ),
            models.CheckConstraint(
                name="mentor_manual_pause_is_whole",
                condition=Q(paused_at=None, paused_by="", pause_reason="")
                | (Q(paused_at__isnull=False) & ~Q(pause_reason="")),
            ),
            models.CheckConstraint(
                name="mentor_exemption_has_a_reason",
                condition=Q(exempt_until=None, exempt_reason="")
                | (Q(exempt_until__isnull=False) & ~Q(exempt_reason="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["exempt_until"],
                name="mentor_exempt",
                condition=Q(exempt_until__isnull=False),
            ),
            models.Index(
                fields=["paused_at"],
                name="mentor_paused_by_hand",
                condition=Q(paused_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.mentor_id})" if self.name else self.mentor_id

    def is_exempt(self, today: date) -> bool:
        """Whether the expiry job leaves them alone today."""
        return self.exempt_until is not None and self.exempt_until >= today


class CertificationType(models.Model):
    """A kind of certification and its rules. Made on first use, edited by coordinators."""

    code = models.CharField(primary_key=True, max_length=64, validators=[identifier])
    name = models.CharField(max_length=200, blank=True)
    validity_months = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1200)],
        help_text="How many months one lasts when no expiry date is given. Empty: no default.",
    )
    grace_days = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(3650)],
        help_text="How many days after its expiry date a mentor may go on before the job pauses.",
    )

    history = tracked()
    _change_reason: str

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="type_code_is_an_identifier",
                condition=Q(code__regex=f"^{IDENTIFIER.pattern}\\Z"),
            ),
            models.CheckConstraint(
                name="type_grace_within_ten_years", condition=Q(grace_days__lte=3650)
            ),
            models.CheckConstraint(
                name="type_validity_is_some_months",
                condition=Q(validity_months=None) | Q(validity_months__range=(1, 1200)),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code


class Certification(models.Model):
    """The fact: this mentor holds this certification from one date through another.

    Its status is read from the dates (``expiry.status_of``) and never stored. ``is_current``
    marks the one that governs its mentor; services recompute it on every write.
    """

    certification_id = models.CharField(
        max_length=13, unique=True, default=new_certification_id, editable=False
    )
    mentor = models.ForeignKey(
        Mentor, models.PROTECT, related_name="certifications", db_index=False
    )
    certification_type = models.ForeignKey(
        CertificationType, models.PROTECT, related_name="certifications", db_index=False
    )
    issued_at = models.DateTimeField(help_text="UTC. The UTC calendar date is the issue date.")
    expires_at = models.DateTimeField(
        help_text="UTC. Valid through this UTC calendar date, expired from the next day on."
    )
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revocation_reason = models.CharField(max_length=500, blank=True, editable=False)
    updated_reason = models.CharField(
        max_length=500, blank=True, editable=False, help_text="Why it was last changed."
    )
    auto_pause_applied = models.BooleanField("paused by the job", default=False, editable=False)
    auto_pause_applied_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_current = models.BooleanField("governs the mentor", default=False, editable=False)
    deleted_at = models.DateTimeField("removed at", null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CertificationQuerySet.as_manager()
    history = tracked("updated_at", "is_current", "auto_pause_applied", "auto_pause_applied_at")
    _change_reason: str

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mentor"], name="one_governing_certification", condition=Q(is_current=True)
            ),
            models.UniqueConstraint(
                "mentor",
                "certification_type",
                UtcDate("issued_at"),
                name="one_live_certification_a_day",
                condition=Q(deleted_at=None),
            ),
            models.CheckConstraint(
                name="certification_expires_after_issue",
                condition=Q(expires_at__gt=F("issued_at")),
            ),
            models.CheckConstraint(
                name="certification_dates_in_range",
                condition=Q(issued_at__gte=moments.utc_midnight(moments.EARLIEST)),
            ),
            models.CheckConstraint(
                name="certification_pause_is_dated",
                condition=Q(auto_pause_applied=False, auto_pause_applied_at=None)
                | Q(auto_pause_applied=True, auto_pause_applied_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_the_governing_one_is_paused",
                condition=Q(auto_pause_applied=False) | Q(is_current=True),
            ),
            models.CheckConstraint(
                name="a_removed_one_governs_nobody",
                condition=Q(deleted_at=None) | Q(is_current=False),
            ),
            models.CheckConstraint(
                name="only_a_revoked_one_has_a_reason",
                condition=Q(revoked_at__isnull=False) | Q(revocation_reason=""),
            ),
        ]
        indexes = [
            # What the job asks every night: small, and empty when nothing is due.
            models.Index(
                fields=["expires_at"],
                name="certification_due",
                condition=Q(is_current=True, auto_pause_applied=False, revoked_at=None),
            ),
            models.Index(
                fields=["expires_at", "id"],
                name="certification_expiry",
                condition=Q(deleted_at=None),
            ),
            # The queue: where mentors stand, the first to expire first.
            models.Index(
                fields=["expires_at", "id"],
                name="certification_governing",
                condition=Q(is_current=True),
            ),
            models.Index(
                fields=["certification_type", "expires_at"],
                name="certification_type_expiry",
                condition=Q(deleted_at=None),
            ),
            models.Index(fields=["mentor", "id"], name="certification_mentor"),
        ]

    def __str__(self) -> str:
        return f"{self.certification_id} ({self.certification_type_id} of {self.mentor_id})"

    def clean(self) -> None:
        """Raise ``ValidationError`` where the dates make no sense."""
        earliest = moments.utc_midnight(moments.EARLIEST)
        for field in ("issued_at", "expires_at"):
            if getattr(self, field) < earliest:
                raise ValidationError(
                    {field: f"Dates start at {moments.EARLIEST}: is the year mistyped?"}
                )
        if moments.utc_date(self.expires_at) <= moments.utc_date(self.issued_at):
            raise ValidationError(
                {
                    "expires_at": f"It must be after the issue date, "
                    f"{moments.utc_date(self.issued_at)}."
                }
            )


class ExpiryRun(models.Model):
    """One run of the job: what started it, what it found, what it did."""

    class Trigger(models.TextChoices):
        COMMAND = "command", "command or cron"
        SCHEDULE = "schedule", "nightly schedule"
        API = "api", "API"
        ADMIN = "admin", "admin button"

    class State(models.TextChoices):
        RUNNING = "running", "running"
        DONE = "done", "done"
        HELD = "held", "held by the brake"
        INTERRUPTED = "interrupted", "interrupted"
        FAILED = "failed", "failed"

    job_run_id = models.CharField(max_length=24, unique=True, editable=False)
    day = models.DateField(help_text="The day of the run, in the programme's time zone.")
    number = models.PositiveIntegerField(help_text="Its number on that day, from 1.")
    trigger = models.CharField(max_length=16, choices=Trigger.choices)
    requested_by = models.CharField(max_length=150, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.RUNNING)
    as_of = models.DateField(help_text="The date for which expiry was judged.")
    dry_run = models.BooleanField(default=False)
    forced = models.BooleanField("brake overridden", default=False)
    started_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    host = models.CharField(max_length=255, blank=True)
    process = models.PositiveIntegerField("process id", default=0)
    mentors_scanned = models.PositiveIntegerField(default=0)
    expired_found = models.PositiveIntegerField(default=0)
    auto_paused = models.PositiveIntegerField(default=0)
    skipped_exempt = models.PositiveIntegerField(default=0)
    failures = models.JSONField(default=list, blank=True)
    error = models.TextField(blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=150, blank=True, db_default="")
    undo_reason = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        ordering = ["-started_at", "-pk"]
        permissions = [("run_expiry_job", "Can start the expiry job")]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], name="one_run_at_a_time", condition=Q(state="running")
            ),
            models.UniqueConstraint(fields=["day", "number"], name="run_numbered_within_its_day"),
            models.CheckConstraint(
                name="run_ends_when_not_running",
                condition=Q(state="running", completed_at=None)
                | (~Q(state="running") & Q(completed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.job_run_id


class AutoPause(models.Model):
    """One pause that a run applied and, once it is over, who lifted it and why.

    ``certification`` is the one that it rests on now: where another expired certification
    comes to govern a paused mentor, the pause moves to it. ``reason`` stays as logged.
    """

    log_id = models.CharField(max_length=12, unique=True, default=new_log_id, editable=False)
    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="pauses", db_index=False
    )
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="pauses", db_index=False)
    run = models.ForeignKey(ExpiryRun, models.PROTECT, related_name="pauses", db_index=False)
    reason = models.CharField(max_length=500)
    applied_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=150, blank=True)
    lift_reason = models.CharField(max_length=500, blank=True)

    objects = AutoPauseQuerySet.as_manager()

    class Meta:
        ordering = ["-applied_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certification"],
                name="one_open_pause_per_certification",
                condition=Q(lifted_at=None),
            ),
            models.CheckConstraint(
                name="a_lift_has_a_reason",
                condition=Q(lifted_at=None, lifted_by="", lift_reason="")
                | (Q(lifted_at__isnull=False) & ~Q(lift_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["applied_at", "id"], name="pause_applied"),
            models.Index(fields=["mentor", "applied_at"], name="pause_mentor"),
            models.Index(fields=["run"], name="pause_run"),
        ]

    def __str__(self) -> str:
        return f"{self.log_id}: {self.reason}"
