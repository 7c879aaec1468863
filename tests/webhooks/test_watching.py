"""Lag, alerts and metrics: who is behind, since when, and nothing secret in it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certifications.registry import registry
from mentorcerts.health.alerts import check_and_alert
from mentorcerts.health.notices import all_notices, not_about_runs
from mentorcerts.models import Incident
from mentorcerts.webhooks.delivery import deliver_to
from mentorcerts.webhooks.watching import endpoint_metrics, lag_of
from tests.support.dates import at
from tests.support.webhooks import endpoint_at, later, publish


@pytest.fixture
def failing(on, receiver):
    on("2026-03-26")
    endpoint = endpoint_at(receiver.url + "?key=s3cret")
    publish("mentor.paused", "mentor.noted")
    receiver.statuses = [500]
    deliver_to(endpoint.pk)
    endpoint.refresh_from_db()
    return endpoint


def about_webhooks():
    return [each for each in all_notices(now=timezone.now()) if each.kind == "webhooks"]


def test_an_hour_of_failing_is_an_incident_and_over_once_it_succeeds(
    db, failing, on, settings, mailoutbox
):
    settings.MENTORCERTS_ALERT_EMAILS = ["ops@example.org"]
    later(on, failing.failing_since, minutes=59)
    assert about_webhooks() == []
    later(on, failing.failing_since, minutes=61)
    (notice,) = about_webhooks()
    assert notice.is_problem
    assert "Matching app has failed since 26 Mar 2026, 01:00 UTC" in notice.text
    assert "s3cret" not in notice.text
    check_and_alert(now=timezone.now())
    incident = Incident.objects.get(kind="webhooks")
    assert "webhooks" in not_about_runs()
    deliver_to(failing.pk)
    check_and_alert(now=timezone.now())
    incident.refresh_from_db()
    assert incident.closed_at is not None
    subjects = [each.subject for each in mailoutbox if "endpoint" in each.subject]
    assert len(subjects) == 2
    assert "Well again" in subjects[1]


def test_what_was_disabled_by_itself_is_told_until_a_person_decides(db, failing):
    type(failing).objects.update(enabled=False, disabled_reason="It answered 410.")
    (notice,) = about_webhooks()
    assert "Matching app was disabled. It answered 410." in notice.text
    type(failing).objects.update(disabled_by="ada")
    assert about_webhooks() == []


def test_the_lag_counts_what_is_wanted(db, on, receiver):
    on("2026-03-26")
    publish("mentor.noted", occurred_at=at("2026-03-26T02:00:00"))
    all_of_it = endpoint_at(receiver.url, position=0)
    some = endpoint_at(receiver.url, name="Some", position=0, types=["mentor.paused"])
    publish("mentor.paused", occurred_at=at("2026-03-26T02:07:00"))
    now = at("2026-03-26T02:10:00")
    lag = lag_of(all_of_it, now=now)
    assert (lag.events, lag.minutes) == (2, 10)
    lag = lag_of(some, now=now)
    assert (lag.events, lag.minutes) == (1, 3)
    deliver_to(some.pk)
    some.refresh_from_db()
    assert lag_of(some, now=now).age == timedelta()


def test_the_metrics_have_names_and_no_addresses(db, failing, on):
    later(on, failing.failing_since, seconds=601)
    samples = {
        (sample.name, sample.labels.get("result")): (sample.labels["endpoint"], sample.value)
        for family in endpoint_metrics(timezone.now())
        for sample in family.samples
    }
    assert "s3cret" not in str(samples)
    assert samples["mentorcerts_webhook_lag_events", None] == ("Matching app", 2)
    assert 600 <= samples["mentorcerts_webhook_lag_seconds", None][1] < 602
    assert 600 <= samples["mentorcerts_webhook_failing_seconds", None][1] < 602
    assert samples["mentorcerts_webhook_disabled", None][1] == 0
    assert samples["mentorcerts_webhook_attempts_total", "failed"][1] == 1
    assert samples["mentorcerts_webhook_attempts_total", "delivered"][1] == 0


def test_the_change_log_knows_how_far_enabled_endpoints_are(db, receiver):
    endpoint_at(receiver.url, position=7)
    endpoint_at(receiver.url, name="Off", position=3, enabled=False, disabled_reason="x")
    assert [number for find in registry.event_readers for number in find()] == [7]


def test_the_home_page_says_so_and_leads_to_the_list(demo_programme, administrator, receiver, on):
    endpoint_at(receiver.url, enabled=False, disabled_reason="It answered 410.")
    shown = administrator.get("/admin/").content.decode()
    assert "An endpoint does not take what happens" in shown
    assert 'href="/admin/webhooks/endpoint/"' in shown
