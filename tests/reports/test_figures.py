"""The report counts what a slow count in Python counts, and what the lists show."""

import csv
import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certifications.models import AutoPause, Certification
from mentorcerts.lib import moments
from mentorcerts.reports import figures
from mentorcerts.reports.figures import BoardReport, board_report
from mentorcerts.reports.quarters import Quarter
from mentorcerts.reports.text import as_mail, as_rows
from renewals.models import RENEWED_IN_TIME_DAYS, Renewal
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
    ExpiryRunFactory,
    MentorFactory,
    RenewalFactory,
)

pytestmark = pytest.mark.django_db
Q1 = Quarter(2026, 1)


# --- quarters ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("2026-Q2", "2026-04-01", "2026-06-30"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
    ],
)
def test_a_quarter_has_three_months(text, first, last):
    quarter = Quarter.parse(text)
    assert quarter is not None
    assert str(quarter) == text
    assert (str(quarter.span.first), str(quarter.span.last)) == (first, last)
    assert quarter.following.span.first == quarter.span.last + timedelta(days=1)
    assert Quarter.of(quarter.span.first) == Quarter.of(quarter.span.last) == quarter


NO_QUARTERS = "2026 2026-Q5 2026-Q0 2026-Q11 0001-Q1 9999-Q4 ٢٠٢٦-Q1 2026-q1"


@pytest.mark.parametrize("text", ["", *NO_QUARTERS.split()])
def test_anything_else_is_no_quarter(text):
    assert Quarter.parse(text) is None


def test_at_the_ends_of_the_calendar_there_is_a_quarter_before_and_after():
    for quarter in (Quarter(1901, 1), Quarter(9997, 4)):
        assert quarter.following.later(-2).following == quarter
        assert quarter.following.span.last < moments.LATEST


def test_a_board_asks_about_the_last_quarter_until_half_of_the_next_has_passed():
    assert Quarter.asked_about(date(2026, 12, 20)) == Quarter(2026, 4)
    assert Quarter.asked_about(date(2027, 1, 10)) == Quarter(2026, 4)
    assert Quarter.asked_about(date(2027, 2, 14)) == Quarter(2026, 4)
    assert Quarter.asked_about(date(2027, 2, 15)) == Quarter(2027, 1)
    assert Q1.in_words == "January to March 2026"


# --- each bound -----------------------------------------------------------------------------------
def renewed(expired: str, granted: str, until: str = "2028-01-01", **fields) -> Renewal:
    certification = CertificationFactory(expires_at=at(until), **fields)
    return RenewalFactory(
        certification=certification,
        previous_expiry_date=at(expired),
        renewal_date=at(granted),
        new_expiry_date=at(until),
    )


@pytest.mark.parametrize(
    ("expired", "granted", "counted_as"),
    [
        ("2026-01-01", "2025-06-01", "in_time"),
        ("2026-03-31T23:59:59", "2026-04-30T23:59:59", "in_time"),
        ("2026-03-31", "2026-04-30T23:59:59", "in_time"),
        ("2026-03-31T23:59:59", "2026-05-01", "late"),
        ("2026-01-10", "2026-02-09", "in_time"),
        ("2026-01-10", "2026-02-10", "late"),
        ("2025-12-31T23:59:59", "2026-01-01", ""),
        ("2026-04-01", "2026-03-01", ""),
    ],
)
def test_a_renewal_counts_by_the_date_that_it_replaced_and_by_how_soon(
    expired, granted, counted_as
):
    renewed(expired, granted)
    report = board_report(Q1, today=date(2026, 7, 1))
    counts = {"in_time": report.in_time.number, "late": report.late.number}
    assert counts == {"in_time": 0, "late": 0} | ({counted_as: 1} if counted_as else {})
    assert report.not_renewed.number == 0


def test_what_was_not_renewed_is_neither_removed_nor_revoked():
    for moment in ("2025-12-31T23:59:59", "2026-01-01", "2026-03-31T23:59:59", "2026-04-01"):
        CertificationFactory(expires_at=at(moment))
    CertificationFactory(expires_at=at("2026-02-01"), removed=True)
    CertificationFactory(expires_at=at("2026-02-01"), revoked=True)
    CertificationFactory(expires_at=at("2026-02-01"), mentor_left=True)
    CertificationFactory(expires_at=at("2026-02-01"), is_current=False)
    report = board_report(Q1, today=date(2026, 7, 1))
    assert report.not_renewed.number == 4
    assert report.rate == 0
    assert report.is_final


def test_the_rate_is_that_of_dates_renewed_in_time():
    for granted in ("2025-12-01", "2026-01-05", "2026-02-01", "2026-06-01"):
        renewed("2026-01-15", granted)
    CertificationFactory(expires_at=at("2026-03-01"))
    CertificationFactory(expires_at=at("2026-03-02"))
    renewed("2026-02-01", "2026-01-01")
    report = board_report(Q1, today=date(2026, 4, 30))
    assert (report.in_time.number, report.late.number, report.not_renewed.number) == (4, 1, 2)
    assert report.rate == pytest.approx(100 * 4 / 7)
    assert report.rate_in_words == "57.1 %"
    assert not report.is_final
    assert board_report(Q1, today=date(2026, 5, 1)).is_final


def test_a_quarter_in_which_no_date_fell_has_no_rate():
    report = board_report(Quarter(2020, 1), today=TODAY)
    assert report.rate is None
    assert report.rate_in_words == "none"


def test_a_removed_renewal_and_one_of_a_removed_certification_are_none():
    gone = renewed("2026-01-15", "2026-01-01")
    Renewal.objects.filter(pk=gone.pk).update(deleted_at=at("2026-02-01"))
    renewed("2026-01-15", "2026-01-01", removed=True)
    report = board_report(Q1, today=TODAY)
    assert report.fell_due == 0


# --- random data --------------------------------------------------------------------------------
DAYS = [date(2025, 12, 20) + timedelta(days=7 * number) for number in range(30)]


def random_programme(seed: int) -> None:
    chance = random.Random(seed)

    def moment(after: date = DAYS[0]) -> datetime:
        day = chance.choice([each for each in DAYS if each >= after])
        return moments.utc_midnight(day) + timedelta(seconds=chance.choice([0, 1, 43_200, 86_399]))

    kinds = [CertificationTypeFactory(code=f"kind-{number}") for number in range(4)]
    run = ExpiryRunFactory()
    for _ in range(60):
        certification = CertificationFactory(
            mentor=MentorFactory(),
            certification_type=chance.choice(kinds),
            expires_at=moment(),
            removed=chance.random() < 0.1,
            revoked=chance.random() < 0.1,
        )
        if not certification.deleted_at and chance.random() < 0.1:
            Certification.objects.filter(pk=certification.pk).update(mentor_left=True)
        for _ in range(chance.choice([0, 0, 1, 2])):
            before = moment()
            RenewalFactory(
                certification=certification,
                previous_expiry_date=before,
                renewal_date=before + timedelta(days=chance.randint(-60, 60), hours=5),
                new_expiry_date=before + timedelta(days=400),
                deleted_at=at("2026-03-01") if chance.random() < 0.1 else None,
            )
        if chance.random() < 0.3:
            AutoPauseFactory(
                certification=certification,
                run=run,
                applied_at=moment(),
                **({} if chance.random() < 0.5 else
                   {"lifted_at": at("2026-08-01"), "lift_reason": "Renewed"}),
            )  # fmt: skip


def counted(rows: Iterable[bool]) -> int:
    return sum(1 for row in rows if row)


def slow_report(quarter: Quarter) -> dict[str, int]:
    """The definitions of ``figures``, record by record."""

    def falls_in(moment: datetime, which: Quarter = quarter) -> bool:
        return Quarter.of(moments.utc_date(moment)) == which

    renewals = [each for each in Renewal.objects.select_related("certification")
                if each.deleted_at is None]  # fmt: skip
    replaced = [each for each in renewals if falls_in(each.previous_expiry_date)
                and each.certification.deleted_at is None]  # fmt: skip
    aged = [
        (moments.utc_date(each.renewal_date) - moments.utc_date(each.previous_expiry_date)).days
        for each in replaced
    ]
    held = [each for each in Certification.objects.all()
            if each.deleted_at is None and each.revoked_at is None]  # fmt: skip
    ahead = [each for each in held if each.is_current and not each.mentor_left
             and falls_in(each.expires_at, quarter.following)]  # fmt: skip
    return {
        "renewals": counted(falls_in(each.renewal_date) for each in renewals),
        "pauses": counted(falls_in(each.applied_at) for each in AutoPause.objects.all()),
        "in_time": counted(days <= RENEWED_IN_TIME_DAYS for days in aged),
        "late": counted(days > RENEWED_IN_TIME_DAYS for days in aged),
        "not_renewed": counted(falls_in(each.expires_at) for each in held),
        "expiring": len(ahead),
        **Counter(each.certification_type_id for each in ahead),
    }


def told(report: BoardReport) -> dict[str, int]:
    names = ("renewals", "pauses", "in_time", "late", "not_renewed", "expiring")
    return {name: getattr(report, name).number for name in names} | {
        figure.title: figure.number for figure in report.by_type
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_its_numbers_are_those_of_a_slow_count(seed):
    random_programme(seed)
    for quarter in (Q1, Quarter(2026, 2), Quarter(2025, 4)):
        assert told(board_report(quarter, today=TODAY)) == slow_report(quarter), quarter


@pytest.mark.slow
def test_each_number_leads_to_exactly_whom_it_counts(kit, monkeypatch):
    monkeypatch.setattr(figures, "TYPES_SHOWN", 3)
    random_programme(77)
    visitor = Client()
    visitor.force_login(kit)
    report = board_report(Q1, today=TODAY)
    assert report.by_type[-1].title == "Other types"
    followed = 0
    for _, some in report.sections:
        for figure in some:
            answer = visitor.get(figure.path)
            assert answer.status_code == 200, figure
            assert answer.context["cl"].result_count == figure.number > 0, figure
            followed += 1
    assert followed == 10


def test_it_asks_the_same_few_questions_whatever_there_is():
    with CaptureQueriesContext(connection) as asked:
        board_report(Q1, today=TODAY)
    random_programme(1)
    with CaptureQueriesContext(connection) as again:
        board_report(Q1, today=TODAY)
    assert len(asked) == len(again) == 8


def test_many_types_share_a_line_so_that_it_fits_on_a_page():
    for number in range(14):
        kind = CertificationTypeFactory(code=f"kind-{number:02}")
        for _ in range(2 if number == 13 else 1):
            CertificationFactory(certification_type=kind, expires_at=at("2026-05-01"))
    report = board_report(Q1, today=TODAY)
    assert len(report.by_type) == figures.TYPES_SHOWN
    assert report.by_type[0].title == "kind-13"
    assert (report.by_type[-1].title, report.by_type[-1].number) == ("Other types", 5)
    assert sum(figure.number for figure in report.by_type) == report.expiring.number == 15


# --- as a file and a mail ---------------------------------------------------------------------
def test_the_file_and_the_mail_say_the_same():
    random_programme(3)
    report = board_report(Q1, today=TODAY)
    rows = list(as_rows(report))
    mail = as_mail(report)
    assert mail.subject == "Report for the board: January to March 2026"
    for quarter, about, what, number in rows[:-1]:
        assert quarter == "2026-Q1"
        assert about in mail.body
        assert f"- {what}: {number:,}" in mail.body
    assert f"Renewal rate: {rows[-1][3]} %" in mail.body


def test_nobody_is_named(settings):
    settings.MENTORCERTS_PUBLIC_URL = "https://mentors.example"
    renewed("2026-01-15", "2026-01-01", mentor__name="Maria Example", mentor__mentor_id="mntr_X")
    report = board_report(Q1, today=TODAY)
    everything = as_mail(report).body + str(list(as_rows(report)))
    assert "Maria" not in everything
    assert "mntr_" not in everything
    assert "https://mentors.example/admin/board/?quarter=2026-Q1" in everything


def test_it_is_a_file_that_spreadsheets_read(kit):
    visitor = Client()
    visitor.force_login(kit)
    renewed("2026-01-15", "2026-01-01")
    answer = visitor.get("/admin/board/?quarter=2026-Q1&format=csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="board-2026-Q1.csv"'
    rows = list(csv.DictReader(answer.getvalue().decode("utf-8-sig").splitlines()))
    assert {row["What"]: row["Number"] for row in rows}["Renewal rate, per cent"] == "100.0"
