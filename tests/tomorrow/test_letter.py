"""What would be done on a day to come: worked out by the services, and taken back."""

import json
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from certifications.job.run import expire_certifications
from certifications.models import AutoPause
from mentorcerts.digests.services import choose_rhythm
from mentorcerts.reminders.models import Installation, Message, Round
from mentorcerts.tomorrow.letter import Letter, letter_of
from mentorcerts.webhooks.models import Endpoint
from tests.support.dates import TODAY
from tests.support.mailing import begin, holding, plan, send
from tests.support.promises import promise
from tests.support.webhooks import endpoint_at, receiving

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + timedelta(days=1)


def letter(day: date = TOMORROW, **options) -> Letter:
    return letter_of(day=day, today=TODAY, now=timezone.now(), **options)


def paused(found: Letter) -> list[str]:
    return [each.mentor_id for each in found.pauses.shown]


def mails(found: Letter) -> list[tuple[str, str, str]]:
    return [(each.mentor_id, each.kind, each.not_sent) for each in found.mails.shown]


def kinds(found: Letter) -> list[str]:
    return [body["type"] for body in found.events.bodies]


def test_it_tells_whom_the_run_of_that_day_pauses():
    holding(0, mentor_id="tonight")
    holding(1, mentor_id="a-day-later")
    holding(40, mentor_id="later")
    assert paused(letter()) == ["tonight"]
    assert paused(letter(TOMORROW + timedelta(days=1))) == ["a-day-later"]
    found = letter(TOMORROW + timedelta(days=2))
    assert (paused(found), found.pauses.number) == ([], 0)


def test_the_run_that_follows_does_what_was_told(on):
    for days in (-3, 0, 0, 1):
        holding(days)
    told = paused(letter())
    on(TOMORROW)
    expire_certifications(today=TOMORROW, trigger="command")
    assert sorted(told) == sorted(AutoPause.objects.values_list("mentor_id", flat=True))
    assert len(told) == 3


def test_above_the_safety_limit_nobody_is_paused(settings):
    settings.MENTORCERTS_BRAKE_MENTORS, settings.MENTORCERTS_BRAKE_PERCENT = 0, 0
    holding(0)
    Endpoint.objects.create(name="app", url="https://receiver.example/hook")
    found = letter()
    assert (found.pauses.is_held, found.pauses.number, paused(found)) == (True, 0, [])
    assert kinds(found) == ["test.certification.expired", "test.run.held"]


def test_mails_are_told_with_their_texts():
    begin()
    holding(0, mentor_id="tonight")
    holding(8, mentor_id="a-week")
    holding(31, mentor_id="a-month")
    found = letter()
    assert mails(found) == [
        ("a-month", "reminder", ""),
        ("a-week", "reminder", ""),
        ("tonight", "paused", ""),
    ]
    texts = {each.mentor_id: each for each in found.mails.shown}
    assert texts["a-week"].to == "a-week@mentors.test"
    assert "(days left: 7)" in texts["a-week"].body
    assert "So you are paused as a peer mentor for now" in texts["tonight"].body
    assert found.mails.planned == 3


def test_the_round_that_follows_sends_what_was_told(on):
    begin()
    for days in (8, 9, 31, 61, 200):
        holding(days)
    plan()
    send()
    mail.outbox.clear()
    told = [(each.to, each.subject, each.body) for each in letter().mails.shown]
    on(TOMORROW, "09:00:00")
    plan(TOMORROW)
    send()
    sent = [(each.to[0], each.subject, each.body) for each in mail.outbox]
    assert sorted(told) == sorted(sent)
    assert len(sent) == 3


def test_who_is_not_written_to_is_told_with_the_reason():
    begin()
    promise(holding(8, mentor_id="promised"), "2026-04-01")
    mentor = holding(0, mentor_id="unknown").mentor
    mentor.email = ""
    mentor.save()
    assert mails(letter()) == [
        ("promised", "reminder", "Promised by 1 Apr 2026: reminders sleep until then."),
        ("unknown", "paused", "There is no address."),
    ]


def test_where_mails_are_off_there_are_none(settings):
    holding(8)
    assert not letter().mails.are_on  # this installation is not confirmed
    begin()
    assert letter().mails.are_on
    settings.MENTORCERTS_REMINDERS = False
    assert not letter().mails.are_on


def test_webhooks_are_told_with_their_bodies_marked_as_tests():
    held = holding(0, mentor_id="tonight")
    Endpoint.objects.create(name="app", url="https://receiver.example/hook")
    Endpoint.objects.create(name="board", url="https://board.example/hook", types=["mentor.paused"])
    found = letter()
    assert kinds(found) == [
        "test.certification.expired",
        "test.mentor.paused",
        "test.run.completed",
    ]
    data = found.events.bodies[1]["data"]
    assert (data["mentor_id"], data["paused"], data["test"]) == ("tonight", True, True)
    assert data["certification_id"] == held.certification_id
    assert [found.events.receivers(each) for each in found.events.shown] == [
        ["app"],
        ["app", "board"],
        ["app"],
    ]


def test_digests_are_counted():
    begin()
    for name, rhythm in (("kim", "daily"), ("kit", "weekly"), ("ada", "off")):
        user = User.objects.create_user(name, email=f"{name}@mentors.example")
        choose_rhythm(user=user, rhythm=rhythm, today=TODAY, now=timezone.now())
    assert letter().digests == 1
    assert letter(date(2026, 3, 30)).digests == 2  # a Monday
    Installation.objects.all().delete()
    assert letter().digests == 0


@pytest.mark.parametrize(("days", "told"), [(-2, 0), (-1, 0), (0, 1), (1, 0)])
def test_what_expires_on_that_day_is_told_and_nothing_else(days, told):
    holding(days, auto_pause_applied=days < 0)
    Endpoint.objects.create(name="app", url="https://x.example/", types=["certification.expired"])
    assert kinds(letter()).count("test.certification.expired") == told


def test_nothing_is_written_and_nothing_sent():
    begin()
    Endpoint.objects.create(name="app", url="https://receiver.example/hook")
    for days in (0, 8, 31):
        holding(days)
    letter()
    assert not Message.objects.exists()
    assert not Round.objects.exists()
    assert not AutoPause.objects.exists()
    assert mail.outbox == []


def test_of_each_kind_so_many_are_listed_and_all_are_counted():
    begin()
    for days in (0, 0, 0, 8, 8):
        holding(days)
    found = letter(most=2)
    assert (len(found.pauses.shown), found.pauses.number) == (2, 3)
    assert (len(found.mails.shown), found.mails.planned) == (2, 5)


def test_a_day_that_has_begun_is_refused():
    with pytest.raises(ValidationError, match="has begun"):
        letter(TODAY)


def test_the_command_tells_it_in_words(capsys):
    begin()
    holding(0, mentor_id="tonight")
    Endpoint.objects.create(name="app", url="https://receiver.example/hook")
    call_command("tomorrow")
    told = capsys.readouterr().out
    assert "The run of 27 Mar 2026 would pause 1 of 1 mentor." in told
    assert "    tonight, paused, to tonight@mentors.test" in told
    assert "Webhooks would be told 3 events" in told


def test_the_command_prints_json(capsys):
    holding(1, mentor_id="later")
    call_command("tomorrow", "--json", "--as-of", "2026-03-28")
    told = json.loads(capsys.readouterr().out)
    assert told["day"] == "2026-03-28"
    assert [each["mentor_id"] for each in told["run"]["pauses"]] == ["later"]
    assert told["mails"]["are_on"] is False
    with pytest.raises(CommandError, match="has begun"):
        call_command("tomorrow", "--as-of", "2026-03-26")


def test_the_command_mails_it_to_a_test_address(capsys):
    begin()
    holding(8, mentor_id="a-week")
    call_command("tomorrow", "--mail-to", "ops@mentors.example")
    assert [each.to for each in mail.outbox] == [["ops@mentors.example"]]
    assert mail.outbox[0].body.startswith("Test: on 2026-03-27 this would go to a-week.\n\n")
    assert "Sent 1 mail to ops@mentors.example" in capsys.readouterr().err
    assert not Message.objects.exists()
    with pytest.raises(CommandError, match="valid email"):
        call_command("tomorrow", "--mail-to", "nobody")


def test_the_command_posts_it_to_a_test_endpoint(settings, capsys):
    settings.MENTORCERTS_WEBHOOK_PRIVATE = True
    holding(0, mentor_id="tonight")
    with receiving() as receiver:
        endpoint_at(receiver.url, name="app", types=["mentor.paused"])
        call_command("tomorrow", "--post-to", "app")
    (received,) = receiver.requests
    assert received.message["type"] == "test.mentor.paused"
    assert received.message["data"]["test"] is True
    assert "Sent 1 event to app, marked as tests." in capsys.readouterr().err
    with pytest.raises(CommandError, match="no enabled endpoint called 'another'"):
        call_command("tomorrow", "--post-to", "another")
