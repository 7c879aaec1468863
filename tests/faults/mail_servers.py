"""A mail server that refuses one, puts one off, drops the line, refuses all, or hangs."""

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from aiosmtpd.smtp import AuthResult
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from certifications.change_log.publish import last_number
from mentorcerts.health.sending_health import sending_notices
from mentorcerts.reminders.models import Message, Recipient, SenderState
from tests.faults.invariants import assert_model_holds
from tests.faults.letters import (
    address,
    addresses,
    assert_written_to,
    due,
    listening,
    mails_on,
    pass_time,
    send_reminders,
)
from tests.faults.receivers import watching_transactions
from tests.faults.stage import Stage
from tests.support.mailing import NO_SUCH_USER, Mailbox, begin
from tests.support.processes import Process
from tests.support.webhooks import Receiver, endpoint_at, receiving

State = Message.State
STANDSTILL = settings.EMAIL_TIMEOUT / 2
"""Seconds for which a transaction may be open and idle: one that hangs is given up after twice
that."""
TAKES_NO_MAILS = "The mail server does not take mails to mentors"


def misbehaving(stage: Stage) -> None:
    """As designed for each; meanwhile the run and the webhooks go on as ever."""
    mailbox = Server()
    figures: dict[str, Any] = {}
    with mails_on(stage, mailbox):
        begin()
        each = stage.rounds(100, 8)
        _one_is_refused_and_one_put_off(stage, mailbox, each)
        figures["twins_by_dropped_lines"] = _lines_are_dropped(stage, mailbox, each)
        _everybody_is_refused(stage, mailbox, each)
        _the_login_is_refused(stage, mailbox, each)
        figures |= _it_hangs(stage, mailbox, each)
    ids = set(Message.objects.filter(state=State.SENT).values_list("recipient", "message_id"))
    arrived = Counter((str(mail["To"]), str(mail["Message-ID"])) for mail in mailbox.received)
    assert set(arrived) == ids, "somebody was lost, or a twin has another id"
    assert arrived.total() - len(ids) == figures["twins_by_dropped_lines"]
    stage.count(mails=len(ids), **figures)
    assert_model_holds()


class Server(Mailbox):
    """One that can hang for as long as it likes, and remembers for whom it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.hangs, self.waiting = False, 0
        self.asked: list[str] = []

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        self.asked.append(address)
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.hangs:
            self.waiting += 1
            await asyncio.sleep(60)
        return await super().handle_DATA(server, session, envelope)


def _one_is_refused_and_one_put_off(stage: Stage, mailbox: Server, number: int) -> None:
    """Only these two: the first is not tried again, the second in five minutes."""
    bad, *well = due(number, kind="one-bad")
    mailbox.at_recipient[address(bad)] = NO_SUCH_USER
    mailbox.at_data = ["451 Greylisted"]
    send_reminders(stage, code=1)
    failed = Message.objects.get(state=State.FAILED)
    assert (failed.mentor_id, NO_SUCH_USER in failed.reason) == (bad, True)
    assert list(Recipient.objects.values_list("refused_address", flat=True)) == [address(bad)]
    put_off = Message.objects.get(state=State.PLANNED)
    wait = put_off.not_before - timezone.now()
    assert timedelta(minutes=3) < wait <= timedelta(minutes=5)
    assert_written_to(mailbox, addresses(well) - {put_off.recipient})
    pass_time()
    send_reminders(stage)
    assert_written_to(mailbox, addresses(well))
    assert mailbox.asked.count(address(bad)) == 1, "a refused address was tried again"


def _lines_are_dropped(stage: Stage, mailbox: Server, number: int) -> int:
    """After it has taken the mail. Once: the others go on. Twice in a row: the round stops.

    Returns how many came twice.
    """
    due(number, kind="dropped")
    before = len(mailbox.received)
    mailbox.at_data = ["drop", "", "", *["drop"] * number]
    send_reminders(stage, code=1)
    assert len(mailbox.received) == before + 5, "it stopped too early, or not at all"
    mailbox.at_data = []
    _assert_down(of=number - 2)
    _goes_on(stage)
    return 3


def _everybody_is_refused(stage: Stage, mailbox: Server, number: int) -> None:
    """Then it is the server, and no address is blamed."""
    due(number, kind="all-refused")
    mailbox.at_recipient["*"] = "554 Relaying denied"
    before = len(mailbox.received)
    send_reminders(stage, code=1)
    del mailbox.at_recipient["*"]
    assert len(mailbox.received) == before
    assert Recipient.objects.exclude(refused_address="").count() == 1, "an address was blamed"
    _assert_down(of=number)
    _goes_on(stage)


def _the_login_is_refused(stage: Stage, mailbox: Server, number: int) -> None:
    """No message is touched, and the password is told nowhere."""
    due(number, kind="login")
    strict = {"auth_required": True, "auth_require_tls": False, "authenticator": _refuse}
    with listening(mailbox, **strict) as port:
        wrong = {"EMAIL_URL": f"smtp://mentorcerts:hunter2@127.0.0.1:{port}"}
        said = send_reminders(stage, code=1, env=wrong)
    assert set(Message.objects.filter(mentor__pk__startswith="login").values_list(
        "state", "attempts")) == {(State.PLANNED, 0)}  # fmt: skip
    assert "535" in SenderState.objects.get().down_error
    assert "hunter2" not in SenderState.objects.get().down_error + said.output + said.errors
    _assert_down(of=number)
    _goes_on(stage)


def _refuse(*_: Any) -> AuthResult:
    return AuthResult(success=False, handled=False)


# --- hanging ---------------------------------------------------------------------------------
def _it_hangs(stage: Stage, mailbox: Server, number: int) -> dict[str, str]:
    """One sender before the greeting, one with a mail; the run and the webhooks don't wait."""
    pauses = stage.rounds(300, 40)
    stage.environment["MENTORCERTS_WEBHOOK_PRIVATE"] = "true"
    with receiving() as receiver, _silent() as silent, watching_transactions() as longest:
        endpoint_at(receiver.url)
        deliverer = stage.run("deliver", "--loop", wait=False)
        stage.load(pauses, pauses, kind="alone")
        alone = _run_and_webhooks(stage, receiver, deliverer, pauses)
        stage.load(pauses, pauses, kind="beside")
        due(number, kind="hangs")
        mailbox.hangs = True
        with_a_mail = stage.run("send_reminders", "--force", wait=False)
        with_a_mail.until(lambda: mailbox.waiting, seconds=60)
        silent_url = {"EMAIL_URL": f"smtp://127.0.0.1:{silent}"}
        greeted = stage.run("send_reminders", "--force", env=silent_url, wait=False)
        beside = _run_and_webhooks(stage, receiver, deliverer, pauses)
        hung = not with_a_mail.ended or not greeted.ended
        for sender in (with_a_mail, greeted):
            assert sender.wait(120).code == 1, sender.output + sender.errors
    mailbox.hangs = False
    _assert_down(of=number)
    _goes_on(stage)
    assert hung or beside > 10, "nothing hung while the run went on"
    assert beside < 3 * alone + 5, f"{beside:.1f} s instead of {alone:.1f} s"
    assert max(longest) < STANDSTILL, "a transaction was open while the network was waited for"
    return {
        "run_and_webhooks": f"{alone:.1f} s alone, {beside:.1f} s beside one that hangs",
        "longest_transaction": f"{max(longest):.1f} s",
    }


def _run_and_webhooks(stage: Stage, receiver: Receiver, deliverer: Process, pauses: int) -> float:
    """Seconds from the start of a run until the receiver has all that it did."""
    before, begin = len(receiver.requests), time.monotonic()
    assert stage.job(batch=10).code == 0
    told = before + pauses + 1  # and the run's own
    deliverer.until(lambda: len(receiver.requests) >= told, seconds=120)
    assert len(receiver.requests) == told == last_number()
    return time.monotonic() - begin


@contextmanager
def _silent() -> Iterator[int]:
    """Takes connections, and says nothing; its port."""
    with socket.create_server(("127.0.0.1", 0), backlog=20) as listener:
        yield listener.getsockname()[1]


# --- what must be so afterwards --------------------------------------------------------------
def _assert_down(*, of: int) -> None:
    """It is told, and all is still there."""
    titles = [notice.title for notice in sending_notices(now=timezone.now())]
    assert titles == [TAKES_NO_MAILS]
    assert SenderState.objects.get().next_try_at > timezone.now()
    assert _waiting().count() == of


def _waiting() -> "QuerySet[Message]":
    return Message.objects.filter(state__in=(State.PLANNED, State.SENDING))


def _assert_well() -> None:
    assert sending_notices(now=timezone.now()) == []


def _goes_on(stage: Stage) -> None:
    pass_time()
    send_reminders(stage)
    _assert_well()
    assert not _waiting().exists()
