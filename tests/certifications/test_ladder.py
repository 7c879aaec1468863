"""The ladder of reminders by itself, and what counts in SQL as it counts in Python."""

from datetime import date, timedelta
from random import Random

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from certifications import expiry, ladder
from certifications.models import Certification
from certifications.services import save_certification_type
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory, CertificationTypeFactory, MentorFactory

USUAL = (90, 60, 30, 7)


@pytest.mark.parametrize(
    ("text", "rungs"),
    [
        ("90, 60, 30, 7", USUAL),
        ("7,30 , 60,90", USUAL),
        ("0", (0,)),
        ("30, -3", (30, -3)),
        ("none", ()),
        ("", None),
        ("  ", None),
    ],
)
def test_a_ladder_is_read_in_any_order(text, rungs):
    assert ladder.parse_ladder(text) == rungs


@pytest.mark.parametrize("text", ["soon", "30, 30", "30;7", "4000", "30,", "1.5", "٣٠", "none, 7"])
def test_what_is_no_ladder_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"\.$"):
        ladder.parse_ladder(text)


@given(st.none() | st.sets(st.integers(-3650, 3650), max_size=12))
def test_a_ladder_is_read_as_it_was_written(rungs):
    tidy = None if rungs is None else tuple(sorted(rungs, reverse=True))
    assert ladder.parse_ladder(ladder.format_ladder(tidy)) == tidy


@pytest.mark.parametrize(
    ("days_left", "reached", "following"),
    [
        (91, None, 90),
        (90, 90, 60),
        (61, 90, 60),
        (60, 60, 30),
        (25, 30, 7),
        (7, 7, None),
        (0, 7, None),
        (-1, None, None),
    ],
)
def test_the_narrowest_rung_reached_is_told_and_the_next_one_is_to_come(
    days_left, reached, following
):
    assert ladder.rung_reached(USUAL, days_left=days_left) == reached
    assert ladder.next_rung(USUAL, days_left=days_left) == following


@pytest.mark.parametrize(
    ("days_left", "reached"), [(1, 30), (0, 30), (-1, None), (-2, -2), (-9, -2), (-10, -10)]
)
def test_negative_rungs_are_told_in_the_days_of_grace(days_left, reached):
    assert ladder.rung_reached((30, -2, -10), days_left=days_left, grace_days=14) == reached


def test_nobody_is_reminded_once_the_grace_is_over():
    assert ladder.rung_reached((30, -2), days_left=-15, grace_days=14) is None
    assert ladder.rung_reached((30, -2), days_left=-2) is None


@given(st.sets(st.integers(-40, 400), max_size=12), st.integers(-60, 500), st.integers(0, 30))
def test_the_rung_is_the_least_of_those_reached(rungs, days_left, grace_days):
    tidy = tuple(sorted(rungs, reverse=True))
    reached = [rung for rung in tidy if days_left <= rung and (rung < 0) == (days_left < 0)]
    expected = min(reached, default=None) if days_left >= -grace_days else None
    assert ladder.rung_reached(tidy, days_left=days_left, grace_days=grace_days) == expected


def test_a_rung_has_its_day():
    assert ladder.day_of(30, expires_on=date(2026, 3, 31)) == date(2026, 3, 1)
    assert ladder.day_of(-3, expires_on=date(2026, 3, 31)) == date(2026, 4, 3)


@pytest.mark.django_db
def test_a_type_keeps_its_ladder_tidy_and_leaves_it_alone_where_nothing_is_said():
    kind = save_certification_type(code="first-aid", reminder_days="7,30", today=TODAY)
    assert (kind.reminder_days, kind.rungs) == ("30, 7", (30, 7))
    kind = save_certification_type(code="first-aid", name="First aid", today=TODAY)
    assert kind.reminder_days == "30, 7"
    kind = save_certification_type(code="first-aid", reminder_days="", today=TODAY)
    assert kind.rungs is None


@pytest.mark.django_db
def test_a_type_refuses_what_is_no_ladder():
    with pytest.raises(ValidationError, match="separated by commas"):
        save_certification_type(code="first-aid", reminder_days="soon", today=TODAY)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_what_counts_is_the_same_in_sql(seed):
    """``querysets.counting`` against ``expiry.counting``, of mentors with up to six records."""
    random = Random(seed)
    kinds = [
        CertificationTypeFactory(code=f"kind-{number}", requirement=requirement)
        for number, requirement in enumerate(("mentoring", "mentoring", "check", ""))
    ]
    mentors = [MentorFactory() for _ in range(12)]
    for mentor in mentors:
        for number in range(random.randint(0, 6)):
            issued = at("2025-01-01") + timedelta(days=number, hours=random.randint(0, 23))
            CertificationFactory(
                mentor=mentor,
                certification_type=random.choice(kinds),
                issued_at=issued,
                expires_at=at("2026-03-01") + timedelta(days=random.randint(0, 2), hours=number),
                is_current=False,
                removed=random.random() < 0.2,
                revoked=random.random() < 0.2,
            )
    live = Certification.objects.live().select_related("certification_type")
    expected = {
        each.pk
        for mentor in mentors
        for each in expiry.counting(live.filter(mentor=mentor))
        if each.revoked_at is None
    }
    assert set(Certification.objects.counting().values_list("pk", flat=True)) == expected
