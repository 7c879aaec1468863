"""Digests: planned once a day or week, judged when they are sent, and never sent twice."""

from datetime import date, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from mentorcerts.digests.models import Digest, Subscription
from mentorcerts.digests.plan import plan_digests
from mentorcerts.digests.send import send_digests
from mentorcerts.digests.services import choose_rhythm, rhythm_of
from mentorcerts.digests.tasks import plan_and_send_digests
from mentorcerts.lib import clock
from mentorcerts.personal_data.retention import prune
from mentorcerts.reminders.models import Installation
from mentorcerts.reminders.outgoing import SentMails
from tests.support.factories import ExpiryRunFactory
from tests.support.mailing import holding

pytestmark = pytest.mark.django_db


def choose(user, rhythm: str) -> None:
    choose_rhythm(user=user, rhythm=rhythm, today=clock.today(), now=timezone.now())


def plan() -> int:
    return plan_digests(today=clock.today(), now=timezone.now())


def send() -> SentMails:
    return send_digests(now_is=timezone.now)


def states() -> list[tuple[date, str, str]]:
    return list(Digest.objects.order_by("day").values_list("day", "state", "reason"))


# --- when ---------------------------------------------------------------------------------------
def test_a_daily_one_is_planned_once_a_day_from_tomorrow_on(kit, on):
    choose(kit, "daily")
    assert plan() == 0
    on("2026-03-27", "00:10:00")
    assert (plan(), plan()) == (1, 0)
    on("2026-03-28", "00:10:00")
    assert plan() == 1


def test_a_weekly_one_is_planned_on_mondays(kit, on):
    choose(kit, "weekly")
    planned = []
    for days in range(15):
        day = date(2026, 3, 26) + timedelta(days=days)
        on(day, "00:10:00")
        planned += [day] * plan()
    assert planned == [date(2026, 3, 30), date(2026, 4, 6)]


def test_a_missed_monday_is_caught_up_once(kit, on):
    choose(kit, "weekly")
    on("2026-04-15", "00:10:00")  # two Mondays have passed
    assert (plan(), plan()) == (1, 0)
    on("2026-04-20", "00:10:00")
    assert plan() == 1


def test_who_has_switched_it_off_gets_none(kit, on):
    choose(kit, "daily")
    choose(kit, "off")
    on("2026-03-27")
    assert plan() == 0
    assert rhythm_of(kit) == "off"


def test_it_waits_for_the_hours_of_sending(kit, on):
    holding(10)
    choose(kit, "daily")
    on("2026-03-27", "00:10:00")
    plan()
    assert send() == SentMails()
    on("2026-03-27", "08:00:00")
    assert send().sent == 1


def test_an_account_without_an_address_can_choose_none(kit):
    kit.email = ""
    with pytest.raises(ValidationError, match="no e-mail address"):
        choose(kit, "daily")
    with pytest.raises(ValidationError, match="Choose off, daily or weekly"):
        choose(kit, "hourly")


# --- sending ------------------------------------------------------------------------------------
@pytest.fixture
def due(kit, on) -> None:
    """A digest that can go out now, with something to say."""
    holding(10)
    choose(kit, "daily")
    on("2026-03-27", "09:00:00")
    plan()


@pytest.mark.usefixtures("due")
def test_it_is_sent_once():
    assert (send().sent, send().sent) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["kit@mentors.example"]
    assert sent.extra_headers["Message-ID"] == Digest.objects.get().message_id
    assert "Expiring within 30 days: 1" in sent.body


@pytest.mark.usefixtures("due")
def test_permission_is_judged_when_it_is_sent(kit):
    kit.user_permissions.clear()
    assert send().not_sent == 1
    assert mail.outbox == []
    assert states()[0][1:] == ("suppressed", "Not active, or may not see where mentors stand.")


@pytest.mark.usefixtures("due")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_active": False}, "Not active, or may not see where mentors stand."),
        ({"is_staff": False}, "Not active, or may not see where mentors stand."),
        ({"email": ""}, "The account has no address."),
    ],
)
def test_activity_and_address_are_judged_when_it_is_sent(kit, change, reason):
    type(kit).objects.filter(pk=kit.pk).update(**change)
    assert send().not_sent == 1
    assert states()[0][1:] == ("suppressed", reason)


@pytest.mark.usefixtures("due")
def test_who_has_switched_it_off_since_gets_none(kit):
    choose(kit, "off")
    send()
    assert states()[0][1:] == ("suppressed", "Not wanted any more.")


def test_nothing_to_say_no_mail(kit, on):
    choose(kit, "daily")
    on("2026-03-27", "09:00:00")
    ExpiryRunFactory(day=date(2026, 3, 27), started_at=timezone.now(), completed_at=timezone.now())
    plan()
    assert send().not_sent == 1
    assert states()[0][1:] == ("suppressed", "There was nothing to say.")
    assert mail.outbox == []


@pytest.mark.usefixtures("due")
def test_after_days_without_a_server_only_the_newest_goes_out(on):
    on("2026-03-28", "09:00:00")
    plan()
    assert send().sent == 1
    assert [state for _, state, _ in states()] == ["suppressed", "sent"]
    assert states()[0][2] == "A newer one is due."


@pytest.mark.usefixtures("due")
def test_a_lost_connection_is_tried_again_with_the_same_id(monkeypatch, on):
    backend = "django.core.mail.backends.locmem.EmailBackend.send_messages"

    def lose(*_: object) -> int:
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as patch:
        patch.setattr(backend, lose)
        done = send()
    assert (done.failed, done.server_is_down, states()[0][1]) == (1, True, "planned")
    before = Digest.objects.get().message_id
    assert send().sent == 0  # five minutes later
    on("2026-03-27", "09:06:00")
    assert send().sent == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == before


@pytest.mark.usefixtures("due")
def test_a_dead_sender_s_claim_runs_out(on):
    Digest.objects.update(state="sending", claim="dead", claimed_at=timezone.now())
    assert send().sent == 0
    on("2026-03-27", "09:11:00")
    assert send().sent == 1


@pytest.mark.usefixtures("due")
def test_another_installation_sends_none():
    Installation.objects.all().delete()
    assert send() == SentMails()
    assert plan_and_send_digests() is None
    with pytest.raises(CommandError, match="may not send any"):
        call_command("send_digests")


def test_the_task_and_the_command_do_both(kit, on, capsys):
    holding(10)
    choose(kit, "daily")
    on("2026-03-27", "09:00:00")
    done = plan_and_send_digests()
    assert done is not None
    assert (done["planned"], done["sent"]) == (1, 1)
    on("2026-03-28", "09:00:00")
    call_command("send_digests")
    assert "1 planned; 1 sent, 0 not needed, 0 not taken." in capsys.readouterr().out


@pytest.mark.usefixtures("due")
def test_the_database_holds_one_a_day(kit):
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(user=kit, day=date(2026, 3, 27), not_before=timezone.now())


@pytest.mark.usefixtures("due")
def test_old_ones_are_deleted(settings):
    send()
    settings.MENTORCERTS_KEEP_MESSAGES_DAYS = 30
    assert prune(now=timezone.now() + timedelta(days=29), dry_run=True)["digests"] == 0
    assert prune(now=timezone.now() + timedelta(days=31), dry_run=True)["digests"] == 1
    assert Subscription.objects.count() == 1
