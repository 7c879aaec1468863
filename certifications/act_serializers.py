"""What an act by its own path asks: why, and until when."""

from drf_spectacular.utils import extend_schema_field

from mentorcerts.lib.api.fields import DayField, TextField
from mentorcerts.lib.api.serializers import StrictSerializer
from mentorcerts.lib.lengths import REASON_LENGTH

SOMETHING = r"^[^\u0000]*\S[^\u0000]*$"
"""Not only blanks, and no NUL, which no database holds."""


@extend_schema_field(
    {"type": "string", "minLength": 1, "maxLength": REASON_LENGTH, "pattern": SOMETHING}
)
class RequiredReasonField(TextField):
    pass


class ReasonSerializer(StrictSerializer):
    """Why; it is kept with the record, and told in the mentor's timeline."""

    reason = RequiredReasonField(max_length=REASON_LENGTH)


class ExemptionSerializer(ReasonSerializer):
    """Until when, and why."""

    until = DayField(help_text="The job leaves the mentor alone through this day.")


class NothingSerializer(StrictSerializer):
    """Nothing more to say: an empty object, or no body."""
