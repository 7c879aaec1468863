"""Summer time begins and ends, in zones far ahead of UTC and far behind it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from email.message import Message as Mail
from io import StringIO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from time_machine import travel

from mentorcerts.lib import moments
from mentorcerts.reminders.models import Message
from mentorcerts.reminders.starting import Start, switch_on
from mentorcerts.reminders.tasks import plan_reminders_of_today, send_messages
from tests.faults.expected import RUNGS, Expected
from tests.faults.invariants import assert_model_holds
from tests.faults.letters import hold, mails_on
from tests.faults.stage import Stage
from tests.faults.travelling import how, run_at
from tests.support.mailing import Mailbox

ZONES = ("Pacific/Auckland", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe")
"""Lord Howe turns its clocks by half an hour."""
FIRST, LAST = 8, 18
DAY, STEP = timedelta(days=1), timedelta(minutes=20)
BY_PROCESSES = (time(7, 40), time(8))
"""On the day itself, real processes are what sends: too early, and in time."""


def swept(stage: Stage) -> None:
    """Nobody is told a wrong day, nobody at night, and nobody twice; a day in steps of minutes."""
    stage.environment["MENTORCERTS_MAIL_LIMIT_PERCENT"] = "100"
    settings.MENTORCERTS_MAIL_LIMIT_PERCENT = 100
    mailbox, around = Mailbox(), stage.rounds(3, 1)
    days = mails = 0
    with mails_on(stage, mailbox, hours=f"{FIRST}-{LAST}"):
        start = date(2027, 1, 1)
        begun = moments.utc_midnight(start)
        switch_on(start=Start.WRITE, today=start, now=begun, by="kim")
        sweep = _Sweep(stage, mailbox)
        for year, zone in enumerate(ZONES[: stage.rounds(4, 2)], 2027):
            turns = list(_turns(zone, year))
            assert len(turns) == 2, (zone, year)
            for turn in turns if not stage.short else turns[:1]:
                window = [turn + n * DAY for n in range(-around, around + 1)]
                sweep.hold(window)
                for day in window:
                    mails += sweep.day(zone, day, by_processes=day == turn)
                days += len(window)
    stage.count(clock=how(), zones=stage.rounds(4, 2), days=days, mails=mails)
    waiting = Message.objects.exclude(state__in=(Message.State.SENT, Message.State.SUPPRESSED))
    assert not waiting.exists()
    assert_model_holds(nothing_due=False)


def _turns(zone: str, year: int) -> Iterator[date]:
    """The days that do not have 24 hours."""
    day = date(year, 1, 1)
    while day.year == year:
        if _midnight(zone, day + DAY) - _midnight(zone, day) != DAY:
            yield day
        day += DAY


def _midnight(zone: str, day: date) -> datetime:
    """When it begins there, in UTC."""
    return datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)


class _Sweep:
    """Days as the task cluster lives them, one after the other."""

    def __init__(self, stage: Stage, mailbox: Mailbox) -> None:
        self._stage, self._mailbox = stage, mailbox
        self._expected = Expected()
        self._expected.runs = True

    def hold(self, window: list[date]) -> None:
        """On each of these days somebody reaches each rung, and somebody is paused."""
        ends = {
            f"m-{day}-{left}": day + timedelta(days=left) for day in window for left in (*RUNGS, -1)
        }
        hold(ends)
        self._expected.hold(ends)

    def day(self, zone: str, day: date, *, by_processes: bool) -> int:
        """Live through a day; return how many mails it had."""
        settings.MENTORCERTS_TIME_ZONE = zone
        self._stage.environment["MENTORCERTS_TIME_ZONE"] = zone
        mails: list[Mail] = []
        moment, end, paused = _midnight(zone, day), _midnight(zone, day + DAY), False
        early, opening = (
            datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC) for at in BY_PROCESSES
        )
        while moment < end:
            if by_processes and moment >= early:
                mails += self._sent(early, zone) + self._sent(opening, zone)
                break
            there, before = moment.astimezone(ZoneInfo(zone)), len(self._mailbox.received)
            with travel(moment, tick=False):
                self._cluster(run=there.hour >= 1 and not paused)
            paused = paused or there.hour >= 1
            mails += self._new(there, before)
            moment += STEP
        return self._expected.assert_told(mails, day)

    def _sent(self, moment: datetime, zone: str) -> list[Mail]:
        """What a process sends at that moment."""
        before = len(self._mailbox.received)
        sent = run_at(self._stage, f"{moment:%Y-%m-%dT%H:%M}", "send_reminders")
        assert sent.code == 0, sent.output + sent.errors
        return self._new(moment.astimezone(ZoneInfo(zone)), before)

    def _new(self, there: datetime, before: int) -> list[Mail]:
        new = self._mailbox.received[before:]
        assert not new or FIRST <= there.hour < LAST, f"written to at {there}"
        return new

    def _cluster(self, *, run: bool) -> None:
        """What it does at a moment; the nightly run on the programme's own clock."""
        if run:
            call_command("run_expiry_job", "--force", stdout=StringIO())
        if 20 <= timezone.now().minute < 40:  # once an hour
            plan_reminders_of_today()
        send_messages()
