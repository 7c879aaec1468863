"""What an act by its own path asks: why, and until when."""

from mentorcerts.lib.api.fields import DayField, TextField
from mentorcerts.lib.api.serializers import StrictSerializer
from mentorcerts.lib.lengths import REASON_LENGTH


class ReasonSerializer(StrictSerializer):
    """Why; it is kept with the record, and told in the mentor's timeline."""

    reason = TextField(max_length=REASON_LENGTH)


class ExemptionSerializer(ReasonSerializer):
    """Until when, and why."""

    until = DayField(help_text="The job leaves the mentor alone through this day.")


class NothingSerializer(StrictSerializer):
    """Nothing more to say: an empty object, or no body."""
