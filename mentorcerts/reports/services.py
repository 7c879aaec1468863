"""Plan the mails of a report."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from mentorcerts.lib.refusals import Conflict
from mentorcerts.reminders.hours import next_opening
from mentorcerts.reminders.installation import may_write
from mentorcerts.reminders.models import MessageState
from mentorcerts.reports.figures import BoardReport
from mentorcerts.reports.models import ReportMail
from mentorcerts.reports.text import as_mail

ADDRESSES_AT_ONCE = 20
ADDRESSES_A_DAY = 60
"""By one person: a report goes to a board, and is no way to write to everybody."""


def addresses_in(text: str) -> list[str]:
    """The addresses that somebody has typed, each once: by commas, semicolons, spaces or lines.

    Raises ``ValidationError`` for what is none, for none at all, and for too many.
    """
    found = {each.casefold(): each for each in re.split(r"[\s,;]+", text) if each}
    if not found:
        raise ValidationError("Type at least one address.")
    if len(found) > ADDRESSES_AT_ONCE:
        raise ValidationError(f"Type {ADDRESSES_AT_ONCE} addresses at most.")
    for address in found.values():
        try:
            validate_email(address)
        except ValidationError:
            raise ValidationError(f"This is no e-mail address: {address[:80]}") from None
    return list(found.values())


@transaction.atomic
def mail_report(
    *, report: BoardReport, to: list[str], user: Any, now: datetime
) -> list[ReportMail]:
    """Plan a mail to each of these addresses, with the report as it is in ``report``.

    One that waits already for the same address and quarter is written anew. Raises ``Conflict``
    where no mails go out here, and where this person has asked for too many today.
    """
    if not may_write(now=now):
        raise Conflict("Mails are off here: an operator has to switch them on first.")
    get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)  # one at a time
    asked = ReportMail.objects.filter(user=user, asked_at__gt=now - timedelta(days=1))
    if asked.count() + len(to) > ADDRESSES_A_DAY:
        raise Conflict(f"No more than {ADDRESSES_A_DAY} reports a day are mailed for one person.")
    quarter, text = str(report.quarter), as_mail(report)
    waiting = ReportMail.objects.filter(
        user=user, quarter=quarter, address__in=to, state=MessageState.PLANNED
    )
    waiting.delete()
    return ReportMail.objects.bulk_create(
        [
            ReportMail(
                user=user,
                quarter=quarter,
                address=address,
                subject=text.subject,
                body=text.body,
                asked_at=now,
                not_before=next_opening(now),
            )
            for address in to
        ]
    )
