"""What guards the task cluster, without one: rhythms, the guard, the order of tasks."""

from datetime import timedelta

import pytest
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task

from mentorcerts.lib.task_cluster import brokers, guard
from mentorcerts.lib.task_cluster.brokers import PRIORITY_QUEUE, PriorityOrm
from mentorcerts.lib.task_cluster.rhythm import is_too_far_ahead, next_firing
from tests.support.dates import TODAY, at

NOW = at("2026-03-26T09:00:00")
pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)  # the scheduler closes connections


@pytest.fixture(autouse=True)
def _in_the_morning(on) -> None:
    on(str(TODAY), "09:00:00")


def schedule(kind: str, next_run: str, **fields) -> Schedule:
    fields = {"func": "os.getpid", "name": kind} | fields
    return Schedule(schedule_type=kind, next_run=at(next_run), **fields)


# --- rhythms -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "next_run", "following"),
    [
        ("I", "2026-04-26T09:00:30", "2026-03-26T09:00:30"),
        ("I", "2025-03-26T09:00:00", "2026-03-26T09:01:00"),
        ("H", "2026-04-25T10:20:00", "2026-03-26T09:20:00"),
        ("D", "2026-04-25T01:00:00", "2026-03-27T01:00:00"),
        ("W", "2026-04-25T01:00:00", "2026-03-28T01:00:00"),
        ("BW", "2026-06-20T01:00:00", "2026-03-28T01:00:00"),
        ("M", "2026-08-31T01:00:00", "2026-03-31T01:00:00"),
        ("BM", "2026-08-05T01:00:00", "2026-04-05T01:00:00"),
        ("Q", "2024-01-05T01:00:00", "2026-04-05T01:00:00"),
        ("Y", "2028-02-29T01:00:00", "2027-02-28T01:00:00"),
        ("C", "2031-01-01T00:00:00", "2026-03-27T01:00:00"),
    ],
)
def test_the_next_time_is_the_first_from_now_on_at_the_usual_time_of_day(kind, next_run, following):
    each = schedule(kind, next_run, minutes=1, cron="0 1 * * *")
    assert next_firing(each, after=NOW) == at(following)


@pytest.mark.parametrize(
    ("kind", "next_run", "too_far"),
    [
        ("D", "2026-03-28T01:00:00", False),
        ("D", "2026-03-29T01:00:00", True),
        ("M", "2026-05-25T01:00:00", False),
        ("M", "2026-07-25T01:00:00", True),
        ("I", "2026-03-26T09:02:00", False),
        ("I", "2026-03-26T09:15:00", True),
        ("O", "2035-01-01T00:00:00", False),
        ("D", "2020-01-01T00:00:00", False),
    ],
)
def test_two_times_ahead_is_as_far_as_a_schedule_goes(kind, next_run, too_far):
    assert is_too_far_ahead(schedule(kind, next_run, minutes=1), now=NOW) is too_far


# --- the guard ----------------------------------------------------------------------------------
def test_a_minutes_rhythm_is_brought_near_from_both_sides():
    rows = {
        "ahead": (schedule("I", "2026-04-26T09:00:30", minutes=1), at("2026-03-26T09:00:30")),
        "behind": (schedule("I", "2024-06-01T00:00:00", minutes=1), NOW - timedelta(minutes=5)),
        "due": (schedule("I", "2026-03-26T08:00:00", minutes=1), at("2026-03-26T08:00:00")),
        "daily": (schedule("D", "2026-04-26T01:00:00"), at("2026-04-26T01:00:00")),
    }
    Schedule.objects.bulk_create([row for row, _ in rows.values()])
    guard.bring_minutes_near(now=NOW)
    found = Schedule.objects.order_by("pk").values_list("next_run", flat=True)
    assert list(found) == [right for _, right in rows.values()]


@committed
def test_a_guard_that_fails_does_not_stop_the_scheduler(monkeypatch):
    def broken(**arguments):
        raise RuntimeError("broken")

    monkeypatch.setattr(guard, "set_bad_ones_aside", broken)
    Schedule.objects.bulk_create([schedule("D", "2026-03-26T01:00:00")])
    guard.scheduler()
    assert OrmQ.objects.get().key == PRIORITY_QUEUE
    assert Schedule.objects.get().next_run == at("2026-03-27T01:00:00")


# --- the order of tasks -----------------------------------------------------------------------
def taken(broker: PriorityOrm) -> str:
    (task,) = broker.dequeue()
    return str(OrmQ.objects.get(pk=task[0]).key)


@pytest.fixture
def waiting(monkeypatch, transactional_db) -> None:
    """Two of many, and a scheduled one that came later."""
    monkeypatch.setattr(Conf, "POLL", 0)
    for _ in range(2):
        async_task("os.getpid")
    Schedule.objects.bulk_create([schedule("D", "2026-03-26T01:00:00")])
    guard.scheduler()


@committed
@pytest.mark.usefixtures("waiting")
def test_what_a_schedule_starts_is_taken_first():
    broker = get_broker()
    assert isinstance(broker, PriorityOrm)
    assert [taken(broker) for _ in range(3)] == [PRIORITY_QUEUE, "mentorcerts", "mentorcerts"]
    assert broker.dequeue() is None


@committed
@pytest.mark.usefixtures("waiting")
def test_an_empty_priority_queue_is_looked_into_once_a_second(monkeypatch):
    broker = get_broker()
    clock = iter([0.0, 0.1, 0.9, 1.1])
    monkeypatch.setattr(brokers, "monotonic", lambda: next(clock))
    OrmQ.objects.filter(key=PRIORITY_QUEUE).delete()
    assert taken(broker) == "mentorcerts"
    async_task("os.getpid", cluster=PRIORITY_QUEUE)
    assert taken(broker) == "mentorcerts"
    assert broker.dequeue() is None
    assert taken(broker) == PRIORITY_QUEUE


@committed
@pytest.mark.usefixtures("waiting")
def test_another_cluster_leaves_urgent_tasks_alone(monkeypatch):
    monkeypatch.setattr(Conf, "CLUSTER_NAME", "deliveries")
    assert get_broker("deliveries").dequeue() is None
    assert OrmQ.objects.count() == 3
