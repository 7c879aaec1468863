"""What a Prometheus server reads, read by Prometheus' own parser."""

import os
import socket
import subprocess
import sys
import urllib.request
from datetime import date, timedelta
from math import inf
from pathlib import Path

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from prometheus_client.parser import text_string_to_metric_families

from certifications.change_log.publish import publish_events
from mentorcerts import tasks
from mentorcerts.health.heartbeat import record_cluster_heartbeat
from mentorcerts.models import CounterCheck, EventCheck, Incident
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    ExpiryRunFactory,
    MentorFactory,
)
from tests.support.network import free_port
from tests.support.processes import until
from tests.support.sql import database_url

TOKEN = "t0ken-of-the-monitor"
ROOT = Path(__file__).parent.parent.parent


def parsed(text: str) -> dict:
    """(name, labels without the process) → value."""
    return {
        (sample.name, *sorted(v for k, v in sample.labels.items() if k != "process")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def scrape(db, settings):
    settings.MENTORCERTS_METRICS_TOKEN = TOKEN

    def now() -> dict:
        answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
        return parsed(answer.content.decode())

    return now


def test_it_is_closed_in_production_until_a_token_is_set(settings):
    assert Client().get("/metrics").status_code == 404
    settings.MENTORCERTS_METRICS_TOKEN = TOKEN
    for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Token {TOKEN}"}):
        answer = Client().get("/metrics", headers=header)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert b"mentorcerts_" not in answer.content


def test_it_is_open_in_development(db, settings):
    settings.DEBUG = True
    assert Client().get("/metrics").status_code == 200
    settings.MENTORCERTS_METRICS_TOKEN = TOKEN
    assert Client().get("/metrics").status_code == 401


def test_requests_are_counted_by_method_route_and_status(scrape):
    def counted() -> dict:
        found = scrape()
        return {
            key: value for key, value in found.items() if key[0] == "mentorcerts_requests_total"
        }

    before = counted()
    client = Client(raise_request_exception=False)
    for number in range(3):
        client.get(f"/api/v1/certifications/cert_0000000{number}")
    client.get("/nowhere/mntr_SECRET")
    client.generic("BREW", "/healthz")
    after = counted()
    grown = {key[1:]: after[key] - before.get(key, 0) for key in after}
    assert grown["404", "GET", "certification-detail"] == 3
    assert grown["(none)", "404", "GET"] == 1
    assert grown["405", "OTHER", "healthz"] == 1
    assert not [key for key in after if "SECRET" in str(key)]
    seconds = scrape()["mentorcerts_request_seconds_count", "GET", "certification-detail"]
    assert seconds >= 3


def test_how_the_programme_stands_is_asked_of_the_database(scrape, on):
    on("2026-03-26")
    now = timezone.now()
    AutoPauseFactory(run__completed_at=now - timedelta(hours=30))
    AutoPauseFactory(
        run__day=date(2026, 1, 1), lifted_at=now, lift_reason="Renewed",
        certification__auto_pause_applied=False,
    )  # fmt: skip
    for hours, state in ((30, "done"), (6, "held")):
        ExpiryRunFactory(
            state=state,
            day=date(2026, 3, 25 if hours > 25 else 26),
            started_at=now - timedelta(hours=hours, seconds=8),
            completed_at=now - timedelta(hours=hours),
            mentors_scanned=84,
            expired_found=40,
        )
    MentorFactory(paused_by_hand=True)
    CertificationFactory(revoked=True)
    CertificationFactory(revoked=True, is_current=False)
    OrmQ.objects.create(key="mentorcerts", payload="x")
    record_cluster_heartbeat(now=now - timedelta(seconds=50))
    Incident.objects.create(kind="held", title="Held")
    found = scrape()
    assert found["mentorcerts_database_up",] == 1
    assert 30 * 3600 <= found["mentorcerts_last_good_run_age_seconds",] < 30 * 3600 + 60
    assert found["mentorcerts_last_run_duration_seconds",] == 8
    assert found["mentorcerts_last_run_mentors", "mentors_scanned"] == 84
    assert found["mentorcerts_last_run_mentors", "expired_found"] == 40
    assert found["mentorcerts_last_run_mentors", "auto_paused"] == 0
    assert found["mentorcerts_runs", "held"] == 1
    assert found["mentorcerts_runs", "done"] == 3
    assert found["mentorcerts_runs", "failed"] == 0
    assert found["mentorcerts_mentors_paused", "job"] == 1
    assert found["mentorcerts_mentors_paused", "coordinator"] == 1
    assert found["mentorcerts_mentors_paused", "revocation"] == 1
    assert found["mentorcerts_task_queue_depth",] == 1
    assert found["mentorcerts_incidents_open",] == 1
    assert 50 <= found["mentorcerts_task_cluster_silent_seconds",] < 110


def test_a_scrape_asks_a_fixed_number_of_questions(scrape, django_assert_num_queries):
    for _ in range(3):
        AutoPauseFactory()
    # three for the standing, runs by state, incidents; paused by job, by hand, by revocation,
    # because they left; the queue, the heartbeat, the schedules, the checks of the counters and of
    # the change log, lines and pauses that are not published, the last number, the connected
    # systems; the endpoints; the state of sending mails, what waits, what is held
    with django_assert_num_queries(22):
        scrape()


def test_what_is_dated_ahead_is_of_endless_age(scrape):
    """Each monitor that alerts "older than" does so; no age is negative."""
    ahead = timezone.now() + timedelta(days=30)
    ExpiryRunFactory(started_at=ahead, completed_at=ahead - timedelta(hours=1))
    record_cluster_heartbeat(now=ahead)
    CounterCheck.objects.create(checked_at=ahead, wrong=3)
    EventCheck.objects.create(checked_at=ahead, wrong=3)
    found = scrape()
    assert found["mentorcerts_last_good_run_age_seconds",] == inf
    assert found["mentorcerts_task_cluster_silent_seconds",] == inf
    assert found["mentorcerts_counters_check_age_seconds",] == inf
    assert found["mentorcerts_events_check_age_seconds",] == inf
    assert found["mentorcerts_last_run_duration_seconds",] == 0
    record_cluster_heartbeat(now=timezone.now() + timedelta(seconds=20))
    assert scrape()["mentorcerts_task_cluster_silent_seconds",] == 0


def test_the_check_of_the_counters_and_the_schedules_are_scraped(scrape):
    assert ("mentorcerts_counters_wrong",) not in scrape()
    tasks.check_totals()
    Schedule.objects.bulk_create([Schedule(func="f", schedule_type="C")])
    found = scrape()
    assert found["mentorcerts_counters_wrong",] == 0
    assert 0 <= found["mentorcerts_counters_check_age_seconds",] < 60
    assert found["mentorcerts_schedules_unwell",] == 1


def test_how_far_the_change_log_is_published_and_its_check_are_scraped(scrape):
    AutoPauseFactory(applied_at=timezone.now() - timedelta(hours=1))
    found = scrape()
    assert ("mentorcerts_events_wrong",) not in found
    assert found["mentorcerts_events_unpublished",] == 1
    assert 3600 <= found["mentorcerts_events_unpublished_age_seconds",] < 3660
    assert found["mentorcerts_events_last_number",] == 0
    publish_events(now=timezone.now())
    tasks.check_change_log()
    found = scrape()
    assert found["mentorcerts_events_unpublished",] == 0
    assert found["mentorcerts_events_unpublished_age_seconds",] == 0
    assert found["mentorcerts_events_last_number",] == 1
    assert found["mentorcerts_events_wrong",] == 0
    assert 0 <= found["mentorcerts_events_check_age_seconds",] < 60


def test_with_the_database_away_it_says_so(scrape, monkeypatch):
    def away(*arguments):
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "cursor", away)
        patch.setattr(connections["default"], "close", lambda: None)
        found = scrape()
    assert found["mentorcerts_database_up",] == 0
    assert ("mentorcerts_runs", "done") not in found


@pytest.mark.process
def test_several_web_processes_put_their_counts_together(transactional_db, tmp_path):
    port, metrics = free_port(), tmp_path / "metrics"
    metrics.mkdir()
    environment = {
        "DATABASE_URL": database_url(connections["default"].settings_dict["NAME"]),
        "DEBUG": "true",
        "MENTORCERTS_METRICS_TOKEN": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
    }
    web = ["granian", "--interface", "wsgi", "mentorcerts.wsgi:application"]
    process = subprocess.Popen(
        [sys.executable, "-m", *web, "--port", str(port), "--workers", "2"],
        cwd=ROOT,
        env=os.environ | environment,
        stderr=subprocess.DEVNULL,
    )

    def answered(path: str) -> str:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/{path}", headers={"Authorization": f"Bearer {TOKEN}"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(answer.read().decode())

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def both_have_answered() -> bool:
        nonlocal asked
        answered("healthz")
        asked += 1
        return len(list(metrics.glob("counter_*.db"))) == 2

    asked = 0
    try:
        until(listens, seconds=60)
        until(both_have_answered, seconds=60)
        for _ in range(5):  # whichever of the two answers
            found = parsed(answered("metrics"))
            assert found["mentorcerts_requests_total", "200", "GET", "healthz"] == asked
    finally:
        process.terminate()
        process.wait(20)
