"""5,000 mentors are imported, half of them past their date or near it."""

from datetime import timedelta

from django.utils import timezone

from certifications.models import AutoPause
from certifications.services import many
from mentorcerts.lib import clock, moments
from mentorcerts.reminders.models import Message, Round
from mentorcerts.reminders.services import drop_round
from tests.faults.invariants import assert_model_holds
from tests.faults.letters import (
    address,
    addresses,
    assert_written_to,
    due,
    mails_on,
    pass_time,
    send_reminders,
)
from tests.faults.stage import Stage
from tests.support.mailing import Mailbox, begin

State = Message.State


def held(stage: Stage) -> None:
    """Held, and nothing sent, until somebody has decided: then what was released, once."""
    number, mailbox = stage.rounds(5000, 600), Mailbox()
    with mails_on(stage, mailbox):
        begin()
        here = due(20, kind="here")
        assert stage.run("send_reminders").code == 0
        assert_written_to(mailbox, addresses(here))
        near, past = _import(number)
        limit = {"MENTORCERTS_BRAKE_MENTORS": "50"}
        assert stage.run("run_expiry_job", env=limit).code == 3
        assert stage.job().code == 0  # somebody did not look
        stage.assert_paused_once(past)
        for _ in range(2):
            later = due(5, kind=f"later-{len(near)}")
            near += later
            planned = stage.run("send_reminders")
            assert planned.code == 3, planned.output + planned.errors
        assert len(mailbox.received) == len(here), "a round that is held was sent"
        notices = Round.objects.get(state=Round.State.HELD, kind=Round.Kind.NOTICES)
        assert notices.mentors == len(past)
        drop_round(round_id=notices.pk, by="kim", now=timezone.now(), reason="A wrong file")
        pass_time()
        send_reminders(stage)  # with --force: what is held goes out
        send_reminders(stage)
    assert_written_to(mailbox, addresses([*here, *near]))
    told = Message.objects.filter(mentor__in=past).values_list("state", "reason")
    assert list(told) == [(State.SUPPRESSED, "The round was dropped: A wrong file")] * len(past)
    stage.count(imported=number, held=len(near) + len(past), sent=len(near), dropped=len(past))
    assert_model_holds()


def _import(number: int) -> tuple[list[str], list[str]]:
    """As the spreadsheet's page does it. Who is near their date, and whose date has passed."""
    today = clock.today()
    days = {
        f"new-{n:05d}": [-1 - n % 300, n % 90, 400 + n % 300, 500][n % 4] for n in range(number)
    }
    names = list(days)
    many.save_mentors(
        rows=[
            many.MentorRow(row=n, mentor_id=name, email=address(name))
            for n, name in enumerate(names)
        ]
    )
    many.record_certifications(
        rows=[
            many.CertificationRow(
                row=n,
                mentor_id=name,
                certification_type="basic",
                issued_at=moments.utc_midnight(today - timedelta(days=700)),
                expires_at=moments.utc_midnight(today + timedelta(days=days[name])),
            )
            for n, name in enumerate(names)
        ],
        today=today,
    )
    assert not AutoPause.objects.exists()
    near = [name for name in names if 0 <= days[name] <= 90]
    return near, [name for name in names if days[name] < 0]
