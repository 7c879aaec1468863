"""What the change log tells of renewals."""

from dataclasses import replace
from typing import Any

from certifications.models import Event
from certifications.services.events import Act, certification_act, iso_date
from renewals.models import Renewal


def renewal_act(kind: Event.Type, renewal: Renewal, *, reason: str = "", **data: Any) -> Act:
    """What the log tells of a renewal; by default with the expiry date that it replaced."""
    told = {
        "previous_expiry_date": iso_date(renewal.previous_expiry_date),
        "renewal_id": renewal.renewal_id,
        "renewal_date": iso_date(renewal.renewal_date),
    }
    act = certification_act(kind, renewal.certification, reason=reason, **{**told, **data})
    if kind != Event.Type.RENEWED:
        return act
    # By the time that many are told, a later one may have moved the same certification again.
    return replace(act, data={**act.data, "expiry_date": iso_date(renewal.new_expiry_date)})
