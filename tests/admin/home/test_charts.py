"""The home page's charts, and what the page as a whole costs."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications.models import AutoPause, Certification, Mentor
from mentorcerts import demo
from mentorcerts.pages.home import home_figures
from renewals.models import Renewal
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
    RenewalFactory,
)
from tests.support.home import HOME, day, text, told
from tests.support.schedules import next_run_at

QUERIES = 29
"""Of a page with all that there is to see:

1, 2    the session and its user
3       the user's own permissions
4-6     the preview of the next run: mentors scanned, due, skipped as exempt
7, 8    expired: those not paused, and all
9       expiring within 7, 30, 60 and 90 days
10, 11  exempt today, and exempt with an end soon
12, 13  the last run and the last good one
14      the oldest record, which tells how long the program is in use
15      expiries by month and type
16, 17  pauses and renewals by month
18, 19  the schedules, and the last check of the counters
20-22   when the nightly run is next; the nights ahead; permissions of the groups
23, 24  the last check of the change log, and the webhooks' endpoints that fail
25-27   mails to mentors: the state of sending, what waits, and rounds that are held
28      promises that were broken
29      the lists that were saved, for the menu
"""


# --- charts -------------------------------------------------------------------------------
@pytest.mark.usefixtures("empty_programme")
def test_expiries_are_counted_by_utc_month_and_type_for_twelve_months():
    trainer = CertificationTypeFactory(code="trainer", name="Mentor trainer")
    for moment in ("2026-03-26", "2026-03-31T23:59:59", "2026-04-01", "2027-02-28T23:59:59"):
        CertificationFactory(expires_at=at(moment))
    CertificationFactory(expires_at=at("2026-04-30T01:00:00+02:00"), certification_type=trainer)
    CertificationFactory(expires_at=at("2026-03-25"))  # has run out
    CertificationFactory(expires_at=at("2027-03-01"))  # a year away
    CertificationFactory(expires_at=at("2026-05-01"), revoked=True)
    CertificationFactory(expires_at=at("2026-05-01"), removed=True)
    chart = home_figures(TODAY).expiries
    assert chart.headers == ["Month", "peer_mentor_basic", "Mentor trainer", "Total"]
    assert chart.rows[0] == ("March 2026", [2, 0, 2])
    assert chart.rows[1] == ("April 2026", [1, 1, 2])
    assert chart.rows[11] == ("February 2027", [1, 0, 1])
    assert chart.total == 5
    assert len(chart.rows) == 12


@pytest.mark.usefixtures("empty_programme")
def test_rare_types_are_put_together_when_there_are_many():
    for number in range(9):
        kind = CertificationTypeFactory(code=f"kind-{number}")
        for _ in range(2 if number == 8 else 1):
            CertificationFactory(certification_type=kind, expires_at=day(number))
    chart = home_figures(TODAY).expiries
    assert chart.headers[1] == "kind-8"
    assert chart.headers[-2:] == ["Other types", "Total"]
    assert len(chart.series) == 7
    assert chart.total == 10


@pytest.mark.usefixtures("empty_programme")
def test_pauses_and_renewals_are_counted_by_month_for_twelve_months():
    for moment in ("2025-03-31T23:59:59", "2025-04-01", "2026-03-02"):
        AutoPauseFactory(applied_at=at(moment))
    certification = CertificationFactory()
    for moment in ("2025-03-31", "2025-04-30", "2026-02-28T23:59:59"):
        RenewalFactory(
            certification=certification,
            renewal_date=at(moment),
            previous_expiry_date=at("2026-03-01"),
            new_expiry_date=at("2027-03-01"),
        )
    RenewalFactory(renewal_date=at("2025-05-01"), deleted_at=at("2025-05-02"))
    chart = home_figures(TODAY).movements
    assert chart.headers == ["Month", "Pauses", "Renewals"]
    assert chart.rows[0] == ("April 2025", [1, 1])
    assert chart.rows[1] == ("May 2025", [0, 0])
    assert chart.rows[10:] == [("February 2026", [0, 1]), ("March 2026", [1, 0])]


@pytest.mark.usefixtures("demo_programme")
def test_a_chart_says_the_same_as_bars_and_as_a_table(coordinator):
    answer = coordinator.get(HOME)
    page = text(answer)
    for chart in (answer.context["figures"].expiries, answer.context["figures"].movements):
        drawn = json.loads(chart.data)
        for number, series in enumerate(drawn["datasets"]):
            assert series["data"] == [counts[number] for _, counts in chart.rows]
            assert f'text-right">{series["label"]}</th>' in page
        for month, _ in chart.rows:
            assert f'whitespace-nowrap">{month}</th>' in page
    assert page.count("<canvas") == 2


# --- the page as a whole ------------------------------------------------------------------
@pytest.mark.usefixtures("empty_programme")
def test_an_empty_database_says_what_to_do_next(coordinator):
    answer = coordinator.get(HOME)
    page = text(answer)
    assert "No mentors yet" in page
    for name in ("mentor_changelist", "mentor_add", "certification_add"):
        assert f'href="{reverse(f"admin:certifications_{name}")}"' in page
    assert told(answer) == [("No run yet", False)]
    assert "<canvas" not in page


@pytest.mark.usefixtures("empty_programme")
def test_an_empty_database_offers_a_viewer_nothing_to_add(viewer):
    page = text(viewer.get(HOME))
    assert "No mentors yet" in page
    assert reverse("admin:certifications_mentor_add") not in page


@pytest.mark.usefixtures("empty_programme")
def test_charts_without_figures_say_so(coordinator):
    CertificationFactory(expires_at=at("2030-01-01"))
    page = text(coordinator.get(HOME))
    assert "Nobody expires in the coming twelve months." in page
    assert "No pauses and no renewals in the past twelve months." in page


@pytest.mark.usefixtures("demo_programme")
def test_headings_go_down_step_by_step_from_one_h1(coordinator):
    page = text(coordinator.get(HOME))
    assert page.count("<h1") == 1
    main = page[page.index("<h1") :]
    assert "<h2" in main
    assert "<h3" not in main


@pytest.mark.usefixtures("demo_programme")
def test_nothing_of_ours_is_an_inline_script(coordinator):
    page = text(coordinator.get(HOME))
    content = page[page.index('id="content"') :]
    assert "<script>" not in content
    assert " onclick" not in content


def home_queries(visitor: Client) -> list[str]:
    visitor.get(HOME)
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(HOME).status_code == 200
    questions = [query["sql"] for query in asked]
    # On PostgreSQL one more: what it believes of its tables. It looks at them on the first visit.
    return [sql for sql in questions if "reltuples" not in sql]


@pytest.mark.slow
def test_the_page_asks_the_same_few_questions_whatever_the_size(on, coordinator):
    on(str(TODAY))
    next_run_at("2026-03-27T01:00:00")
    empty = home_queries(coordinator)
    CertificationFactory(expires_at=day(3), mentor__exempt_until=TODAY)
    one = home_queries(coordinator)
    for model in (Certification, Mentor):
        model.objects.all().delete()
    demo.load(today=TODAY)
    for number in range(9):
        kind = CertificationTypeFactory(code=f"kind-{number}")
        RenewalFactory(
            certification__certification_type=kind, certification__expires_at=day(20 + number)
        )
    assert Certification.objects.count() > 84
    assert AutoPause.objects.exists()
    assert Renewal.objects.exists()
    many = home_queries(coordinator)
    assert len(empty) == len(one) == len(many) == QUERIES, "\n".join(many)
