"""Who gets what, today and on days to come: the page shows what planning then does."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentorcerts.models import AuditEvent
from mentorcerts.reminders.models import Message, Round
from mentorcerts.reminders.outlook import days_ahead, outlook, waiting_on
from mentorcerts.reminders.services import switch_mails_off
from tests.support.dates import TODAY
from tests.support.mailing import begin, holding, plan, send
from tests.support.pages import page

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/reminders/round/day/"


def told(answer) -> dict[str, tuple[str, str]]:
    """Mentor → what it is about, and what becomes of it."""
    assert answer.status_code == 200
    rows = answer.context["rows"]
    return {row["email"].partition("@")[0]: (row["about"], row["sentence"]) for row in rows}


def test_today_shows_what_is_due_before_it_is_planned_and_after(kim, mailbox):
    begin()
    holding(29, mentor_id="mentor-1")
    due = {"mentor-1": ("30 days before 24 Apr 2026", "Goes out on 26 Mar 2026, 09:00 UTC.")}
    answer = kim.get(ADDRESS)
    assert told(answer) == due
    assert answer.context["plan"].planned == 1
    assert not Message.objects.exists()
    plan()
    answer = kim.get(ADDRESS)
    assert told(answer) == due
    assert answer.context["plan"].planned == 0
    send()
    answer = kim.get(ADDRESS)
    assert told(answer)["mentor-1"][1] == "Sent on 26 Mar 2026 to mentor-1@mentors.test."
    assert answer.context["numbers"] == {"waiting": 0, "sent": 1, "not_sent": 0}


def test_the_text_is_that_of_the_day(kim):
    begin()
    holding(40)
    (row,) = kim.get(f"{ADDRESS}?day=2026-04-05").context["rows"]
    assert "Hello Maria Example" in row["text"].body
    assert "(days left: 30)" in row["text"].body


def test_what_waits_since_yesterday_is_shown_and_what_was_sent_yesterday_is_not(on, kim, mailbox):
    begin()
    holding(29, mentor_id="mentor-1")
    plan()
    send()
    holding(28, mentor_id="mentor-2")
    plan()
    on("2026-03-27", "09:00:00")
    kim.force_login(User.objects.get(username="kim"))
    assert set(told(kim.get(ADDRESS))) == {"mentor-2"}


def test_who_can_not_be_reached_is_named_with_the_reason(kim):
    begin()
    held = holding(29, mentor_id="mentor-1")
    switch_mails_off(mentor_id=held.mentor_id, reason="Asked", by="kim")
    answer = kim.get(ADDRESS)
    sentence = "Suppressed: Mails are switched off for this mentor."
    assert told(answer)["mentor-1"][1] == sentence
    assert answer.context["numbers"]["not_sent"] == 1


def test_a_day_to_come_shows_what_is_reached_on_that_day_alone(kim):
    begin()
    for days_left in (29, 35, 36, 37):
        holding(days_left, mentor_id=f"mentor-{days_left}")
    assert told(kim.get(f"{ADDRESS}?day=2026-04-01")) == {
        "mentor-36": ("30 days before 1 May 2026", "Goes out on 1 Apr 2026, 08:00 UTC.")
    }
    assert not Message.objects.exists()
    assert not Round.objects.exists()


def test_each_day_of_the_chart_is_the_number_of_its_page_and_what_is_then_planned(on):
    begin()
    for days_left in (91, 62, 61, 35, 31, 30, 29, 8, 7, 6, 1, -3):
        holding(days_left)
    switch_mails_off(mentor_id=holding(33).mentor_id, reason="Asked", by="kim")
    holding(34).mentor.__class__.objects.filter(pk=holding(32).mentor_id).update(email="")
    plan()
    counts = days_ahead(TODAY)
    for number in range(1, 30):
        day = TODAY + timedelta(days=number)
        charted = sum(by_day.get(day, 0) for by_day in counts.values())
        with outlook(day, today=TODAY, now=timezone.now()) as found:
            shown = found.messages.filter(state="planned").count()
        assert charted == shown, day
    assert sum(by_day.get(TODAY, 0) for by_day in counts.values()) == waiting_on(TODAY).count()


def test_the_days_ahead_are_what_comes(on):
    begin()
    for days_left in (95, 64, 33, 12):
        holding(days_left)
    ahead = days_ahead(TODAY)
    plan()
    for number in range(1, 30):
        day = TODAY + timedelta(days=number)
        on(str(day), "09:00:00")
        came = plan(day).planned
        assert came == sum(by_day.get(day, 0) for by_day in ahead.values()), day


def test_the_csv_file_has_all_of_it_with_the_texts(kim):
    begin()
    holding(29, mentor_id="mentor-1")
    answer = kim.get(f"{ADDRESS}?format=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="mails-2026-03-26.csv"'
    (row,) = csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig")))
    assert row["Mentor id"] == "mentor-1"
    assert row["Days before"] == "30"
    assert "Hello Maria Example" in row["Text"]
    assert not Message.objects.exists()
    assert str(AuditEvent.objects.order_by("pk").last()) == "kim exported a list"


@pytest.mark.parametrize("day", ["2026-03-25", "2126-03-26", "soon"])
def test_a_day_that_can_not_be_shown_is_refused_on_its_field(day, kim):
    answer = kim.get(f"{ADDRESS}?day={day}")
    assert "day" in answer.context["form"].errors
    assert answer.context["day"] == date(2026, 3, 26)


def test_it_says_that_mails_are_off_and_that_the_day_would_be_held(kim, settings):
    holding(29)
    settings.MENTORCERTS_MAIL_LIMIT_MENTORS = 0
    text = kim.get(ADDRESS).content.decode()
    assert "Mails to mentors are off here" in text
    assert "Above the safety limit" in text


def test_the_page_needs_both_permissions(coordinator, viewer):
    assert coordinator.get(ADDRESS).status_code == 403
    assert viewer.get(ADDRESS).status_code == 200
    assert "Switch on…" not in viewer.get(ADDRESS).content.decode()


def test_the_page_costs_the_same_few_questions_however_many_mails_it_shows(kim):
    begin()

    def questions() -> int:
        kim.get(ADDRESS)
        with CaptureQueriesContext(connection) as asked:
            kim.get(ADDRESS)
        return len(asked)

    holding(29)
    one = questions()
    for days_left in (29, 29, 29, 29):
        holding(days_left)
    assert questions() == one


def test_the_list_of_rounds_tells_of_each(kim):
    begin()
    holding(29)
    plan()
    text = kim.get(page(Round)).content.decode()
    assert "26 Mar 2026" in text
    assert "Who gets what" in text
