"""What the home page remembers: since when somebody has not looked, and last week's numbers."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certifications.models import EventCursor
from mentorcerts.pages.cards import Card
from mentorcerts.visits.models import DayFigures, Visit
from mentorcerts.visits.services import compare_with_last_week, note_visit
from tests.support.dates import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(on) -> User:
    on(str(TODAY), "09:00:00")
    return User.objects.create_user("kim")


def published_through(number: int) -> None:
    EventCursor.objects.update_or_create(pk=1, defaults={"last": number})


def look(user: User):
    return note_visit(user=user, now=timezone.now())


def writes(user: User) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        look(user)
    return [q["sql"] for q in asked if q["sql"].startswith(("UPDATE", "INSERT"))]


def test_the_first_visit_has_none_before_it(kim):
    assert look(kim) is None
    assert look(kim) is None


def test_after_half_an_hour_without_a_view_the_next_one_begins_a_visit(kim, on):
    published_through(10)
    look(kim)
    published_through(14)
    on(str(TODAY), "09:30:00")  # the visit goes on
    assert look(kim) is None
    published_through(20)
    on(str(TODAY), "10:00:01")
    since = look(kim)
    assert since is not None
    assert (since.at.hour, since.at.minute) == (9, 30)
    assert (since.after, since.through) == (14, 20)
    published_through(23)
    on(str(TODAY), "10:20:00")  # the same visit, with what has come meanwhile
    since = look(kim)
    assert since is not None
    assert (since.after, since.through) == (14, 23)


def test_what_was_shown_late_in_a_visit_is_not_new_in_the_next(kim, on):
    look(kim)
    published_through(5)
    on(str(TODAY), "09:20:00")
    look(kim)
    on("2026-03-27", "09:00:00")
    since = look(kim)
    assert since is not None
    assert since.after == since.through == 5


def test_a_view_is_written_down_every_five_minutes_at_most(kim, on):
    assert len(writes(kim)) == 1
    on(str(TODAY), "09:05:00")
    assert writes(kim) == []
    on(str(TODAY), "09:05:01")
    assert len(writes(kim)) == 1
    on(str(TODAY), "09:05:02")
    assert writes(kim) == []


def test_each_person_has_their_own_and_it_goes_with_them(kim, on):
    look(kim)
    on("2026-03-27")
    assert look(User.objects.create_user("kit")) is None
    assert look(kim) is not None
    kim.delete()
    assert [visit.user.username for visit in Visit.objects.all()] == ["kit"]


def test_a_visit_that_a_wrong_clock_dated_ahead_is_put_right(kim, on):
    on("2027-03-26", "09:00:00")
    look(kim)
    on(str(TODAY), "09:00:00")
    assert look(kim) is None
    assert Visit.objects.get().seen_at.date() == TODAY


# --- against last week ------------------------------------------------------------------------
def test_numbers_are_compared_with_the_same_day_a_week_ago():
    week_ago = TODAY - timedelta(days=7)
    assert compare_with_last_week({"due": 3}, today=week_ago) == {}
    assert compare_with_last_week({"due": 9}, today=week_ago) == {}  # who looks first counts
    assert compare_with_last_week({"due": 5}, today=TODAY - timedelta(days=1)) == {}
    assert compare_with_last_week({"due": 5}, today=TODAY) == {"due": 3}


def test_old_numbers_are_deleted():
    compare_with_last_week({}, today=TODAY - timedelta(days=61))
    compare_with_last_week({}, today=TODAY - timedelta(days=60))
    compare_with_last_week({}, today=TODAY)
    days = set(DayFigures.objects.values_list("day", flat=True))
    assert days == {TODAY, TODAY - timedelta(days=60)}


@pytest.mark.parametrize(
    ("week_ago", "words"),
    [
        (None, ""),
        (1_205, "As many as a week ago"),
        (1, "1,204 more than a week ago"),
        (1_206, "1 fewer than a week ago"),
    ],
)
def test_a_trend_in_words(week_ago, words):
    card = Card(title="Due", number=1_205, caption="", link="", week_ago=week_ago)
    assert card.trend == words
