"""The home page: what needs me today. Each card counts whom its page lists."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications import expiry
from certifications.models import AutoPause, Certification, ExpiryRun, Mentor
from mentorcerts import demo
from mentorcerts.lib import moments
from mentorcerts.pages.home import home_figures
from renewals.models import Renewal
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
    ExpiryRunFactory,
    MentorFactory,
    RenewalFactory,
)

HOME = reverse("admin:index")
PREVIEW = reverse("admin:certifications_expiryrun_preview_and_run")

QUERIES = 18
"""Of a page with all that there is to see:

1, 2    the session and its user
3       the user's permissions, own and of the groups
4-6     the preview of the next run: mentors scanned, due, skipped as exempt
7, 8    expired: those not paused, and all
9       expiring within 7, 30, 60 and 90 days
10, 11  exempt today, and those of them whose exemption ends soon
12, 13  the last run and the last good one
14      the oldest record, which tells how long the program is in use
15      expiries by month and type
16, 17  pauses and renewals by month
"""


def day(offset: int) -> datetime:
    """The midnight of so many days from today."""
    return moments.utc_midnight(TODAY + timedelta(days=offset))


def client(*permissions: str) -> Client:
    user = User.objects.create_user("kit", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    visitor = Client()
    visitor.force_login(user)
    return visitor


def text(answer) -> str:
    """What stands on the page, in one line."""
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def cards(answer) -> dict:
    return {card.title: card for _, group in answer.context["sections"] for card in group}


def good_run(**fields) -> ExpiryRun:
    """A run of last night, unless it says otherwise."""
    moment = datetime(2026, 3, 26, 0, 30, tzinfo=UTC)
    return ExpiryRunFactory(
        **{"day": TODAY, "started_at": moment, "heartbeat_at": moment, "mentors_scanned": 84}
        | {"completed_at": None if fields.get("state") == "running" else moment}
        | fields
    )


def told(answer) -> list[tuple[str, bool]]:
    return [(notice.title, notice.is_problem) for notice, _ in answer.context["notices"]]


# --- cards ------------------------------------------------------------------------------------
@pytest.fixture
def programme_on_the_edge(demo_programme) -> None:
    """The demo, and somebody on each side of each bound."""
    for offset in (-1, 0, 7, 8, 30, 31, 60, 61, 90, 91):
        CertificationFactory(expires_at=day(offset))
    CertificationFactory(expires_at=day(-5), auto_pause_applied=True)
    CertificationFactory(expires_at=day(-5), revoked=True)
    CertificationFactory(expires_at=day(-5), mentor__paused_by_hand=True)
    CertificationFactory(expires_at=day(5), revoked=True)
    CertificationFactory(expires_at=day(-5), removed=True)
    CertificationFactory(expires_at=day(5), removed=True)
    for offset in (-1, 0, 14, 15):
        exempt_until = TODAY + timedelta(days=offset)
        CertificationFactory(expires_at=day(-5), mentor__exempt_until=exempt_until)
    MentorFactory(exempt_until=TODAY)  # holds nothing, and so stands nowhere


@pytest.mark.usefixtures("programme_on_the_edge")
def test_every_card_counts_exactly_those_on_the_page_that_it_leads_to(coordinator):
    shown = cards(coordinator.get(HOME))
    assert len(shown) == 8
    for title, card in shown.items():
        answer = coordinator.get(card.link)
        assert answer.status_code == 200
        if title == "Due in the next run":
            listed = answer.context["found"].expired_found
        else:
            listed = answer.context["cl"].result_count
        assert card.number == listed > 0, title


@pytest.mark.usefixtures("programme_on_the_edge")
def test_the_cards_numbers_are_those_of_the_rule():
    found = home_figures(TODAY)
    governing = list(Certification.objects.governing())
    left = [expiry.days_until_expiry(each.expires_at, today=TODAY) for each in governing]
    assert found.expiring == {
        days: sum(
            0 <= each <= days and certification.revoked_at is None
            for each, certification in zip(left, governing, strict=True)
        )
        for days in (7, 30, 60, 90)
    }
    assert found.expired_and_paused + found.expired_not_paused == sum(each < 0 for each in left)
    assert (found.exempt, found.exemptions_ending) == (4, 2)


@pytest.mark.usefixtures("demo_programme")
def test_a_card_is_a_link_with_its_words_and_number_in_it(coordinator):
    page = text(coordinator.get(HOME))
    start = page.index('href="/admin/statuses/certificationstatus/?expiring=7"')
    card = page[start : page.index("</a>", start)]
    assert "Within 7 days" in card
    assert ">7</span>" in card
    assert "Through 2 Apr 2026." in card


# --- who may see what --------------------------------------------------------------------------
@pytest.mark.usefixtures("demo_programme")
def test_who_may_not_see_statuses_gets_a_friendly_page_without_figures():
    answer = client("view_renewal").get(HOME)
    assert "figures" not in answer.context
    page = text(answer)
    assert "You may not see where mentors stand" in page
    assert reverse("admin:renewals_renewal_changelist") in page
    assert "certificationstatus" not in page


def test_who_may_see_nothing_at_all_gets_a_page_too(db):
    assert "Welcome" in text(client().get(HOME))


@pytest.mark.usefixtures("demo_programme")
def test_who_may_only_look_is_not_led_to_the_run(viewer):
    ExpiryRunFactory(day=TODAY, state="held", started_at=day(0), completed_at=day(0))
    page = text(viewer.get(HOME))
    assert "Due in the next run" not in cards(viewer.get(HOME))
    assert PREVIEW not in page
    assert "Please tell a coordinator or an administrator." in page


@pytest.mark.usefixtures("demo_programme")
def test_only_pages_that_open_are_linked():
    visitor = client("view_certificationstatus")
    page = text(visitor.get(HOME))
    assert reverse("admin:certifications_expiryrun_changelist") not in page
    assert "Last good run" in page
    assert "Expiries in the coming year" in page
    assert "Pauses and renewals in the past year" not in page
    for card in cards(visitor.get(HOME)).values():
        assert visitor.get(card.link).status_code == 200


# --- the run -----------------------------------------------------------------------------------
@pytest.fixture
def nobody(on, db) -> None:
    """A fresh installation, in the morning."""
    on(str(TODAY), "09:00:00")


@pytest.mark.usefixtures("nobody")
def test_a_fresh_installation_is_told_calmly_that_there_was_no_run(coordinator):
    CertificationFactory(created_at=day(0))
    answer = coordinator.get(HOME)
    assert told(answer) == [("No run yet", False)]
    assert 'role="alert"' not in text(answer)
    assert PREVIEW in text(answer)


@pytest.mark.usefixtures("nobody")
def test_a_programme_that_nothing_ever_ran_for_is_told_loudly_after_a_while(coordinator):
    CertificationFactory(created_at=day(-2))
    answer = coordinator.get(HOME)
    assert told(answer) == [("The nightly run is overdue", True)]
    assert "There has been no good run so far." in text(answer)


@pytest.mark.usefixtures("nobody")
def test_while_the_nightly_run_does_its_work_nothing_is_told(coordinator):
    run = good_run(auto_paused=3)
    ExpiryRunFactory(day=TODAY, dry_run=True, state="failed", started_at=day(0))
    answer = coordinator.get(HOME)
    assert told(answer) == []
    page = text(answer)
    assert 'role="alert"' not in page
    assert "26 Mar 2026, 00:30 UTC" in page
    assert "3 paused of 84 mentors" in page
    assert reverse("admin:certifications_expiryrun_change", args=[run.pk]) in page


@pytest.mark.parametrize(("hours", "overdue"), [(25.9, False), (26.1, True)])
@pytest.mark.usefixtures("nobody")
def test_a_run_is_overdue_when_the_last_good_one_is_older_than_the_setting(
    hours, overdue, coordinator
):
    ended = at("2026-03-26T09:00:00") - timedelta(hours=hours)
    good_run(day=ended.date(), started_at=ended, completed_at=ended)
    answer = coordinator.get(HOME)
    assert told(answer) == [("The nightly run is overdue", True)] * overdue
    assert ('role="alert"' in text(answer)) is overdue


@pytest.mark.parametrize(
    ("fields", "title", "words"),
    [
        (
            {"state": "held", "expired_found": 60},
            "The last run was held by the safety limit",
            "it would have paused 60 of 84 mentors",
        ),
        (
            {"state": "failed", "error": "OperationalError: the <disk> is full"},
            "The last run failed",
            "OperationalError: the &lt;disk&gt; is full",
        ),
        ({"state": "interrupted"}, "The last run was interrupted", "Start it again"),
        (
            {"state": "running", "heartbeat_at": at("2026-03-26T08:54:59")},
            "The last run was interrupted",
            "Start it again",
        ),
        (
            {"failures": [{"certification_id": "c", "mentor_id": "m", "error": "e"}]},
            "1 mentor could not be paused",
            "page lists them with the errors",
        ),
    ],
)
@pytest.mark.usefixtures("nobody")
def test_a_run_that_went_wrong_is_told_with_what_to_do(fields, title, words, coordinator):
    good_run(day=TODAY - timedelta(days=1))
    run = good_run(**fields)
    answer = coordinator.get(HOME)
    assert told(answer) == [(title, True)]
    page = text(answer)
    alert = page[page.index('role="alert"') : page.index("</section>")]
    assert words in alert
    assert PREVIEW in alert
    assert reverse("admin:certifications_expiryrun_change", args=[run.pk]) in alert


@pytest.mark.usefixtures("nobody")
def test_a_run_that_goes_on_is_told_calmly(coordinator):
    good_run(state="running", heartbeat_at=at("2026-03-26T08:59:00"), expired_found=9)
    assert told(coordinator.get(HOME)) == [("A run is going on", False)]


@pytest.mark.usefixtures("nobody")
def test_a_good_run_settles_what_went_wrong_before(coordinator):
    good_run(state="held")
    good_run(forced=True)
    assert told(coordinator.get(HOME)) == []


@pytest.mark.usefixtures("nobody")
def test_an_old_failure_does_not_hide_that_nothing_runs_any_more(coordinator):
    moment = day(-3)
    good_run(day=moment.date(), state="failed", started_at=moment, completed_at=moment)
    assert [title for title, _ in told(coordinator.get(HOME))] == [
        "The last run failed",
        "The nightly run is overdue",
    ]


# --- charts ------------------------------------------------------------------------------------
@pytest.mark.usefixtures("nobody")
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


@pytest.mark.usefixtures("nobody")
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


@pytest.mark.usefixtures("nobody")
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


# --- the page as a whole -----------------------------------------------------------------------
@pytest.mark.usefixtures("nobody")
def test_an_empty_database_says_what_to_do_next(coordinator):
    answer = coordinator.get(HOME)
    page = text(answer)
    assert "No mentors yet" in page
    for name in ("mentor_changelist", "mentor_add", "certification_add"):
        assert f'href="{reverse(f"admin:certifications_{name}")}"' in page
    assert told(answer) == [("No run yet", False)]
    assert "<canvas" not in page


@pytest.mark.usefixtures("nobody")
def test_an_empty_database_offers_a_viewer_nothing_to_add(viewer):
    page = text(viewer.get(HOME))
    assert "No mentors yet" in page
    assert reverse("admin:certifications_mentor_add") not in page


@pytest.mark.usefixtures("nobody")
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


def test_the_page_asks_the_same_few_questions_whatever_the_size(on, coordinator):
    on(str(TODAY))
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
