"""The home page tells how the last run went."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.support.dates import TODAY, at
from tests.support.factories import (
    CertificationFactory,
    ExpiryRunFactory,
)
from tests.support.home import HOME, PREVIEW, day, good_run, text, told


@pytest.mark.usefixtures("empty_programme")
def test_a_fresh_installation_is_told_calmly_that_there_was_no_run(coordinator):
    CertificationFactory(created_at=day(0))
    answer = coordinator.get(HOME)
    assert told(answer) == [("No run yet", False)]
    assert 'role="alert"' not in text(answer)
    assert PREVIEW in text(answer)


@pytest.mark.usefixtures("empty_programme")
def test_a_programme_that_nothing_ever_ran_for_is_told_loudly_after_a_while(coordinator):
    CertificationFactory(created_at=day(-2))
    answer = coordinator.get(HOME)
    assert told(answer) == [("The nightly run is overdue", True)]
    assert "There has been no good run so far." in text(answer)


@pytest.mark.usefixtures("empty_programme")
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
@pytest.mark.usefixtures("empty_programme")
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
@pytest.mark.usefixtures("empty_programme")
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


@pytest.mark.usefixtures("empty_programme")
def test_a_run_that_goes_on_is_told_calmly(coordinator):
    good_run(state="running", heartbeat_at=at("2026-03-26T08:59:00"), expired_found=9)
    assert told(coordinator.get(HOME)) == [("A run is going on", False)]


@pytest.mark.usefixtures("empty_programme")
def test_a_good_run_settles_what_went_wrong_before(coordinator):
    good_run(state="held")
    good_run(forced=True)
    assert told(coordinator.get(HOME)) == []


@pytest.mark.usefixtures("empty_programme")
def test_an_old_failure_does_not_hide_that_nothing_runs_any_more(coordinator):
    moment = day(-3)
    good_run(day=moment.date(), state="failed", started_at=moment, completed_at=moment)
    assert [title for title, _ in told(coordinator.get(HOME))] == [
        "The last run failed",
        "The nightly run is overdue",
    ]
