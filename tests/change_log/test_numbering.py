"""Numbers are a cursor: who has read up to one never misses a line at or below it (PostgreSQL)."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from django.db import connection, transaction

from certifications import services
from certifications.change_log.publish import last_number
from certifications.change_log.telling import told_events
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Event, ExpiryRun
from certifications.services.locks import lock_mentors
from tests.support.change_log import numbers, publish
from tests.support.dates import TODAY
from tests.support.factories import CertificationFactory, MentorFactory
from tests.support.processes import until
from tests.support.runs import record_mentors, run
from tests.support.sql import WAITING_FOR_US, number

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"
    ),
]


class InAThread:
    """Work with a connection of its own."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(work,))
        self._thread.start()

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  raised by whoever waits
            self._error = error
        finally:
            connection.close()

    def wait(self) -> None:
        self._thread.join(30)
        assert not self._thread.is_alive()
        if self._error is not None:
            raise self._error


@contextmanager
def open_transaction(work: Callable[[], object]) -> Iterator[None]:
    """Somebody else does this, and commits it at the end of the block."""
    written, commit = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            work()
            written.set()
            assert commit.wait(30)

    other = InAThread(write)
    assert written.wait(30)
    try:
        yield
    finally:
        commit.set()
        other.wait()


def note(mentor_id: str) -> None:
    services.add_note(mentor_id=mentor_id, text="Called back", by="kim")


@pytest.fixture
def ann():
    return MentorFactory(mentor_id="ann")


@pytest.fixture
def bob():
    return MentorFactory(mentor_id="bob")


@pytest.mark.usefixtures("ann", "bob")
def test_a_line_that_was_written_earlier_and_committed_later_gets_the_later_number():
    with open_transaction(lambda: note("ann")):
        note("bob")
        assert publish().numbered == 1
        assert last_number() == 1
    publish()
    early, late = Event.objects.order_by("pk")
    assert (early.mentor_id, early.sequence) == ("ann", 2)
    assert (late.mentor_id, late.sequence) == ("bob", 1)


@pytest.mark.usefixtures("ann", "bob")
def test_two_publishers_number_every_line_once_without_a_gap():
    for _ in range(20):
        note("ann")
        note("bob")
    with open_transaction(publish):
        other = InAThread(publish)
        until(lambda: number("select count(*) from pg_locks where not granted") >= 1)
    other.wait()
    assert sorted(numbers()) == list(range(1, 41))
    assert last_number() == 40


@pytest.mark.usefixtures("ann", "bob")
def test_a_line_that_somebody_deletes_meanwhile_leaves_no_number_twice_or_out():
    note("ann")
    note("bob")
    note("bob")
    with open_transaction(lambda: Event.objects.filter(mentor="ann").delete()):
        publisher = InAThread(publish)
        until(lambda: number("select count(*) from pg_locks where not granted") >= 1)
    publisher.wait()
    note("bob")
    publish()
    assert numbers() == [1, 2, 3]
    assert last_number() == 3


def test_a_mentor_whom_somebody_holds_is_left_for_the_next_time_and_nobody_waited_for():
    record_mentors(due=3, valid=1)
    run()
    held = AutoPause.objects.order_by("pk")[1].mentor_id
    with open_transaction(lambda: lock_mentors([held])):
        assert publish().pauses == 2
        assert ExpiryRun.objects.get().pauses_told_at is None
    assert publish().pauses == 1
    assert ExpiryRun.objects.get().pauses_told_at is not None
    assert Event.objects.filter(type="mentor.paused").count() == 3


def test_a_service_that_has_not_committed_its_lines_and_a_publisher_tell_each_pause_once():
    CertificationFactory(mentor__mentor_id="ann")
    expire_certifications(today=TODAY, trigger="command")
    with open_transaction(lambda: note("ann")):
        publish()
    publish()
    assert list(
        Event.objects.filter(mentor="ann").order_by("pk").values_list("type", "sequence")
    ) == [("mentor.paused", 2), ("mentor.noted", 3)]
    assert ExpiryRun.objects.get().pauses_told_at is not None


def test_a_service_waits_for_a_publisher_that_holds_its_mentor_and_its_line_comes_after():
    CertificationFactory(mentor__mentor_id="ann")
    expire_certifications(today=TODAY, trigger="command")
    with transaction.atomic():
        publish()
        other = InAThread(lambda: note("ann"))
        until(lambda: number(WAITING_FOR_US) == 1)
    other.wait()
    publish()
    assert list(
        Event.objects.filter(mentor="ann").order_by("pk").values_list("type", "sequence")
    ) == [("mentor.paused", 2), ("mentor.noted", 3)]


@pytest.mark.slow
def test_who_reads_while_four_write_and_two_publish_never_misses_a_line():
    """The reader follows as a client does: from the last number that it has seen."""
    names = [MentorFactory(mentor_id=f"mentor-{each}").pk for each in range(4)]
    over = threading.Event()
    seen: list[tuple[int, int]] = []

    def write(mine: str) -> None:
        for turn in range(30):
            with transaction.atomic():
                note(mine)
                if turn % 3 == 0:
                    note(mine)

    def keep_publishing() -> None:
        while not over.is_set():
            publish()

    def follow() -> None:
        for _ in count():
            ended = over.is_set()
            after = seen[-1][0] if seen else 0
            new = told_events().filter(sequence__gt=after).values_list("sequence", "pk")
            seen.extend(new)
            if ended:
                return

    publishers = [InAThread(keep_publishing) for _ in range(2)]
    reader = InAThread(follow)
    writers = [InAThread(lambda name=name: write(name)) for name in names]
    for writer in writers:
        writer.wait()
    until(lambda: not Event.objects.filter(sequence=None).exists())
    over.set()
    for each in (*publishers, reader):
        each.wait()
    assert [sequence for sequence, _ in seen] == list(range(1, 161))
    assert len({pk for _, pk in seen}) == Event.objects.count() == 160
    for name in names:
        theirs = Event.objects.filter(mentor=name).order_by("pk")
        order = list(theirs.values_list("sequence", flat=True))
        assert order == sorted(order)
