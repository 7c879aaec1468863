"""All endpoints at once, from a process of its own: nobody waits for another, nothing is lost."""

import signal
import threading
import time
from datetime import date
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from certifications.job.run import expire_certifications
from certifications.models import Event
from mentorcerts.personal_data.retention import prune
from mentorcerts.webhooks import deliverer
from mentorcerts.webhooks.deliverer import deliver_slice
from mentorcerts.webhooks.delivery import deliver_to
from mentorcerts.webhooks.models import Endpoint
from mentorcerts.webhooks.tasks import deliver
from tests.support.webhooks import endpoint_at, publish, receiving

PRIVATE = {"MENTORCERTS_WEBHOOK_PRIVATE": "true"}
EVENTS = 60


@pytest.fixture
def committed(transactional_db):
    """Threads and processes have connections of their own."""


def add_unpublished(*kinds):
    return [Event.objects.create(type=kind, occurred_at=timezone.now()) for kind in kinds]


def sliced(seconds):
    """A slice in a thread of a test, which has a connection of its own."""
    try:
        deliver_slice(seconds=seconds)
    finally:
        connection.close()


def test_a_slice_publishes_and_delivers_to_all(committed, receiver):
    endpoint_at(receiver.url)
    endpoint_at(receiver.url, name="Other", types=["mentor.resumed"])
    add_unpublished("mentor.paused", "mentor.resumed")
    assert deliver() == 3
    assert len(receiver.requests) == 3
    assert deliver() == 0


def test_the_command_delivers_once(committed, receiver, capsys):
    endpoint_at(receiver.url)
    add_unpublished("mentor.paused")
    call_command("deliver")
    assert capsys.readouterr().out == "1 delivered.\n0 mails sent.\n"


def test_nothing_to_do_costs_little(db, receiver, django_assert_max_num_queries):
    endpoint_at(receiver.url)
    with django_assert_max_num_queries(5):
        assert deliver_slice() == 0


def test_an_endpoint_that_hangs_does_not_delay_another(committed, receiver):
    hangs, done = endpoint_at(receiver.url, name="Hangs"), threading.Event()
    receiver.answer = lambda handler: (done.wait(20), handler.plain())
    with receiving() as quick:
        endpoint_at(quick.url)
        events = add_unpublished(*["mentor.noted"] * 5)
        slice_ = threading.Thread(target=sliced, args=(2,))
        started = time.monotonic()
        slice_.start()
        while len(quick.requests) < 5 and time.monotonic() - started < 10:
            time.sleep(0.02)
        assert quick.event_ids == [each.event_id for each in events]
        assert time.monotonic() - started < 3
        assert len(receiver.requests) == 1
        assert Endpoint.objects.get(pk=hangs.pk).position == 0
        done.set()
        slice_.join(25)


def test_a_slice_ends_in_time(committed, receiver):
    endpoint_at(receiver.url)
    receiver.answer = lambda handler: (time.sleep(0.2), handler.plain())
    add_unpublished(*["mentor.noted"] * 50)
    started = time.monotonic()
    taken = deliver_slice(seconds=1)
    assert time.monotonic() - started < 3
    assert 0 < taken < 50
    assert Endpoint.objects.get().position == taken


def test_two_deliverers_in_one_process_send_each_event_once(committed, receiver):
    endpoint_at(receiver.url)
    add_unpublished(*["mentor.noted"] * 30)
    threads = [threading.Thread(target=sliced, args=(10,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert receiver.sequences == list(range(1, 31))
    assert receiver.most_at_once == 1


def test_a_fault_of_ours_in_one_delivery_leaves_the_others_alone(
    committed, receiver, monkeypatch, caplog
):
    broken = endpoint_at("http://broken.test/", name="Broken")
    endpoint_at(receiver.url)
    real = deliverer.deliver_to

    def deliver_to(pk, **keywords):
        if pk == broken.pk:
            raise ZeroDivisionError
        return real(pk, **keywords)

    monkeypatch.setattr(deliverer, "deliver_to", deliver_to)
    add_unpublished("mentor.noted")
    assert deliver_slice(seconds=0.2) == 1
    assert f"endpoint {broken.pk} failed" in caplog.text


# --- processes ------------------------------------------------------------------------------------
@pytest.mark.process
def test_from_a_committed_pause_to_the_receiver_it_takes_two_seconds(programme, receiver):
    due = programme.load(3, due=1)
    endpoint_at(receiver.url, types=["mentor.paused"])
    loop = programme.run("deliver", "--loop", env=PRIVATE, wait=False)
    add_unpublished("mentor.paused")
    loop.until(lambda: receiver.requests)  # it is up
    expire_certifications(today=date.today(), trigger="manual", force=True)
    committed_at = time.time()
    loop.until(lambda: len(receiver.requests) == 2)
    pause = receiver.requests[1]
    assert pause.message["data"]["mentor_id"] == due[0]
    assert pause.at - committed_at < 2
    assert loop.end(15).code == 0
    assert loop.errors == ""


@pytest.mark.process
def test_two_deliverers_at_once_keep_the_order_and_send_nothing_twice(programme, receiver):
    endpoint_at(receiver.url)
    loops = [programme.run("deliver", "--loop", env=PRIVATE, wait=False) for _ in range(2)]
    for _ in range(EVENTS // 5):
        add_unpublished(*["mentor.noted"] * 5)
        time.sleep(0.05)
    loops[0].until(lambda: len(receiver.requests) >= EVENTS)
    for loop in loops:  # the other one may still be starting
        loop.until(partial(loop.handles, signal.SIGTERM))
    assert [loop.end(15).code for loop in loops] == [0, 0]
    assert receiver.sequences == list(range(1, EVENTS + 1))
    assert receiver.most_at_once == 1
    assert Endpoint.objects.get().position == EVENTS


@pytest.mark.process
def test_what_a_killed_deliverer_left_is_sent_when_its_claim_has_run_out(programme, receiver):
    endpoint = endpoint_at(receiver.url)
    done = threading.Event()
    receiver.answer = lambda handler: done.wait(20)
    first, second = add_unpublished("mentor.paused", "mentor.resumed")
    killed = programme.run("deliver", "--loop", env=PRIVATE, wait=False)
    killed.until(lambda: receiver.requests)
    killed.end(9)
    done.set()
    receiver.answer = None
    assert deliver_slice(seconds=0.5) == 0, "its claim lives"
    Endpoint.objects.filter(pk=endpoint.pk).update(claimed_until=timezone.now())
    assert deliver_slice(seconds=0.5) == 2
    # At least once: nobody can know whether the receiver has taken it.
    assert receiver.event_ids == [first.event_id, first.event_id, second.event_id]


@pytest.mark.process
def test_told_to_end_it_confirms_what_it_has_sent(programme, receiver):
    endpoint_at(receiver.url)
    receiver.answer = lambda handler: (time.sleep(0.5), handler.plain())
    add_unpublished(*["mentor.noted"] * 10)
    loop = programme.run("deliver", "--loop", env=PRIVATE, wait=False)
    loop.until(lambda: receiver.requests)
    assert loop.end(15).code == 0
    endpoint = Endpoint.objects.get()
    assert endpoint.position == len(receiver.requests) < 10
    assert endpoint.claimed_by == ""


def test_old_attempts_are_deleted(db, on, receiver):
    on("2026-03-26")
    endpoint = endpoint_at(receiver.url)
    publish()
    deliver_to(endpoint.pk)
    on("2026-04-24")
    assert prune(now=timezone.now())["attempts to deliver"] == 0
    on("2026-04-26")
    assert prune(now=timezone.now())["attempts to deliver"] == 1
    endpoint.refresh_from_db()
    assert endpoint.delivered == 1
