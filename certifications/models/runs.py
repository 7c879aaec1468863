"""Runs of the expiry job, and the pauses that they applied."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certifications.ids import new_log_id
from certifications.models.certifications import Certification
from certifications.models.mentors import Mentor
from certifications.querysets import AutoPauseQuerySet
from mentorcerts.lib import moments
from mentorcerts.lib.lengths import REASON_LENGTH, USERNAME_LENGTH


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
        HELD = "held", "held by the safety limit"
        INTERRUPTED = "interrupted", "interrupted"
        FAILED = "failed", "failed"

    job_run_id = models.CharField(max_length=24, unique=True, editable=False)
    day = models.DateField(help_text="The day of the run, in the programme's time zone.")
    number = models.PositiveIntegerField(help_text="Its number on that day, from 1.")
    trigger = models.CharField(max_length=16, choices=Trigger.choices)
    requested_by = models.CharField(max_length=USERNAME_LENGTH, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.RUNNING)
    as_of = models.DateField(help_text="The date for which expiry was judged.")
    dry_run = models.BooleanField(default=False)
    forced = models.BooleanField("safety limit overridden", default=False)
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
    pauses_told_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when all its pauses are in the change log."
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=USERNAME_LENGTH, blank=True, db_default="")
    undo_reason = models.CharField(max_length=REASON_LENGTH, blank=True, db_default="")

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

    @property
    def would_be_held(self) -> bool:
        """Of a dry run: whether the safety limit would hold the real one."""
        return self.auto_paused < self.expired_found


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
    reason = models.CharField(max_length=REASON_LENGTH)
    applied_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=USERNAME_LENGTH, blank=True)
    lift_reason = models.CharField(max_length=REASON_LENGTH, blank=True)

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
        return f"{self.log_id}: {moments.dates_in_words(self.reason)}"
