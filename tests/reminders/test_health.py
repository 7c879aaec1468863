"""What is wrong with mails is said on the home page, mailed to the operators, and measured."""

import pytest
from django.utils import timezone

from certifications.models import ExpiryRun
from mentorcerts.health.notices import all_notices
from mentorcerts.health.sending_health import ABOUT_MAILS, sending_notices
from mentorcerts.reminders import tasks
from mentorcerts.reminders.services import drop_round
from mentorcerts.reminders.state import sending_state
from tests.support.dates import TODAY
from tests.support.mailing import begin, holding, plan, send

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return [notice.kind for notice in sending_notices(now=timezone.now())]


def test_all_is_well_while_mails_are_off_or_nothing_is_wrong(settings, mailbox):
    begin()
    holding(29)
    plan()
    assert kinds() == []
    settings.MENTORCERTS_REMINDERS = False
    assert kinds() == []


def test_a_held_round_is_said_until_somebody_decides(settings):
    settings.MENTORCERTS_MAIL_LIMIT_MENTORS = 0
    begin()
    holding(29)
    held = plan()
    (notice,) = sending_notices(now=timezone.now())
    assert notice.kind == "mail-held"
    assert "would write to 1 of 1 mentors" in notice.text
    assert notice.kind in {each.kind for each in all_notices(now=timezone.now())}
    drop_round(round_id=held.round_id, by="kim", now=timezone.now(), reason="Wrong file")
    assert kinds() == []


def test_a_server_that_is_down_is_said_until_it_takes_a_mail(settings, mailbox, on):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    begin()
    holding(29)
    plan()
    send()
    (notice,) = sending_notices(now=timezone.now())
    assert notice.kind == "mail-down"
    assert "ConnectionRefusedError" in notice.text
    settings.EMAIL_PORT = port
    on("2026-03-26", "09:05:00")
    send()
    assert kinds() == []


def test_mails_that_nobody_sends_are_late_after_a_day(on):
    begin()
    holding(29)
    plan()
    on("2026-03-27", "10:00:00")
    assert kinds() == []
    on("2026-03-27", "11:30:00")
    assert kinds() == ["mail-late"]
    assert sending_state(now=timezone.now()).waiting == 1


def test_reminders_that_nobody_plans_are_missed(on):
    begin()
    on("2026-03-27", "23:00:00")
    assert kinds() == []
    on("2026-03-28", "01:00:00")
    assert kinds() == ["mail-unplanned"]
    plan()
    assert kinds() == []


def test_kinds_fit_their_column():
    assert all(len(kind) <= 16 for kind in ABOUT_MAILS)


def test_an_idle_minute_writes_nothing_and_asks_little(django_assert_max_num_queries):
    begin()
    tasks.send_messages()
    with django_assert_max_num_queries(6) as asked:
        tasks.send_messages()
    assert not [each for each in asked.captured_queries if not each["sql"].startswith("SELECT")]


def test_the_tasks_of_a_day_write_to_whom_is_due(mailbox, on):
    begin()
    held = holding(29)
    on("2026-03-27", "00:25:00")
    assert tasks.plan_reminders_of_today()["planned"] == 1
    assert tasks.send_messages()["stopped"] == "done"
    on("2026-03-27", "08:01:00")
    assert tasks.send_messages()["accepted"] == 1
    assert mailbox.recipients == [f"{held.mentor_id}@mentors.test"]
    assert "days left: 28" in mailbox.bodies[0]
    assert not ExpiryRun.objects.exists()
    assert held.expires_at.date() > TODAY
