"""Send the digests that are due: judged, counted and written when their turn has come."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Max

from mentorcerts.access.viewers import may_view_statuses
from mentorcerts.digests.models import Digest, Subscription
from mentorcerts.digests.services import rhythm_of
from mentorcerts.digests.text import digest_for
from mentorcerts.lib import clock
from mentorcerts.reminders.models import MessageState
from mentorcerts.reminders.outgoing import Mails, SentMails, send_outgoing
from mentorcerts.reminders.texts import Wording


def send_digests(*, now_is: Callable[[], datetime]) -> SentMails:
    """Send what is due, some at a time. Safe to run several at once, and to kill."""
    return send_outgoing(DIGESTS, now_is=now_is)


def _why_not(digest: Digest) -> str:
    """Judged now, not when it was planned. After days without a server only the newest goes out."""
    user: Any = digest.user
    if not may_view_statuses(user):
        return "Not active, or may not see where mentors stand."
    if not user.email:
        return "The account has no address."
    if rhythm_of(user) == Subscription.Rhythm.OFF:
        return "Not wanted any more."
    return "A newer one is due." if user.digests.filter(day__gt=digest.day).exists() else ""


def _wording(digest: Digest, now: datetime) -> Wording | None:
    return digest_for(digest.user, since=_since(digest), today=clock.local_date(now), now=now)


def _since(digest: Digest) -> datetime:
    """When the one before was sent; without one, since when digests are wanted."""
    sent = Digest.objects.filter(user=digest.user, state=MessageState.SENT)
    last: datetime | None = sent.aggregate(last=Max("finished_at"))["last"]
    return last or Subscription.objects.get(user=digest.user).changed_at


DIGESTS = Mails(
    rows=Digest.objects.all,
    name="digest",
    why_not=_why_not,
    address=lambda digest: digest.user.email,
    wording=_wording,
)
