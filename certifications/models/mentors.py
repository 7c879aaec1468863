"""Mentors: people, under the id that the outside world gave them."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certifications.querysets import MentorQuerySet
from mentorcerts.lib.history import tracked
from mentorcerts.lib.identifiers import STORED
from mentorcerts.lib.lengths import IDENTIFIER_LENGTH, NAME_LENGTH, REASON_LENGTH, USERNAME_LENGTH
from mentorcerts.lib.validators import identifier


class Mentor(models.Model):
    """A person, under the id that the outside world gave them. Made on first use."""

    mentor_id = models.CharField(
        primary_key=True,
        max_length=IDENTIFIER_LENGTH,
        validators=[identifier],
        help_text="The id under which your other systems know this mentor. It never changes.",
    )
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    email = models.EmailField("e-mail", blank=True)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    paused_by = models.CharField(max_length=USERNAME_LENGTH, blank=True, editable=False)
    pause_reason = models.CharField(max_length=REASON_LENGTH, blank=True, editable=False)
    exempt_until = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The expiry job leaves this mentor alone through this date.",
    )
    exempt_reason = models.CharField(max_length=REASON_LENGTH, blank=True, editable=False)
    left_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When it was recorded that this mentor has left. They stay paused until they "
        "are back.",
    )
    left_by = models.CharField(
        max_length=USERNAME_LENGTH, blank=True, editable=False, db_default=""
    )
    left_reason = models.CharField(
        max_length=REASON_LENGTH, blank=True, editable=False, db_default=""
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MentorQuerySet.as_manager()
    history = tracked("updated_at")

    class Meta:
        ordering = ["mentor_id"]
        permissions = [
            ("export_mentor", "Can export all that is held about a mentor"),
            ("erase_mentor", "Can erase a mentor's personal data"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mentor_id_is_an_identifier",
                condition=Q(mentor_id__regex=f"^{STORED.pattern}\\Z"),
            ),
            models.CheckConstraint(
                name="mentor_manual_pause_is_whole",
                condition=Q(paused_at=None, paused_by="", pause_reason="")
                | (Q(paused_at__isnull=False) & ~Q(pause_reason="")),
            ),
            models.CheckConstraint(
                name="mentor_departure_is_whole",
                condition=Q(left_at=None, left_by="", left_reason="")
                | (Q(left_at__isnull=False) & ~Q(left_reason="")),
            ),
            models.CheckConstraint(
                name="mentor_who_left_is_not_exempt",
                condition=Q(left_at=None) | Q(exempt_until=None),
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
            models.Index(
                fields=["left_at"], name="mentor_left", condition=Q(left_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.mentor_id})" if self.name else self.mentor_id

    @property
    def has_left(self) -> bool:
        return self.left_at is not None

    def is_exempt(self, today: date) -> bool:
        """Whether the expiry job leaves them alone today."""
        return self.exempt_until is not None and self.exempt_until >= today
