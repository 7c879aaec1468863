"""The report by mail: planned on the page, sent with the words that were there, and once."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorcerts.personal_data.retention import prune
from mentorcerts.reminders.models import Installation
from mentorcerts.reminders.outgoing import SentMails
from mentorcerts.reports.models import ReportMail
from mentorcerts.reports.send import send_reports
from mentorcerts.reports.tasks import send_waiting_reports
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory
from tests.support.home import client, text
from tests.support.mailing import begin

pytestmark = pytest.mark.django_db
BOARD = reverse("board")
PAGE = f"{BOARD}?quarter=2026-Q1"


@pytest.fixture
def visitor(kit: User) -> Client:
    begin()
    CertificationFactory(expires_at=at("2026-05-01"))
    opened = Client()
    opened.force_login(kit)
    return opened


def send() -> SentMails:
    return send_reports(now_is=timezone.now)


def ask(visitor: Client, to: str, page: str = PAGE):
    return visitor.post(page, {"to": to}, follow=True)


def states() -> list[tuple[str, str, str]]:
    rows = ReportMail.objects.order_by("pk")
    return list(rows.values_list("address", "state", "reason"))


# --- planned --------------------------------------------------------------------------------------
def test_ones_own_address_is_offered(visitor):
    page = text(visitor.get(PAGE))
    assert "kit@mentors.example</textarea>" in page.replace("> ", ">").replace(" <", "<")


def test_it_goes_to_each_address_with_the_numbers_of_the_page(visitor):
    page = text(ask(visitor, "kit@mentors.example, Chair@Board.example;\nchair@board.example"))
    assert "It goes out to kit@mentors.example, chair@board.example" in page
    CertificationFactory(expires_at=at("2026-05-02"))  # what was shown is what is sent
    assert send() == SentMails(sent=2)
    assert [each.to for each in mail.outbox] == [["kit@mentors.example"], ["chair@board.example"]]
    assert mail.outbox[0].subject == "Report for the board: January to March 2026"
    assert "- Mentors who expire: 1\n" in mail.outbox[0].body
    assert [state for _, state, _ in states()] == ["sent", "sent"]
    assert send() == SentMails()


def test_it_waits_for_the_hours_of_sending(visitor, on):
    on(str(TODAY), "23:30:00")
    visitor.force_login(User.objects.get(username="kit"))
    ask(visitor, "a@board.example")
    assert send() == SentMails()
    on("2026-03-27", "12:00:00")
    assert send().sent == 1


def test_asked_twice_before_it_has_gone_out_it_is_sent_once(visitor):
    ask(visitor, "a@board.example")
    ask(visitor, "a@board.example")
    assert ReportMail.objects.count() == 1
    assert send().sent == 1
    ask(visitor, "a@board.example")
    assert send().sent == 1


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (" , ;", "Type at least one address."),
        ("chair@board.example, nobody", "This is no e-mail address: nobody"),
        ("a@b.example\nBcc:x@y.example", "This is no e-mail address: Bcc:x@y.example"),
        (" ".join(f"a{number}@b.example" for number in range(21)), "Type 20 addresses at most."),
    ],
)
def test_what_is_no_list_of_addresses_is_refused(visitor, to, words):
    assert words in text(ask(visitor, to))
    assert ReportMail.objects.count() == 0


def test_one_person_writes_to_so_many_a_day(visitor, on):
    for batch in range(3):
        ask(visitor, " ".join(f"a{batch}-{number}@b.example" for number in range(20)))
    assert ReportMail.objects.count() == 60
    assert "No more than 60 reports a day" in text(ask(visitor, "one@more.example"))
    on("2026-03-27", "09:10:00")
    visitor.force_login(User.objects.get(username="kit"))  # the session has run out
    assert "It goes out to one@more.example" in text(ask(visitor, "one@more.example"))


def test_where_mails_are_off_none_is_planned(visitor, settings):
    settings.MENTORCERTS_REMINDERS = False
    assert "Mails are off here, so that none goes out" in text(visitor.get(PAGE))
    assert "Mails are off here: an operator" in text(ask(visitor, "a@board.example"))
    assert ReportMail.objects.count() == 0


# --- sent -----------------------------------------------------------------------------------------
def test_who_may_not_see_the_report_any_more_sends_none(visitor, kit):
    ask(visitor, "a@board.example")
    kit.groups.clear()
    assert send() == SentMails(not_sent=1)
    reason = "Who asked for it may not see the report any more."
    assert states() == [("a@board.example", "suppressed", reason)]
    assert mail.outbox == []


def test_a_lost_connection_is_tried_again_with_the_same_id(visitor, monkeypatch, on):
    backend = "django.core.mail.backends.locmem.EmailBackend.send_messages"

    def lose(*_: object) -> int:
        raise SMTPServerDisconnected("gone")

    ask(visitor, "a@board.example")
    with monkeypatch.context() as patch:
        patch.setattr(backend, lose)
        assert send() == SentMails(failed=1, server_is_down=True)
    ask(visitor, "b@board.example")
    on(str(TODAY), "09:06:00")
    assert send().sent == 2
    ids = set(ReportMail.objects.values_list("message_id", flat=True))
    assert {each.extra_headers["Message-ID"] for each in mail.outbox} == ids


def test_a_dead_sender_s_claim_runs_out_also_where_another_waits(visitor, on):
    ask(visitor, "a@board.example")
    ReportMail.objects.update(state="sending", claim="dead", claimed_at=timezone.now())
    ask(visitor, "a@board.example")
    assert send().sent == 1
    on(str(TODAY), "09:11:00")
    assert send().sent == 1


def test_another_installation_sends_none(visitor):
    ask(visitor, "a@board.example")
    Installation.objects.all().delete()
    assert send() == SentMails()
    with pytest.raises(CommandError, match="may not send any"):
        call_command("send_reports")


def test_the_task_and_the_command_send(visitor, capsys):
    ask(visitor, "a@board.example")
    assert send_waiting_reports()["sent"] == 1
    ask(visitor, "b@board.example")
    call_command("send_reports")
    assert "1 sent, 0 not sent, 0 not taken." in capsys.readouterr().out


def test_old_ones_are_deleted_and_they_go_with_whom_they_are_of(visitor, kit, settings):
    settings.MENTORCERTS_KEEP_MESSAGES_DAYS = 30
    ask(visitor, "a@board.example")
    send()
    ask(visitor, "b@board.example")
    now = timezone.now()
    assert prune(now=now + timedelta(days=29), dry_run=True)["reports by mail"] == 0
    assert prune(now=now + timedelta(days=31), dry_run=True)["reports by mail"] == 1
    kit.delete()
    assert not ReportMail.objects.exists()


# --- who may --------------------------------------------------------------------------------------
@pytest.mark.parametrize("missing", ["certificationstatus", "renewal", "autopause"])
def test_it_is_for_those_who_may_see_all_that_it_counts(missing):
    names = {"certificationstatus", "renewal", "autopause"} - {missing}
    visitor = client(*(f"view_{name}" for name in names))
    assert visitor.get(PAGE).status_code == 403
    assert visitor.post(PAGE, {"to": "a@b.example"}).status_code == 403
    assert f'href="{BOARD}"' not in text(visitor.get(reverse("admin:index")))


def test_a_colleague_s_mails_are_not_shown(visitor, viewer):
    ask(visitor, "a@board.example")
    assert "2026-Q1 to a@board.example, planned" in text(visitor.get(PAGE))
    assert "a@board.example" not in text(viewer.get(PAGE))


def test_without_a_quarter_it_is_the_one_that_a_board_asks_about(visitor):
    for address in (BOARD, f"{BOARD}?quarter=never"):
        assert str(visitor.get(address).context["report"].quarter) == "2026-Q1"
    assert str(visitor.get(f"{BOARD}?quarter=2019-Q3").context["report"].quarter) == "2019-Q3"
