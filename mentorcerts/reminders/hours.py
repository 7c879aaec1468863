"""The hours in which mentors are written to, on the programme's clock."""

from datetime import datetime, time, timedelta

from django.conf import settings

from mentorcerts.lib import clock


def is_open(moment: datetime) -> bool:
    """Whether mails may go out then (``MENTORCERTS_MAIL_HOURS``)."""
    first, last = settings.MENTORCERTS_MAIL_HOURS
    return bool(first <= clock.local(moment).hour < last)


def next_opening(moment: datetime) -> datetime:
    """The moment itself where mails may go out then; else the next one at which they may.

    It is counted on the programme's clock, so that eight o'clock stays eight o'clock when summer
    time begins or ends.
    """
    if is_open(moment):
        return moment
    first, last = settings.MENTORCERTS_MAIL_HOURS
    local = clock.local(moment)
    day = local.date() + timedelta(days=int(local.hour >= last))
    opening = datetime.combine(day, time(first), tzinfo=local.tzinfo)
    return opening.astimezone(moment.tzinfo)
