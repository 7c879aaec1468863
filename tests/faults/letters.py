"""What rows about mails need: a mail server, mails that are on, mentors who are due for one."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone

from certifications.models import Certification, CertificationType, Mentor
from mentorcerts.digests.services import choose_rhythm
from mentorcerts.lib import clock, moments
from mentorcerts.reminders.claims import CLAIM_LASTS
from mentorcerts.reminders.models import Message, SenderState
from tests.faults.stage import Stage
from tests.support.mailing import Mailbox, use_server
from tests.support.network import free_port
from tests.support.processes import Process

ON = {"MENTORCERTS_REMINDERS": "true", "MENTORCERTS_MAIL_PER_MINUTE": "1000000"}


@contextmanager
def listening(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    """A mail server that does what the mailbox says; its port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def mails_on(stage: Stage, mailbox: Mailbox, *, hours: str = "0-24") -> Iterator[int]:
    """The processes, and this one, send to the mailbox; its port. ``begin`` confirms them."""
    with listening(mailbox) as port:
        stage.environment |= ON | {
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "MENTORCERTS_MAIL_HOURS": hours,
        }
        use_server(settings, "127.0.0.1", port)
        settings.MENTORCERTS_REMINDERS = True
        settings.MENTORCERTS_MAIL_PER_MINUTE = 1_000_000
        first, _, last = hours.partition("-")
        settings.MENTORCERTS_MAIL_HOURS = (int(first), int(last))
        yield port


def hold(ends: dict[str, date]) -> None:
    """Mentors by id, each with an address and a certification that is valid through that day."""
    CertificationType.objects.get_or_create(code="basic")
    Mentor.objects.bulk_create(Mentor(mentor_id=name, email=address(name)) for name in ends)
    Certification.objects.bulk_create(
        Certification(
            mentor_id=name,
            certification_type_id="basic",
            issued_at=moments.utc_midnight(day - timedelta(days=730)),
            expires_at=moments.utc_midnight(day),
            is_current=True,
        )
        for name, day in ends.items()
    )


def due(number: int, *, kind: str, days_left: int = 20) -> list[str]:
    """So many mentors, by the real clock that near their date; their ids."""
    day = clock.today() + timedelta(days=days_left)
    names = [f"{kind}-{n:04d}" for n in range(number)]
    hold(dict.fromkeys(names, day))
    return names


def write_to(mentors: list[str]) -> None:
    """Give these an address."""
    mail = Concat(F("pk"), Value("@mentors.test"))
    Mentor.objects.filter(pk__in=mentors).update(email=mail)


def address(mentor_id: str) -> str:
    return f"{mentor_id}@mentors.test"


def addresses(mentors: Iterable[str]) -> set[str]:
    return {address(each) for each in mentors}


def assert_written_to(mailbox: Mailbox, wanted: Iterable[str]) -> None:
    """These addresses, each once, and nobody else."""
    got, all_wanted = Counter(mailbox.recipients), Counter(list(wanted))
    too_many, missing = list(got - all_wanted)[:5], list(all_wanted - got)[:5]
    assert got == all_wanted, f"too many: {too_many}, missing: {missing}"


def send_reminders(stage: Stage, *, code: int = 0, **how: Any) -> Process:
    """Plan and send, above the safety limit too, and end as is expected."""
    process = stage.run("send_reminders", "--force", wait=False, **how).wait(300)
    assert process.code == code, process.output + process.errors
    return process


def plan_without_a_server(stage: Stage) -> None:
    """What is due is planned, and waits."""
    send_reminders(stage, code=1, env={"EMAIL_URL": "smtp://127.0.0.1:1"})


def want_digests(names: Iterable[str]) -> dict[str, User]:
    """Coordinators of these names who are due for a digest, by their addresses."""
    wanted = {}
    yesterday, then = clock.today() - timedelta(days=1), timezone.now() - timedelta(days=1)
    for name in names:
        email = f"{name}@programme.test"
        user = User.objects.create_user(name, email=email, is_staff=True)
        user.groups.add(Group.objects.get(name="Coordinators"))
        choose_rhythm(user=user, rhythm="daily", today=yesterday, now=then)
        wanted[email] = user
    return wanted


def pass_time() -> None:
    """What was claimed by the dead, put off, or waits for the server has waited long enough."""
    now = timezone.now()
    long_ago = now - CLAIM_LASTS - timedelta(minutes=1)
    Message.objects.filter(state=Message.State.SENDING).update(claimed_at=long_ago)
    Message.objects.filter(state=Message.State.PLANNED).update(not_before=now)
    SenderState.objects.update(next_try_at=None)
