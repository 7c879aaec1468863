"""A restored backup of production that is started elsewhere writes to nobody, and says so."""

import socket

import pytest
from django.core import mail
from django.utils import timezone

from mentorcerts.health.alerts import check_and_alert
from mentorcerts.health.sending_health import sending_notices
from mentorcerts.lib.refusals import Conflict
from mentorcerts.models import Incident
from mentorcerts.reminders import tasks
from mentorcerts.reminders.installation import identity
from mentorcerts.reminders.models import Message
from mentorcerts.reminders.starting import Start, impact_of_switching_on
from tests.support.dates import TODAY
from tests.support.mailing import begin, holding, plan, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def _waiting(_mails_are_on) -> None:
    begin()
    holding(29)
    plan()


ELSEWHERE = {
    "another host": lambda settings, patch: patch.setattr(socket, "gethostname", lambda: "test"),
    "another address": lambda settings, patch: setattr(
        settings, "MENTORCERTS_PUBLIC_URL", "https://test.example.org"
    ),
    "another name": lambda settings, patch: setattr(settings, "MENTORCERTS_INSTALLATION", "test"),
    "another database": lambda settings, patch: patch.setitem(
        settings.DATABASES["default"], "NAME", "mentorcerts_copy"
    ),
}


@pytest.mark.usefixtures("_waiting")
@pytest.mark.parametrize("change", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_a_restored_backup_writes_to_nobody_and_is_an_incident(
    settings, monkeypatch, mailbox, change
):
    change(settings, monkeypatch)
    holding(10)
    assert tasks.plan_reminders_of_today() is None
    assert tasks.send_messages() is None
    assert send().stopped == "off"
    assert mailbox.received == []
    assert Message.objects.count() == 1
    (notice,) = sending_notices(now=timezone.now())
    assert notice.title == "This installation may not write to mentors"
    assert identity() in notice.text
    settings.MENTORCERTS_ALERT_EMAILS = ["ops@example.org"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    check_and_alert(now=timezone.now())
    assert Incident.objects.filter(kind="mail-host", closed_at=None).exists()
    assert any("may not write" in each.subject for each in mail.outbox)


@pytest.mark.usefixtures("_waiting")
def test_a_server_that_has_moved_goes_on_once_somebody_has_confirmed_it(settings, mailbox):
    settings.MENTORCERTS_INSTALLATION = "new-server"
    send()
    begin(Start.WRITE)
    assert sending_notices(now=timezone.now()) == []
    assert send().accepted == 1


@pytest.mark.usefixtures("_waiting")
def test_a_copy_that_is_switched_on_quietly_withdraws_what_was_planned(settings, mailbox):
    settings.MENTORCERTS_INSTALLATION = "test"
    begin(Start.QUIETLY)
    assert send().accepted == 0
    assert Message.objects.get().state == Message.State.SUPPRESSED
    assert plan().planned == 0


def test_before_the_first_start_nothing_happens_and_nothing_is_wrong(mailbox):
    holding(29)
    assert tasks.plan_reminders_of_today() is None
    assert tasks.send_messages() is None
    assert sending_notices(now=timezone.now()) == []
    assert Message.objects.count() == 0


def test_the_impact_of_switching_on_is_the_act_rolled_back():
    holding(29)
    holding(10)
    now = timezone.now()
    quiet = impact_of_switching_on(start=Start.QUIETLY, today=TODAY, now=now)
    assert (quiet.passed_over, quiet.plan.planned) == (2, 0)
    loud = impact_of_switching_on(start=Start.WRITE, today=TODAY, now=now)
    assert (loud.passed_over, loud.plan.planned) == (0, 2)
    assert Message.objects.count() == 0
    assert send().stopped == "off", "looking confirms nothing"


def test_it_is_not_switched_on_while_the_setting_is_off(settings):
    settings.MENTORCERTS_REMINDERS = False
    with pytest.raises(Conflict, match="MENTORCERTS_REMINDERS"):
        begin()


def test_the_plan_of_a_day_is_made_once_by_the_schedule(on):
    begin()
    holding(29)
    assert tasks.plan_reminders_of_today()["planned"] == 1
    holding(29)
    assert tasks.plan_reminders_of_today() is None
    on("2026-03-27", "00:25:00")
    assert tasks.plan_reminders_of_today()["planned"] == 1
