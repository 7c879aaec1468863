"""The date rule by itself, and the contract's own timeline through the job."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from certifications import expiry
from certifications.job.run import expire_certifications
from certifications.models import AutoPause
from mentorcerts.lib import moments
from tests.support.dates import at
from tests.support.factories import CertificationFactory

EXPIRES = at("2026-03-01")
MORNING_NOON_AND_NIGHT = [
    "2026-03-01T00:00:00",
    "2026-03-01T12:00:00",
    "2026-03-01T23:59:59.999999",
]


def dated(
    expires: str, *, issued: str = "2024-03-01", revoked: str | None = None, pk: int | None = 1
):
    return SimpleNamespace(
        pk=pk,
        issued_at=at(issued),
        expires_at=at(expires),
        revoked_at=at(revoked) if revoked else None,
    )


# --- valid through its date ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("today", "days", "expired"),
    [
        (date(2026, 2, 28), 1, False),
        (date(2026, 3, 1), 0, False),
        (date(2026, 3, 2), -1, True),
    ],
)
@pytest.mark.parametrize("time", MORNING_NOON_AND_NIGHT)
def test_valid_through_the_expiry_date_whatever_the_time_of_day(time, today, days, expired):
    assert expiry.days_until_expiry(at(time), today=today) == days
    assert expiry.is_expired(at(time), today=today) is expired


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-01T23:30:00-05:00", date(2026, 3, 2)),
        ("2026-03-01T00:30:00+14:00", date(2026, 2, 28)),
        ("2026-03-01T00:30:00+00:00", date(2026, 3, 1)),
    ],
)
def test_the_expiry_date_is_the_utc_date_of_the_moment(moment, day):
    assert moments.utc_date(at(moment)) == day
    assert expiry.days_until_expiry(at(moment), today=day) == 0


def test_the_days_that_the_contracts_print():
    assert expiry.days_until_expiry(at("2026-03-31"), today=date(2026, 3, 26)) == 5
    assert expiry.days_until_expiry(at("2028-03-26"), today=date(2026, 3, 27)) == 730
    assert expiry.days_until_expiry(at("2028-06-01"), today=date(2026, 3, 27)) == 797


def test_a_date_is_a_bound_for_sql():
    assert expiry.expired_before(date(2026, 3, 2)) == datetime(2026, 3, 2, tzinfo=UTC)


def test_a_window_ends_after_its_last_day():
    assert expiry.window_end(date(2026, 3, 1), 0) == at("2026-03-02")
    assert expiry.window_end(date(2026, 3, 1), 30) == at("2026-04-01")


# --- grace --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("today", "grace_days", "overdue"),
    [
        (date(2026, 3, 1), 0, False),
        (date(2026, 3, 2), 0, True),
        (date(2026, 3, 2), 1, False),
        (date(2026, 3, 3), 1, True),
        (date(2026, 3, 14), 14, False),
        (date(2026, 3, 15), 14, False),
        (date(2026, 3, 16), 14, True),
    ],
)
@pytest.mark.parametrize("time", MORNING_NOON_AND_NIGHT)
def test_overdue_once_expired_for_more_than_its_grace(time, today, grace_days, overdue):
    assert expiry.is_overdue(at(time), today=today, grace_days=grace_days) is overdue


def test_grace_does_not_make_an_expired_certification_valid():
    certification = dated("2026-03-01")
    assert not expiry.is_overdue(EXPIRES, today=date(2026, 3, 10), grace_days=14)
    assert expiry.status_of(certification, today=date(2026, 3, 10)) == "expired"


@pytest.mark.parametrize("time", MORNING_NOON_AND_NIGHT)
def test_grace_ends_on_the_last_day_before_it_is_overdue(time):
    assert expiry.grace_ends(at(time)) == date(2026, 3, 1)
    assert expiry.grace_ends(at(time), grace_days=14) == date(2026, 3, 15)


def test_grace_ends_with_the_calendar_at_the_latest():
    assert expiry.grace_ends(at("9999-12-31"), grace_days=14) == date(9999, 12, 31)
    assert expiry.grace_ends(at("9999-12-30"), grace_days=1) == date(9999, 12, 31)


def test_the_day_after_the_last_day_is_never():
    assert expiry.day_after(date(2026, 2, 28)) == date(2026, 3, 1)
    assert expiry.day_after(date(9999, 12, 30)) == date(9999, 12, 31)
    assert expiry.day_after(date(9999, 12, 31)) is None


# --- due ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("grace_days", "exempt_until", "first_due"),
    [
        (0, None, date(2026, 3, 2)),
        (14, None, date(2026, 3, 16)),
        (14, date(2026, 3, 15), date(2026, 3, 16)),
        (14, date(2026, 3, 16), date(2026, 3, 17)),
        (0, date(2026, 2, 1), date(2026, 3, 2)),
        (0, date(9999, 12, 31), None),
    ],
)
@pytest.mark.parametrize("time", MORNING_NOON_AND_NIGHT)
def test_first_due_after_grace_and_exemption(time, grace_days, exempt_until, first_due):
    rules = {"grace_days": grace_days, "exempt_until": exempt_until}
    assert expiry.first_due(at(time), **rules) == first_due
    for today in (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 17)):
        due = first_due is not None and today >= first_due
        assert expiry.is_due(at(time), today=today, **rules) is due


def test_what_never_expires_is_never_due():
    assert expiry.first_due(at("9999-12-31")) is None
    assert not expiry.is_due(at("9999-12-31"), today=date(9999, 12, 31))


# --- status -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("today", "revoked", "status"),
    [
        (date(2026, 3, 1), None, "valid"),
        (date(2026, 3, 2), None, "expired"),
        (date(2026, 3, 1), "2026-02-01", "revoked"),
        (date(2026, 3, 2), "2026-02-01", "revoked"),
    ],
)
def test_status_is_read_from_the_dates(today, revoked, status):
    assert expiry.status_of(dated("2026-03-01", revoked=revoked), today=today) == status


# --- precedence ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("governs", "other"),
    [
        pytest.param(
            dated("2026-03-02", issued="2020-01-01", pk=1),
            dated("2026-03-01", issued="2024-01-01", pk=2),
            id="the one that expires later",
        ),
        pytest.param(
            dated("2026-03-01", issued="2024-01-02", pk=1),
            dated("2026-03-01", issued="2024-01-01", pk=2),
            id="then the one that was issued later",
        ),
        pytest.param(
            dated("2026-03-01", pk=2), dated("2026-03-01", pk=1), id="then the newest record"
        ),
        pytest.param(
            dated("2026-03-01", pk=None), dated("2026-03-01", pk=9), id="one not saved yet is newer"
        ),
        pytest.param(
            dated("2020-03-01", issued="2018-01-01", pk=1),
            dated("2030-03-01", revoked="2026-01-01", pk=2),
            id="an expired one before a revoked one",
        ),
        pytest.param(
            dated("2026-03-02", revoked="2026-01-01", pk=1),
            dated("2026-03-01", revoked="2026-01-01", pk=2),
            id="among revoked ones the same order",
        ),
        pytest.param(
            dated("2026-03-01T00:00:00", issued="2024-01-01T01:00:00", pk=2),
            dated("2026-03-01T23:00:00", issued="2024-01-01T23:00:00", pk=1),
            id="times of day do not decide",
        ),
    ],
)
def test_precedence_prefers(governs, other):
    assert expiry.precedence(governs) > expiry.precedence(other)


# --- months -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-03-26", 24, "2026-03-26"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-02-28", 12, "2024-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-11-15", 1, "2026-12-15"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2099-12-31", 2, "2100-02-28"),  # 2100 is no leap year
        ("9998-12-31", 12, "9999-12-31"),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(start, months, end):
    assert moments.add_months(at(start), months) == at(end)


def test_adding_months_keeps_the_time_of_day():
    assert moments.add_months(at("2026-01-31T13:45:10"), 1) == at("2026-02-28T13:45:10")


@pytest.mark.parametrize(("start", "months"), [("9999-01-01", 12), ("9999-12-01", 1)])
def test_months_beyond_the_year_9999_are_refused_in_words(start, months):
    with pytest.raises(OverflowError, match=f"{months} months after {start} is beyond 9999-12-31"):
        moments.add_months(at(start), months)


@pytest.mark.parametrize(
    ("renewed_on", "new_expiry"),
    [
        pytest.param("2026-02-01", "2028-03-01", id="early: from the old expiry date"),
        pytest.param("2026-03-01", "2028-03-01", id="on the last valid day"),
        pytest.param("2026-03-26", "2028-03-26", id="late: from the renewal date"),
    ],
)
def test_a_renewal_for_some_months_loses_no_days(renewed_on, new_expiry):
    assert expiry.renewed_expiry(EXPIRES, at(renewed_on), months=24) == at(new_expiry)


# --- the contract's timeline --------------------------------------------------------------
def test_the_reason_is_the_contracts_sentence():
    assert (
        expiry.pause_reason("peer_mentor_basic", at("2026-03-01T23:59:59"))
        == "Certification peer_mentor_basic expired on 2026-03-01"
    )


@pytest.mark.parametrize("time", MORNING_NOON_AND_NIGHT)
def test_the_contracts_timeline(db, time):
    certification = CertificationFactory(expires_at=at(time))
    for day in (date(2026, 2, 28), date(2026, 3, 1)):
        run = expire_certifications(today=day, trigger="schedule")
        assert (run.mentors_scanned, run.expired_found, run.auto_paused) == (1, 0, 0)
    run = expire_certifications(today=date(2026, 3, 2), trigger="schedule")
    assert (run.mentors_scanned, run.expired_found, run.auto_paused) == (1, 1, 1)
    certification.refresh_from_db()
    assert certification.auto_pause_applied
    pause = AutoPause.objects.get()
    assert pause.reason == "Certification peer_mentor_basic expired on 2026-03-01"
    assert (pause.certification, pause.mentor, pause.run) == (
        certification,
        certification.mentor,
        run,
    )


def test_the_run_of_the_next_night_finds_nothing_left_to_do(db):
    CertificationFactory()
    expire_certifications(today=date(2026, 3, 2), trigger="schedule")
    run = expire_certifications(today=date(2026, 3, 3), trigger="schedule")
    assert (run.mentors_scanned, run.expired_found, run.auto_paused) == (1, 0, 0)
    assert AutoPause.objects.count() == 1
