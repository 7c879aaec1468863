"""Types of certification and their rules."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from certifications import expiry, ladder
from mentorcerts.lib.history import tracked
from mentorcerts.lib.identifiers import STORED
from mentorcerts.lib.lengths import IDENTIFIER_LENGTH, NAME_LENGTH
from mentorcerts.lib.validators import identifier

LADDER_LENGTH = 100


def readable_ladder(value: str) -> None:
    """Raise ``ValidationError`` where ``ladder.parse_ladder`` can't read it."""
    try:
        ladder.parse_ladder(value)
    except ValueError as error:
        raise ValidationError(str(error)) from None


class CertificationType(models.Model):
    """A kind of certification and its rules. Made on first use, edited by coordinators."""

    code = models.CharField(primary_key=True, max_length=IDENTIFIER_LENGTH, validators=[identifier])
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
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
    requirement = models.CharField(
        max_length=IDENTIFIER_LENGTH,
        blank=True,
        default=expiry.MENTORING,
        db_default=expiry.MENTORING,
        validators=[identifier],
        help_text="What it is needed for. Empty: on record only, it never counts.",
    )
    reminder_days = models.CharField(
        max_length=LADDER_LENGTH,
        blank=True,
        default="",
        db_default="",
        validators=[readable_ladder],
        help_text="How many days before the expiry date a mentor is reminded, such as "
        "90, 60, 30, 7. Negative: in the days of grace. none: never. Empty: as the programme does.",
    )
    retired_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Since when it is not offered any more. What is recorded of it goes on counting.",
    )

    history = tracked()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="type_code_is_an_identifier",
                condition=Q(code__regex=f"^{STORED.pattern}\\Z"),
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

    @property
    def rungs(self) -> ladder.Rungs | None:
        """Its own ladder of reminders; ``None`` where the programme's applies."""
        return ladder.parse_ladder(self.reminder_days)

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None
