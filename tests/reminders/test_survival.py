"""Real processes and a real mail server: killed at random, many at once, slow servers.

Dates are counted from the real clock, which processes read.
"""

import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from certifications.models import Certification, CertificationType, Mentor
from mentorcerts.lib import clock, moments
from mentorcerts.reminders.claims import CLAIM_LASTS
from mentorcerts.reminders.models import Message
from tests.support.mailing import Mailbox
from tests.support.network import free_port
from tests.support.processes import until

pytestmark = [pytest.mark.process, pytest.mark.slow]
State = Message.State


@pytest.fixture(autouse=True)
def _mails_are_on() -> None:
    """Takes the place of the other tests': here the clock is the real one."""


@pytest.fixture
def letters(programme: Any) -> Iterator[Mailbox]:
    """A mail server to which the processes send, and mails switched on for them."""
    server = Mailbox()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    programme.environment |= {
        "EMAIL_URL": f"smtp://127.0.0.1:{controller.port}",
        "MENTORCERTS_REMINDERS": "true",
        "MENTORCERTS_MAIL_HOURS": "0-24",
        "MENTORCERTS_MAIL_PER_MINUTE": "1000000",
    }
    started = programme.run("send_reminders", "--switch-on", "write")
    assert started.code == 0, started.errors
    yield server
    controller.stop()


def load(number: int, *, days_left: int = 20) -> set[str]:
    """Mentors with an address whose certification ends in so many days; their addresses."""
    today = moments.utc_midnight(clock.today())
    CertificationType.objects.get_or_create(code="basic")
    names = [f"m{n:04d}" for n in range(number)]
    Mentor.objects.bulk_create(Mentor(mentor_id=n, email=f"{n}@mentors.test") for n in names)
    Certification.objects.bulk_create(
        Certification(
            mentor_id=name,
            certification_type_id="basic",
            issued_at=today - timedelta(days=700),
            expires_at=today + timedelta(days=days_left),
            is_current=True,
        )
        for name in names
    )
    return {f"{name}@mentors.test" for name in names}


def pass_time() -> None:
    """What was claimed by the dead was claimed long ago."""
    long_ago = timezone.now() - CLAIM_LASTS - timedelta(minutes=1)
    Message.objects.filter(state=State.SENDING).update(claimed_at=long_ago)


def test_planners_and_senders_that_are_killed_lose_nothing(programme, letters):
    everybody, kills = load(150), 0
    chance = random.Random(14)
    for _ in range(8):
        process = programme.run("send_reminders", "--force", wait=False)
        begun = len(letters.received)
        if kills % 2:  # half of them while they plan, or before: at any time
            time.sleep(chance.uniform(0.5, 1.5))
        else:
            until(lambda p=process, n=begun: len(letters.received) > n or p.ended)
            time.sleep(chance.uniform(0, 0.1))
        if process.ended:
            break
        process.end(signal.SIGKILL)
        kills += 1
        pass_time()
    last = programme.run("send_reminders", "--force")
    assert last.code == 0, last.errors
    assert kills >= 3, "it was killed too late for this test to mean anything"
    assert set(letters.recipients) == everybody, "nobody was lost"
    assert len(letters.received) <= len(everybody) + kills, "more than one twin a kill"
    ids = {(mail["To"], mail["Message-ID"]) for mail in letters.received}
    assert len(ids) == len(everybody), "a twin has the same id"
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}


def test_two_planners_and_four_senders_at_once_send_nothing_twice(programme, letters):
    everybody = load(120)
    started = [programme.run("send_reminders", "--force", wait=False) for _ in range(6)]
    for process in started:
        assert process.wait(120).code == 0, process.errors
    assert Counter(letters.recipients) == Counter(everybody)
    assert Message.objects.filter(state=State.SENT).count() == len(everybody)


def test_above_the_limit_the_command_says_so_and_sends_nothing(programme, letters):
    load(60)
    process = programme.run("send_reminders")
    assert process.code == 3
    assert "held" in process.output
    assert letters.received == []


def test_a_server_that_is_away_is_an_exit_code(programme, letters):
    load(3)
    away = {"EMAIL_URL": "smtp://127.0.0.1:1"}
    process = programme.run("send_reminders", env=away)
    assert (process.code, letters.received) == (1, [])
    assert "does not take mails" in process.output
