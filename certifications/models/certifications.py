"""What mentors hold."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone

from certifications.ids import new_certification_id
from certifications.models.mentors import Mentor
from certifications.models.types import CertificationType
from certifications.querysets import CertificationQuerySet, UtcDate
from mentorcerts.lib import moments
from mentorcerts.lib.history import tracked
from mentorcerts.lib.lengths import REASON_LENGTH


class Certification(models.Model):
    """The fact: this mentor holds this certification from one date through another.

    Its status is read from the dates (``expiry.status_of``) and never stored. ``is_current``
    marks the one that governs its mentor, ``mentor_left`` the same where that mentor has left;
    services recompute both on every write.
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
    revocation_reason = models.CharField(max_length=REASON_LENGTH, blank=True, editable=False)
    updated_reason = models.CharField(
        max_length=REASON_LENGTH, blank=True, editable=False, help_text="Why it was last changed."
    )
    auto_pause_applied = models.BooleanField("paused by the job", default=False, editable=False)
    auto_pause_applied_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_current = models.BooleanField("governs the mentor", default=False, editable=False)
    mentor_left = models.BooleanField(
        "governs a mentor who has left", default=False, db_default=False, editable=False
    )
    deleted_at = models.DateTimeField("removed at", null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CertificationQuerySet.as_manager()
    history = tracked(
        "updated_at", "is_current", "mentor_left", "auto_pause_applied", "auto_pause_applied_at"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mentor"], name="one_governing_certification", condition=Q(is_current=True)
            ),
            # Of removed ones, whose last column is NULL, there may be any number. They are in it
            # all the same, so that it finds all certifications of a mentor: every index costs
            # the nightly run, and one with a condition would need another one beside it.
            models.UniqueConstraint(
                "mentor",
                "certification_type",
                UtcDate("issued_at"),
                Case(When(deleted_at=None, then=0)),
                name="one_live_certification_on_a_day",
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
                name="only_the_governing_one_tells_left",
                condition=Q(mentor_left=False) | Q(is_current=True),
            ),
            models.CheckConstraint(
                name="only_a_revoked_one_has_a_reason",
                condition=Q(revoked_at__isnull=False) | Q(revocation_reason=""),
            ),
        ]
        indexes = [
            # What the job asks every night, by date: it reads nothing when nothing is due.
            models.Index(
                fields=["expires_at", "id"],
                name="certification_unpaused",
                condition=Q(
                    is_current=True, mentor_left=False, auto_pause_applied=False, revoked_at=None
                ),
            ),
            models.Index(
                fields=["expires_at", "id"],
                name="certification_expiry",
                condition=Q(deleted_at=None),
            ),
            # Where mentors stand, the first to expire first: all, and those who have not left.
            models.Index(
                fields=["expires_at", "id"],
                name="certification_governing",
                condition=Q(is_current=True),
            ),
            models.Index(
                fields=["expires_at", "id"],
                name="certification_active",
                condition=Q(is_current=True, mentor_left=False),
            ),
            models.Index(
                fields=["certification_type", "expires_at"],
                name="certification_type_expiry",
                condition=Q(deleted_at=None),
            ),
            # Those who have left, by mentor. The job never touches them.
            models.Index(
                fields=["mentor"], name="certification_left", condition=Q(mentor_left=True)
            ),
            # Those who are revoked, for lists of them. The job never touches them.
            models.Index(
                fields=["revoked_at", "id"],
                name="certification_revoked",
                condition=Q(revoked_at__isnull=False),
            ),
            # The other orders of the API's lists.
            models.Index(
                fields=["issued_at", "id"],
                name="certification_issued",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["issued_at", "id"],
                name="certification_governing_issued",
                condition=Q(is_current=True),
            ),
            models.Index(
                fields=["created_at", "id"],
                name="certification_created",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["updated_at", "id"],
                name="certification_updated",
                condition=Q(deleted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certification_id} ({self.certification_type_id} of {self.mentor_id})"

    @property
    def requirement(self) -> str:
        """What it counts for: its type says so."""
        return self.certification_type.requirement

    @property
    def grace_days(self) -> int:
        return self.certification_type.grace_days

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
                    f"{moments.in_words(moments.utc_date(self.issued_at))}."
                }
            )
