"""The totals that the database keeps are those that counting would give, whoever writes."""

import threading
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection, connections, transaction
from django.db.models import Count

from certifications import expiry, totals
from certifications.models import AutoPause, Certification, Mentor
from certifications.querysets import UtcDay
from certifications.services.certifications import record_certification, remove_certification
from certifications.totals.counters import MONTH, Tally
from renewals.models import Renewal
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    MentorFactory,
    RenewalFactory,
)


def assert_exact():
    """Every total that may be asked for is what counting gives."""
    live = Certification.objects.live()
    bounds = [
        expiry.Bounds(),
        expiry.bounds_of_expired(True, today=TODAY),
        expiry.bounds_of_window(30, today=TODAY),
        *(expiry.bounds_of_status(s, today=TODAY) for s in ("valid", "expired", "revoked")),
    ]
    for each in bounds:
        assert totals.total(totals.CERTIFICATION, **each._asdict()) == live.within(each).count()
    for code in live.values_list("certification_type_id", flat=True).distinct():
        counted = live.filter(certification_type_id=code).count()
        assert totals.total(totals.CERTIFICATION, certification_type=code) == counted
    for governing in (True, False):
        counted = live.filter(is_current=governing).count()
        assert totals.total(totals.CERTIFICATION, governing=governing) == counted
    first, last = TODAY - timedelta(days=60), TODAY + timedelta(days=400)
    active = Certification.objects.active().running_out(first, last)
    assert totals.active_by_day(since=first, before=last + timedelta(days=1)) == list(
        active.annotate(day=UtcDay("expires_at"))
        .values_list("day", "certification_type_id")
        .annotate(number=Count("pk"))
        .order_by("day", "certification_type_id")
    )
    assert totals.total(totals.PAUSE) == AutoPause.objects.count()
    assert totals.total(totals.RENEWAL) == Renewal.objects.live().count()


@pytest.fixture
def various(db):
    CertificationFactory(expires_at=at("2026-03-25T23:59:59"))
    CertificationFactory(expires_at=at("2026-03-26"))
    CertificationFactory(expires_at=at("2026-04-10"), certification_type__code="advanced")
    CertificationFactory(revoked=True)
    CertificationFactory(removed=True)
    AutoPauseFactory()
    RenewalFactory()
    RenewalFactory(deleted_at=at("2026-03-01"))


def test_what_is_there_is_tallied(various):
    assert totals.total(totals.CERTIFICATION) == 7
    assert totals.total(totals.RENEWAL) == 1
    assert_exact()


def test_bulk_statements_are_tallied(various):
    Certification.objects.filter(certification_type_id="advanced").update(
        expires_at=at("2026-01-01"), certification_type="peer_mentor_basic"
    )
    assert_exact()
    Certification.objects.live().update(is_current=False, auto_pause_applied=False,
                                        auto_pause_applied_at=None)  # fmt: skip
    assert_exact()
    Renewal.objects.update(deleted_at=None)
    assert_exact()
    AutoPause.objects.all().delete()
    Renewal.objects.all().delete()
    Certification.objects.all().delete()
    assert not any(
        totals.total(kind) for kind in (totals.CERTIFICATION, totals.PAUSE, totals.RENEWAL)
    )
    assert_exact()


def test_what_is_rolled_back_was_never_tallied(various):
    before = list(Tally.objects.order_by("pk").values())
    with transaction.atomic():
        CertificationFactory()
        assert_exact()
        transaction.set_rollback(True)
    assert list(Tally.objects.order_by("pk").values()) == before


def test_the_jobs_mark_is_none_of_the_tallys_business(various):
    """So that a run pays nothing for it: on PostgreSQL its triggers are not even asked."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no list of what a statement called")
    with connection.cursor() as cursor:
        cursor.execute(
            "explain (analyze, format text) update certifications_certification"
            " set updated_at = now(), auto_pause_applied = auto_pause_applied"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "tally" not in plan
        cursor.execute(
            "explain (analyze, format text) update certifications_certification"
            " set expires_at = expires_at + interval '1 day'"
        )
        assert "tally_updated" in "\n".join(row[0] for row in cursor.fetchall())


def test_a_row_that_stands_at_nought_is_not_kept(db):
    if connection.vendor != "postgresql":
        pytest.skip("there rows stay, so that emptying the tables in any order leaves none")
    made = record_certification(
        mentor_id="mentor-a", certification_type="basic", issued_at=at("2025-01-01"),
        expires_at=at("2027-01-01"), today=TODAY,
    )  # fmt: skip
    remove_certification(certification=made, today=TODAY)
    assert not Tally.objects.filter(what=totals.CERTIFICATION).exists()


def somebody_else_can(write):
    """Whether another connection commits this while ours has a transaction open."""
    done = threading.Event()

    def other():
        try:
            with transaction.atomic():
                connection.cursor().execute("set local lock_timeout = '5s'")
                write()
            done.set()
        finally:
            connections.close_all()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    return done.is_set()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_anybody_elses_tally():
    """Two transactions record the same type and day at once: on PostgreSQL both go through."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    CertificationFactory(mentor__mentor_id="mentor-0")
    MentorFactory(mentor_id="mentor-1")
    with transaction.atomic():
        CertificationFactory()
        assert somebody_else_can(lambda: CertificationFactory(mentor=Mentor(mentor_id="mentor-1")))
    assert totals.total(totals.CERTIFICATION) == 3
    assert_exact()


@pytest.mark.django_db(transaction=True)
def test_whoever_removes_does_not_wait_for_whoever_records():
    """Their counters are rows of their own, one of them below nought until they are added up."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    first = CertificationFactory()
    with transaction.atomic():
        CertificationFactory()
        assert somebody_else_can(lambda: remove_certification(certification=first, today=TODAY))
    assert_exact()


def test_a_status_and_a_window_that_exclude_each_other_let_nothing_through(various, api, on):
    on("2026-03-26")
    answer = api.get("/api/v1/certifications?status=revoked&expiring_within_days=30").json()
    assert (answer["data"], answer["pagination"]["total"]) == ([], 0)


@pytest.mark.slow
@pytest.mark.parametrize("query", ["", "?expires_before=2026-03-26", "?expires_after=2026-03-26",
    "?expires_before=2026-03-26T12:00:00Z", "?expires_after=2026-03-25T12:00:00Z", "?status=valid",
    "?status=expired", "?status=revoked", "?certification_type=advanced",
    "?expiring_within_days=20&certification_type=advanced", "?status=valid&issued_after=2020-01-01",
    "?auto_pause_applied=true", "?status=valid&expires_before=2026-04-01",
    "?expires_after=2026-03-01T12:00:00Z&expiring_within_days=20"])  # fmt: skip
def test_the_total_of_a_list_is_the_number_of_its_rows(query, various, api, on):
    on("2026-03-26")
    answer = api.get(f"/api/v1/certifications{query}").json()
    assert answer["pagination"]["total"] == len(answer["data"])
    assert answer["data"], "a filter that lets nothing through shows nothing here"


def test_every_table_still_has_its_triggers(db):
    """Where SQLite copies a table for a migration, the triggers go with the old one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("select count(*) from pg_trigger where tgname ~ '^tally_'")
            expected = 5 + 3 + 4
        else:
            cursor.execute("select count(*) from sqlite_master where type = 'trigger'")
            expected = 3 + 2 + 3
        assert cursor.fetchone()[0] == expected


BEGINS = (None, "2026-01-01", "2026-01-02", "2026-02-28", "2026-12-31")
ENDS = (None, "2026-01-01", "2026-01-31", "2026-03-01", "2027-02-11")


def test_between_any_days_it_says_what_counting_says(db):
    """Whole months have rows of their own; days at both ends are added."""
    start = at("2025-12-25")
    for number in range(0, 420, 7):
        CertificationFactory(expires_at=start + timedelta(days=number), revoked=number % 5 == 0)
    for since, before in product(BEGINS, ENDS):
        ends = {name: at(day) for name, day in (("since", since), ("before", before)) if day}
        assert_totals_are_counts(ends)


def assert_totals_are_counts(ends):
    live = Certification.objects.live().within(expiry.Bounds(**ends))
    for narrowed, counted in (
        ({}, live),
        ({"revoked": False}, live.filter(revoked_at=None)),
        ({"revoked": True}, live.filter(revoked_at__isnull=False)),
        (
            {"certification_type": "peer_mentor_basic"},
            live.filter(certification_type_id="peer_mentor_basic"),
        ),
        ({"governing": True}, live.governing()),
    ):
        told = totals.total(totals.CERTIFICATION, **ends, **narrowed)
        assert told == counted.count(), (ends, narrowed)


@pytest.mark.parametrize("end", ["since", "before"])
def test_a_time_of_day_is_refused_not_answered_wrongly(end):
    with pytest.raises(ValueError, match="not midnight UTC"):
        totals.total(totals.CERTIFICATION, **{end: at("2026-03-01T12:00:00")})


@pytest.mark.parametrize("governing", [None, True, False])
def test_as_a_column_it_is_the_same_total(governing, various):
    Certification.objects.filter(certification_type_id="advanced").update(is_current=False)
    column = totals.total_as_column(totals.CERTIFICATION, governing=governing)
    read = set(Mentor.objects.annotate(total=column).values_list("total", flat=True))
    assert read == {totals.total(totals.CERTIFICATION, governing=governing)}


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite keeps days only")
def test_months_follow_what_the_days_do():
    certification = CertificationFactory(expires_at=at("2026-03-01"))
    certification.expires_at = at("2026-05-31")
    certification.save()
    CertificationFactory(expires_at=at("2026-05-01"))
    months = Tally.objects.filter(what=MONTH).values_list("expires_at", "n")
    assert list(months) == [(at("2026-05-01"), 2)]
