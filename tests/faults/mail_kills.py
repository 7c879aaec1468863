"""Those who plan and send mails are killed at random, and many do both at once."""

import asyncio
import signal
import time
from collections import Counter
from typing import Any

from django.db import connection, transaction

from mentorcerts.digests.models import Digest
from mentorcerts.digests.tasks import plan_and_send_digests
from mentorcerts.reminders.installation import locked_state
from mentorcerts.reminders.models import Message
from mentorcerts.reminders.tasks import send_messages
from tests.faults.forks import Fork, shared_signal
from tests.faults.invariants import assert_model_holds
from tests.faults.letters import (
    addresses,
    assert_written_to,
    due,
    mails_on,
    pass_time,
    send_reminders,
    want_digests,
    write_to,
)
from tests.faults.stage import Stage
from tests.support.mailing import Mailbox, begin
from tests.support.processes import Process, until
from tests.support.sql import number

State = Message.State

# --- killed ----------------------------------------------------------------------------------
NEW = 12
"""So many more are due before each kill: there is something to plan, and something to send."""


def killed(stage: Stage) -> None:
    """Nobody is lost, at most one twin a kill, each with the ``Message-ID`` of its row."""
    kills = stage.rounds(50, 6)
    killer = Killer(stage)
    with mails_on(stage, killer):
        begin()
        reminded, paused = list[str](), _due_to_be_paused(stage, kills * 3)
        run = stage.job(batch=5, wait=False)
        while killer.kills < kills:
            reminded += due(NEW, kind=f"round-{len(reminded)}")
            killer.kill_the_next()
            pass_time()
        assert run.wait().code == 0
        killer.rest()
        send_reminders(stage)
        pass_time()  # notices of pauses wait for an hour
        send_reminders(stage)
    received = Counter(killer.recipients)
    assert set(received) == addresses(reminded) | addresses(paused), "somebody was lost"
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}
    rows = set(Message.objects.values_list("recipient", "message_id"))
    sent = {(str(mail["To"]), str(mail["Message-ID"])) for mail in killer.received}
    assert sent == rows, "a twin has an id of its own"
    twins = received.total() - len(received)
    stage.count(kills=killer.kills, struck=killer.struck, mails=len(received), twins=twins)
    assert twins <= killer.kills, "more than one twin a kill"
    assert twins or stage.short, "no kill struck between the answer and the commit"
    stage.assert_paused_once(paused)
    assert_model_holds()


def _due_to_be_paused(stage: Stage, mentors: int) -> list[str]:
    names = stage.load(mentors, mentors)
    write_to(names)
    return names


class Killer(Mailbox):
    """A mail server that sees whoever sends to it killed: at any time, before it has a mail, or
    just after it has taken one."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self._stage, self._random = stage, stage.random
        self._sender: Process | None = None
        self._left = 0
        self.struck = {"at any time": 0, "not taken": 0, "taken": 0}

    @property
    def kills(self) -> int:
        return sum(self.struck.values())

    def kill_the_next(self) -> None:
        """Start one that plans and sends, and see it killed. At any time: it may be quicker."""
        at_any_time = self._random.random() < 0.3
        self.rest()
        if not at_any_time:
            self._left = self._random.randint(1, NEW - 3)
        sender = self._sender = self._stage.run("send_reminders", "--force", wait=False)
        if at_any_time:
            time.sleep(self._random.uniform(0.3, 1.1))
            if not sender.ended:
                self._strike("at any time")
        sender.wait()
        assert sender.code == -signal.SIGKILL or at_any_time, sender.errors
        self._sender = None

    def rest(self) -> None:
        """Kill nobody."""
        self._left = 0

    def _strike(self, when: str) -> None:
        assert self._sender is not None
        self.struck[when] += 1
        self._sender.send(signal.SIGKILL)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self._left -= 1
        strikes = self._left == 0
        if strikes and self._random.random() < 0.3:
            self._strike("not taken")
            return "451 Nobody hears this"
        answer = await super().handle_DATA(server, session, envelope)
        if strikes:
            later = self._random.choice([0, 0, 0.001, 0.005])
            asyncio.get_running_loop().call_later(later, self._strike, "taken")
        return answer


# --- many at once ----------------------------------------------------------------------------
SENDERS, COORDINATORS = 4, 6


def at_once(stage: Stage) -> None:
    """Two planners and four senders, the digests among them: nobody is written to twice."""
    mailbox = Mailbox()
    with mails_on(stage, mailbox):
        begin()
        mentors = due(stage.rounds(2000, 100), kind="m")
        coordinators = set(want_digests(f"coordinator-{n}" for n in range(COORDINATORS)))
        over = shared_signal()
        planners = _two_planners(stage)
        senders = [Fork(stage, lambda: _send_until(over)) for _ in range(SENDERS)]
        codes = [each.wait(300).code for each in planners]
        waiting = Message.objects.exclude(state=State.SENT)
        until(lambda: not waiting.exists(), seconds=300)
        until(lambda: Digest.objects.filter(state=State.SENT).count() == COORDINATORS, seconds=60)
        over.set()
        for sender in senders:
            sender.wait()
    assert codes == [0, 0], [each.errors for each in planners]
    assert_written_to(mailbox, addresses(mentors) | coordinators)
    assert Message.objects.count() == len(mentors)
    by = Message.objects.values_list("round", flat=True).distinct().count()
    stage.count(mails=len(mentors), digests=len(coordinators), rounds=by, twins=0)
    assert_model_holds()


def _send_until(over: Any) -> None:
    """What a worker of the task cluster does, again and again."""
    while not over.is_set():
        send_messages()
        plan_and_send_digests()
        time.sleep(0.01)


def _two_planners(stage: Stage) -> list[Process]:
    """They begin at one instant, since they have stood before our lock."""
    with transaction.atomic():
        locked_state()
        planners = [stage.run("send_reminders", "--force", wait=False) for _ in range(2)]
        until(lambda: _wait_for_us(stage, planners), seconds=60)
    return planners


def _wait_for_us(stage: Stage, planners: list[Process]) -> bool:
    """The second one waits for the first, who waits for us."""
    if connection.vendor == "sqlite":
        return stage.at_our_lock(*planners)
    return number("select count(*) from pg_locks where not granted") >= len(planners)
