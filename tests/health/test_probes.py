"""Liveness and readiness, as a supervisor and a load balancer ask for them."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from mentorcerts import tasks
from mentorcerts.health import probes
from mentorcerts.health.heartbeat import record_cluster_heartbeat


@pytest.fixture
def ready(db, monkeypatch):
    """Ask, and get status and body."""
    monkeypatch.setattr(probes, "_all_applied", False)

    def ask():
        answer = Client().get("/readyz")
        assert "no-store" in answer["Cache-Control"]
        return answer.status_code, answer.json()

    return ask


WELL = {"status": "well", "database": "well", "migrations": "well", "task_cluster": "well"}


def test_the_process_answers_without_its_database():
    """No database mark: a query would fail the test."""
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "well"})
    assert Client().post("/healthz").status_code == 405


def test_all_is_well_while_tasks_are_run(ready):
    tasks.give_sign_of_life()
    tasks.give_sign_of_life()
    assert ready() == (200, WELL)


def test_a_cluster_that_never_lived_and_one_that_died(ready, settings):
    status, body = ready()
    assert (status, body["status"]) == (503, "unwell")
    assert body["task_cluster"].startswith("no sign of life yet")
    record_cluster_heartbeat(now=timezone.now() - timedelta(seconds=890))
    assert ready()[0] == 200
    record_cluster_heartbeat(now=timezone.now() - timedelta(seconds=910))
    status, body = ready()
    assert status == 503
    assert body == WELL | {"status": "unwell", "task_cluster": body["task_cluster"]}
    assert body["task_cluster"].startswith("no sign of life for 91")
    settings.MENTORCERTS_CLUSTER_STALE_SECONDS = 0  # cron starts the job, and there is no cluster
    assert ready() == (200, WELL | {"task_cluster": "not watched"})


def test_a_migration_that_is_not_applied(ready):
    tasks.give_sign_of_life()
    loader, recorder = MigrationLoader(connection), MigrationRecorder(connection)
    newest = loader.graph.leaf_nodes("mentorcerts")[0]
    same = {newest, *loader.disk_migrations[newest].replaces}  # what counts as its having run
    for migration in same:
        recorder.record_unapplied(*migration)
    status, body = ready()
    assert status == 503
    assert body["migrations"] == "1 not applied: run manage.py migrate"
    for migration in same:
        recorder.record_applied(*migration)
    assert ready() == (200, WELL)


def test_migrations_are_read_once(ready, django_assert_num_queries):
    tasks.give_sign_of_life()
    assert ready()[0] == 200
    # SELECT 1, the heartbeat
    with django_assert_num_queries(2):
        assert ready()[0] == 200


def test_a_database_that_is_away_is_named_without_its_address(monkeypatch, ready):
    def away(*arguments):
        raise OperationalError('connection to server at "db.internal" failed')

    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "cursor", away)
        patch.setattr(connections["default"], "close", lambda: None)
        status, body = ready()
    assert (status, body["status"]) == (503, "unwell")
    assert body["database"] == "the database can't be asked"
    assert "db.internal" not in str(body)
