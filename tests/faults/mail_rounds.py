"""Rounds of mails after weeks of silence, and after second thoughts."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from email.message import Message as Mail
from typing import Any

from django.utils import timezone

from certifications import services
from certifications.job.undo import undo_run
from certifications.models import Certification, ExpiryRun
from mentorcerts.lib import clock, moments
from mentorcerts.promises.services import make_promise
from mentorcerts.reminders.models import Message
from mentorcerts.reminders.services import switch_mails_off
from mentorcerts.reminders.starting import Start, switch_on
from renewals.services import renew_certification
from tests.faults.expected import Expected
from tests.faults.invariants import assert_model_holds
from tests.faults.letters import (
    addresses,
    assert_written_to,
    due,
    hold,
    mails_on,
    pass_time,
    plan_without_a_server,
    send_reminders,
    write_to,
)
from tests.faults.stage import Stage
from tests.faults.travelling import how, run_at
from tests.support.mailing import Mailbox, begin

State = Message.State

# --- down for weeks --------------------------------------------------------------------------
FIRST_DAY = date(2027, 3, 1)
DAY = timedelta(days=1)


def forty_days_down(stage: Stage) -> None:
    """Each mentor gets one mail, of the rung that their date has come to; who has not, none."""
    times = stage.rounds(4, 1)
    last = 60 * times + 140
    ends = {f"m-{n + 1:04d}": FIRST_DAY + n * DAY for n in range(-1, last, stage.rounds(1, 3))}
    stage.environment["MENTORCERTS_MAIL_LIMIT_PERCENT"] = "100"  # held rounds have their own row
    mailbox = Mailbox()
    with mails_on(stage, mailbox, hours="8-18"):
        hold(ends)
        began = moments.utc_midnight(FIRST_DAY)
        switch_on(start=Start.WRITE, today=FIRST_DAY, now=began, by="kim")
        days = _Days(stage, mailbox, ends)
        days.morning(FIRST_DAY)
        day = FIRST_DAY
        for number in range(times):
            days.night(day + DAY, "send_reminders")  # and then nobody is there to send it
            day += timedelta(days=[40, 100, 8, 41][number])
            days.night(day, "run_expiry_job")
            days.night(day, "send_reminders")
            days.morning(day)
    waiting = Message.objects.exclude(state__in=(State.SENT, State.SUPPRESSED))
    assert not waiting.exists()
    stage.count(clock=how(), mentors=len(ends), mails=days.mails)
    assert_model_holds(nothing_due=False)


class _Days:
    """Processes on days to come, and each morning's mails compared with who was to get which."""

    def __init__(self, stage: Stage, mailbox: Mailbox, ends: dict[str, date]) -> None:
        self._stage, self._mailbox = stage, mailbox
        self._expected = Expected()
        self._expected.hold(ends)
        self.mails: list[int] = []

    def night(self, day: date, command: str) -> None:
        assert self._mails(f"{day}T01:10", command) == [], "somebody was written to at night"
        self._expected.runs = self._expected.runs or command == "run_expiry_job"

    def morning(self, day: date) -> None:
        mails = self._mails(f"{day}T09:00", "send_reminders")
        self.mails.append(self._expected.assert_told(mails, day))

    def _mails(self, moment: str, command: str) -> list[Mail]:
        before = len(self._mailbox.received)
        done = run_at(self._stage, moment, command, "--force")
        assert done.code == 0, done.output + done.errors
        return self._mailbox.received[before:]


# --- second thoughts -------------------------------------------------------------------------
Act = Callable[[str], object]


def judged_again(stage: Stage) -> None:
    """What no longer holds is not sent, and says why: decided before the sender is started, and
    while it is at work."""
    each, mailbox = stage.rounds(40, 3), Slowly()
    acts = _acts(clock.today())
    with mails_on(stage, mailbox):
        begin()
        groups = {name: due(each, kind=name) for name in ("kept", *acts)}
        undone = _paused(stage, each)
        plan_without_a_server(stage)
        for name, (act, _) in acts.items():
            for mentor in groups[name]:
                act(mentor)
        undo_run(
            run=ExpiryRun.objects.get(),
            exempt_until=clock.today() + timedelta(days=30),
            reason="A wrong file",
            today=clock.today(),
            by="kim",
        )
        pass_time()
        send_reminders(stage)
        assert_written_to(mailbox, addresses(groups["kept"]))
        for name, (_, sentence) in acts.items():
            _assert_suppressed(groups[name], sentence)
        _assert_suppressed(undone, "The pause was over before it was told.")
        raced = _raced(stage, mailbox, each, acts)
    sentences = Message.objects.filter(state=State.SUPPRESSED).values_list("cause", flat=True)
    causes = dict(sorted(Counter(sentences).items()))
    stage.count(sent=len(mailbox.received), suppressed=causes, sent_before_the_act=raced)
    assert_model_holds(nothing_due=False)


def _raced(stage: Stage, mailbox: "Slowly", each: int, acts: dict[str, tuple[Act, str]]) -> int:
    """Decided while a sender is at work: at most the mail that is on its way still arrives.

    Returns how many were sent before.
    """
    groups = {name: due(each, kind=f"{name}-late") for name in acts}
    plan_without_a_server(stage)
    pass_time()
    before = len(mailbox.received)
    mailbox.takes = 0.03
    sender = stage.run("send_reminders", "--force", wait=False)
    sender.until(lambda: len(mailbox.received) > before, seconds=60)
    decided: dict[str, int] = {}
    in_turn = [(name, mentor) for mentors in zip(*groups.values(), strict=True)
               for name, mentor in zip(groups, mentors, strict=True)]  # fmt: skip
    for name, mentor in reversed(in_turn):
        acts[name][0](mentor)
        decided[mentor] = len(mailbox.received)
    assert sender.wait(120).code == 0, sender.errors
    arrived = {to.partition("@")[0]: n for n, to in enumerate(mailbox.recipients)}
    late = [name for name, n in decided.items() if arrived.get(name, 0) > n]
    assert late == [], "sent although it was decided before"
    for name, mentors in groups.items():
        _assert_suppressed([each for each in mentors if each not in arrived], acts[name][1])
    sent = [mentor for _, mentor in in_turn if mentor in arrived]
    assert len(sent) < len(in_turn), "the sender was through before anybody had decided"
    return len(sent)


class Slowly(Mailbox):
    """Takes its time for each mail."""

    takes = 0.0
    """Seconds."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(self.takes)
        return await super().handle_DATA(server, session, envelope)


def _acts(today: date) -> dict[str, tuple[Act, str]]:
    """What a coordinator does, and the sentence that stays of the mail."""
    later, promised = moments.utc_midnight(today + timedelta(days=500)), today + timedelta(days=9)

    def held(mentor: str) -> Certification:
        return Certification.objects.get(mentor_id=mentor)

    return {
        "renewed": (
            lambda mentor: renew_certification(
                mentor_id=mentor,
                renewal_date=moments.utc_midnight(today),
                new_expiry_date=later,
                today=today,
            ),
            f"Renewed: it now expires on {moments.in_words(later.date())}.",
        ),
        "revoked": (
            lambda mentor: services.update_certification(
                certification=held(mentor), changes={}, status="revoked", today=today
            ),
            "The certification was revoked.",
        ),
        "removed": (
            lambda mentor: services.remove_certification(certification=held(mentor), today=today),
            "The certification was removed.",
        ),
        "left": (
            lambda mentor: services.record_departure(
                mentor_id=mentor, reason="Moved", today=today, by="kim"
            ),
            "The mentor has left.",
        ),
        "promised": (
            lambda mentor: make_promise(
                mentor_id=mentor,
                day=promised,
                note="A course",
                today=today,
                now=timezone.now(),
                by="kim",
            ),
            f"Promised by {moments.in_words(promised)}: reminders sleep until then.",
        ),
        "off": (
            lambda mentor: switch_mails_off(mentor_id=mentor, reason="Asked for it", by="kim"),
            "Mails are switched off for this mentor.",
        ),
    }


def _paused(stage: Stage, mentors: int) -> list[str]:
    names = stage.load(mentors, mentors)
    write_to(names)
    assert stage.job().code == 0
    return names


def _assert_suppressed(mentors: list[str], sentence: str) -> None:
    theirs = Message.objects.filter(mentor__in=mentors).values_list("state", "reason")
    assert list(theirs) == [(State.SUPPRESSED, sentence)] * len(mentors), (sentence, theirs)
