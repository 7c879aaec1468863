"""The home page's charts, and what the page as a whole costs."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications.models import AutoPause, Certification, Mentor
from mentorcerts import demo
from mentorcerts.lib.admin.charts import Chart, Series
from mentorcerts.pages.home_figures import home_figures
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

QUERIES = 32
"""Of a page with all that there is to see, where nothing has happened since the last visit:

1, 2    the session and its user
3       the user's own permissions
4-6     the preview of the next run: mentors scanned, due, skipped as exempt
7, 8    expired: those not paused, and all
9       the counters of the coming year: windows, months and types
10, 11  exempt today, and exempt with an end soon
12, 13  the last run and the last good one
14      the oldest record, which tells how long the program is in use
15      the names of types
16, 17  pauses and renewals by month
18, 19  the schedules, and the last check of the counters
20-23   when the nightly run is next; the nights ahead, and those exempt; permissions of the groups
24, 25  the last check of the change log, and the webhooks' endpoints that fail
26-28   mails to mentors: the state of sending, what waits, and rounds that are held
29      promises that were broken
30      the last visit
31      the numbers of a week ago, and whether today's have been kept
32      the lists that were saved, for the menu
"""


def numbers(chart: Chart) -> list[tuple[str, list[int]]]:
    """The rows of its table, without links."""
    return [(month, [count for count, _ in cells]) for month, cells in chart.rows]


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
    assert numbers(chart)[0] == ("March 2026", [2, 0, 2])
    assert numbers(chart)[1] == ("April 2026", [1, 1, 2])
    assert numbers(chart)[11] == ("February 2027", [1, 0, 1])
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
    assert numbers(chart)[0] == ("April 2025", [1, 1])
    assert numbers(chart)[1] == ("May 2025", [0, 0])
    assert numbers(chart)[10:] == [("February 2026", [0, 1]), ("March 2026", [1, 0])]


@pytest.mark.usefixtures("demo_programme")
def test_a_chart_says_the_same_as_bars_and_as_a_table(coordinator):
    answer = coordinator.get(HOME)
    page = text(answer)
    for chart in (answer.context["figures"].expiries, answer.context["figures"].movements):
        drawn = {part.title for column in chart.columns for bar in column.bars for part in bar}
        for month, cells in chart.rows:
            assert f'whitespace-nowrap">{month}</th>' in page
            for series, (count, link) in zip(chart.series, cells, strict=False):
                if count:
                    assert f"{month}, {series.label}: {count}" in drawn
                    assert f'href="{link}"'.replace("&", "&amp;") in page


@pytest.mark.slow
@pytest.mark.usefixtures("demo_programme")
def test_every_number_of_a_chart_leads_to_exactly_whom_it_counts(coordinator):
    for number in range(8):  # more types than colours: the rarest share a series
        kind = CertificationTypeFactory(code=f"kind-{number}")
        for offset in (-1, 0, 5, 36):
            CertificationFactory(certification_type=kind, expires_at=day(offset))
    CertificationFactory(expires_at=day(5), revoked=True)
    CertificationFactory(expires_at=day(5), mentor_left=True)
    figures = coordinator.get(HOME).context["figures"]
    for chart in (figures.expiries, figures.movements):
        links = [(count, link) for _, cells in chart.rows for count, link in cells if count or link]
        assert len(links) > 10
        for count, link in links:
            answer = coordinator.get(link)
            assert answer.status_code == 200, link
            assert answer.context["cl"].result_count == count > 0, link


def test_lines_across_a_chart_are_round_numbers_and_none_is_below_the_highest_bar():
    dates = [date(2026, 3, 1), date(2026, 4, 1)]
    for highest, lines in {
        0: [0, 1],
        1: [0, 1],
        7: [0, 2, 4, 6, 8],
        83: [0, 20, 40, 60, 80, 100],
    }.items():
        chart = Chart(dates=dates, series=[Series(label="a", counts=[highest, 0], colour="red")])
        assert [number for number, _ in chart.lines] == lines
        assert [height for _, height in chart.lines][-1] == 100
        assert all(part.height <= 100 for each in chart.columns for [part] in each.bars)


# --- the page as a whole ------------------------------------------------------------------
@pytest.mark.usefixtures("empty_programme")
def test_an_empty_database_says_what_to_do_next(coordinator):
    answer = coordinator.get(HOME)
    page = text(answer)
    assert "No mentors yet" in page
    for name in ("mentor_changelist", "mentor_add", "certification_add"):
        assert f'href="{reverse(f"admin:certifications_{name}")}"' in page
    assert told(answer) == [("No run yet", False)]
    assert 'class="bars"' not in page


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
