"""All that is mailed, without the task cluster."""

from threading import Event as Signal

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from mentorcerts import mailing
from mentorcerts.mailing import mail_slices, mail_until
from tests.support.mailing import begin, holding

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mails_are_on(settings, on) -> None:
    settings.MENTORCERTS_REMINDERS = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    on("2026-03-26", "09:00:00")
    begin()


def test_the_command_plans_and_sends_mails_too(capsys):
    holding(29, mentor_id="mentor-1")
    call_command("deliver")
    assert [each.to for each in mail.outbox] == [["mentor-1@mentors.test"]]
    assert capsys.readouterr().out == "0 delivered.\n1 mail sent.\n"
    call_command("deliver")
    assert len(mail.outbox) == 1


def test_one_that_fails_stops_no_other(monkeypatch, caplog):
    def broken() -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(mailing, "TASKS", (broken, *mailing.TASKS))
    holding(29)
    assert mail_slices() == (1, 1)
    assert "broken failed" in caplog.text
    with pytest.raises(CommandError, match="see the log"):
        call_command("deliver")


def test_the_loop_ends_when_it_is_told_to():
    stop = Signal()
    stop.set()
    mail_until(stop)
    assert mail.outbox == []
