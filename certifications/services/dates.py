"""Which dates a record may be given, beyond what its model allows."""

from datetime import date, datetime

from django.core.exceptions import ValidationError

from certifications import expiry
from mentorcerts.lib import moments


def refuse_beginning_ahead(name: str, moment: datetime, *, today: date) -> None:
    """Raise ``ValidationError`` for the field ``name`` where its date has not come yet.

    For issue dates and renewal dates that are new or changed: ``expiry.ahead_from``.
    """
    if moment >= expiry.ahead_from(today):
        raise ValidationError(
            {
                name: f"{moments.in_words(moments.utc_date(moment))} has not come yet (today is "
                f"{moments.in_words(today)}). Record it "
                "on that day; to prolong a certification that is held, renew it today."
            }
        )
