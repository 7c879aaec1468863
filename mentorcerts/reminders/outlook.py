"""Who gets which mail: today, on any day to come, and how many in the next thirty days.

A look ahead is the planning itself, rolled back.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Greatest, TruncDate
from django.utils.text import capfirst

from certifications import ladder
from certifications.models import Certification
from certifications.person_columns import PERSON, person_cells
from certifications.querysets import UtcDay
from mentorcerts.lib import clock, moments
from mentorcerts.lib.sheets.local_times import local_time
from mentorcerts.lib.sheets.tables import heading_of_moment
from mentorcerts.lib.wording import full_stop
from mentorcerts.reminders.hours import next_opening
from mentorcerts.reminders.ladders import types_by_ladder
from mentorcerts.reminders.models import Message, MessageState
from mentorcerts.reminders.plan import Plan, plan_reminders
from mentorcerts.reminders.rounds import last_message
from mentorcerts.reminders.story import sentence_of
from mentorcerts.reminders.suppress import not_reached
from mentorcerts.reminders.texts import Wording, wording_of, written

WAITING = (MessageState.PLANNED, MessageState.SENDING, MessageState.HELD)
DAYS_AHEAD = 30


@dataclass(frozen=True)
class Outlook:
    """The mails of one day, while they are in the database."""

    day: date
    plan: Plan
    """The round that would be planned: today what is due and not planned yet, later the day's."""
    messages: "QuerySet[Message]"
    """Those that go out first, then those that are done."""
    _wordings: dict[tuple[str, int | None], Wording] = field(default_factory=dict)

    def text_of(self, message: Message) -> Wording | None:
        """What it says, or would say on that day; ``None`` where nothing goes out."""
        if message.state == MessageState.SENT:
            return Wording(message.subject, message.body) if message.body else None
        if message.state not in WAITING:
            return None
        about = (message.kind, message.rung)
        if about not in self._wordings:
            self._wordings[about] = wording_of(Message.Kind(message.kind), message.rung)
        return written(message, today=self.day, wording=self._wordings[about])


@contextmanager
def outlook(day: date, *, today: date, now: datetime) -> Iterator[Outlook]:
    """Plan that day for as long as the body runs; afterwards nothing of it is left.

    Of a day to come it has what is reached on that very day, as things stand now; of today all
    mails: sent, waiting, suppressed, and those that the next round would plan.
    """
    with transaction.atomic():
        if day <= today:
            yield _of_today(today, now)
        else:
            yield _of_day(day, now)
        transaction.set_rollback(True)


def _of_today(today: date, now: datetime) -> Outlook:
    plan = plan_reminders(today=today, now=now)
    return Outlook(today, plan, _in_order(messages_of_day(today)))


def _of_day(day: date, now: datetime) -> Outlook:
    """What is due by the day before is planned before; of it, that which goes out on the day."""
    night, before = clock.start_of(day), day - timedelta(days=1)
    plan_reminders(today=before, now=max(now, clock.start_of(before)), force=True)
    last = last_message()
    plan = plan_reminders(today=day, now=night)
    opens, opens_next = next_opening(night), next_opening(clock.start_of(day + timedelta(days=1)))
    waits = Q(state__in=WAITING, not_before__gte=opens, not_before__lt=opens_next)
    return Outlook(day, plan, _in_order(Message.objects.filter(Q(pk__gt=last) | waits)))


def _in_order(messages: "QuerySet[Message]") -> "QuerySet[Message]":
    first = Case(When(state__in=WAITING, then=0), When(state=MessageState.SENT, then=1), default=2)
    related = messages.select_related("mentor", "certification__certification_type")
    return related.order_by(first, "-rung", "pk")


def waiting_on(today: date) -> "QuerySet[Message]":
    """Reminders that are planned and go out today, if nothing comes in between; held ones too."""
    tomorrow = clock.start_of(today + timedelta(days=1))
    return Message.objects.filter(
        kind=Message.Kind.REMINDER, state__in=WAITING, not_before__lt=tomorrow
    )


def messages_of_day(today: date) -> "QuerySet[Message]":
    """Planned, tried or finished today, or waiting by today."""
    start, end = clock.start_of(today), clock.start_of(today + timedelta(days=1))
    # Found from the newest backwards, by the key: there is no index by time.
    before = Message.objects.filter(planned_at__lt=start).order_by("-pk").values_list("pk").first()
    return Message.objects.filter(
        Q(pk__gt=before[0] if before else 0)
        | Q(state__in=WAITING, not_before__lt=end)
        | Q(tried_at__gte=start)
    )


def days_ahead(today: date, days: int = DAYS_AHEAD) -> dict[int, dict[date, int]]:
    """Rung → day → reminders that go out then: today those that wait, later those to be planned.

    Of who can be written to as things stand, and was not written to about that rung before.
    """
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for rung, day, number in _waiting_by_day(today, days):
        found[rung][day] = number
    for (rungs, grace_days), types in types_by_ladder().items():
        for window in ladder.windows(rungs, grace_days=grace_days):
            for day, number in _entering(window.rung, types, today, days):
                found[window.rung][day] = found[window.rung].get(day, 0) + number
    return dict(found)


def _waiting_by_day(today: date, days: int) -> Iterator[tuple[int, date, int]]:
    """Rung, day and number of the reminders that wait: those of earlier days are today's.

    What is planned after the hours of sending goes out on the next day.
    """
    waiting = Message.objects.filter(
        kind=Message.Kind.REMINDER,
        rung__isnull=False,
        state__in=WAITING,
        not_before__lt=clock.start_of(today + timedelta(days=days)),
    )
    zone = ZoneInfo(settings.MENTORCERTS_TIME_ZONE)
    day = Greatest(TruncDate("not_before", tzinfo=zone), Value(today))
    rows = waiting.order_by().values("rung").annotate(day=day, n=Count("pk"))
    for rung, goes_out, number in rows.values_list("rung", "day", "n"):
        assert rung is not None
        yield rung, goes_out, number


def _entering(rung: int, types: list[str], today: date, days: int) -> Iterator[tuple[date, int]]:
    """On which day how many certifications reach this rung, from tomorrow on."""
    first = moments.utc_midnight(today + timedelta(days=rung + 1))
    end = moments.utc_midnight(today + timedelta(days=rung + days))
    written_to = Message.objects.filter(
        mentor=OuterRef("mentor_id"),
        certification=OuterRef("pk"),
        rung=rung,
        expires_on=UtcDay(OuterRef("expires_at")),
    )
    counting = Certification.objects.counting().filter(
        certification_type__in=types,
        mentor__left_at=None,
        expires_at__gte=first,
        expires_at__lt=end,
    )
    rows = counting.exclude(not_reached()).exclude(Exists(written_to)).order_by()
    by_day = rows.annotate(day=UtcDay("expires_at")).values("day").annotate(n=Count("pk"))
    for day, number in by_day.values_list("day", "n"):
        yield day - timedelta(days=rung), number


def day_headings() -> list[str]:
    """Above the columns of ``as_rows``."""
    return [
        "Outcome",
        *PERSON,
        "Certification id",
        "Type",
        "Type name",
        "Expires",
        "Days before",
        heading_of_moment("Goes out"),
        "What becomes of it",
        "Subject",
        "Text",
    ]


def as_rows(found: Outlook) -> Iterator[list[object]]:
    """The whole day as a table, with the texts."""
    for message in found.messages.iterator(chunk_size=2000):
        text = found.text_of(message)
        held = message.certification
        waits = message.state in WAITING
        yield [
            MessageState(message.state).label,
            *person_cells(message.mentor),
            held.certification_id if held else "",
            held.certification_type_id if held else "",
            held.certification_type.name if held else "",
            message.expires_on,
            message.rung,
            local_time(message.not_before) if waits else None,
            full_stop(capfirst(sentence_of(message))),
            text.subject if text else "",
            text.body if text else "",
        ]
