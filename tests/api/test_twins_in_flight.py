"""Two equal requests with one ``Idempotency-Key`` at the same time: a client that lost patience.

The first one is held in the middle of its transaction, with the key in its hands, while its twin
comes.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from certifications import services
from certifications.models import Certification, Mentor
from mentorcerts.lib.idempotency import store
from mentorcerts.lib.idempotency.models import StoredAnswer
from mentorcerts.lib.refusals import Conflict
from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, NEW_CERTIFICATION, api_client
from tests.support.processes import until
from tests.support.sql import number

pytestmark = pytest.mark.django_db(transaction=True)

SOON = 0.3
"""Seconds after which a twin gives up in these tests."""
WAITING_HERE = (
    "select count(*) from pg_stat_activity"
    " where datname = current_database() and wait_event_type = 'Lock'"
)


class Request(threading.Thread):
    """One request over a connection of its own."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.answer: Any = None
        self.begun = False
        """Its transaction, which on SQLite is what waits."""
        self.start()

    def run(self) -> None:
        try:
            with connection.execute_wrapper(self._note):
                self.answer = post()
        finally:
            connection.close()

    def _note(self, execute: Any, sql: str, *given: Any) -> Any:
        self.begun = self.begun or sql.startswith("BEGIN")
        return execute(sql, *given)

    def answered(self) -> Any:
        self.join(20)
        assert self.answer is not None
        return self.answer


class Held:
    """Requests stop when they have recorded their certification, until they are let go."""

    def __init__(self, record: Callable[..., Certification]) -> None:
        self._record = record
        self.let_go, self.refuse = threading.Event(), False
        self.stopped = 0

    def __call__(self, **arguments: Any) -> Certification:
        made = self._record(**arguments)
        self.stopped += 1
        assert self.let_go.wait(20)
        if self.refuse:
            raise Conflict("It may not be.")
        return made


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held = Held(services.record_certification)
    monkeypatch.setattr(services, "record_certification", held)
    yield held
    held.let_go.set()


@pytest.fixture
def two(held: Held) -> tuple[Request, Request]:
    """The first, held; and its twin, which waits for it."""
    first = Request()
    until(lambda: held.stopped == 1)
    twin = Request()
    if connection.vendor == "postgresql":
        until(lambda: number(WAITING_HERE) == 1)
    else:
        until(lambda: twin.begun)
    assert twin.is_alive()
    return first, twin


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A twin waits for a moment only."""
    monkeypatch.setattr(store, "LOCK_TIMEOUT_SECONDS", SOON)
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", SOON)


def post() -> Any:
    return api_client().post(CERTIFICATIONS, NEW_CERTIFICATION, HTTP_IDEMPOTENCY_KEY="order-4711")


def assert_recorded_once() -> None:
    assert Certification.objects.count() == Certification.history.count() == 1
    assert StoredAnswer.objects.get().status == 201


def assert_replayed(again: Any, first: Any) -> None:
    assert (first.status_code, first.headers.get("Idempotency-Replayed")) == (201, None)
    assert (again.status_code, again.content) == (201, first.content)
    assert again["ETag"] == first["ETag"]
    assert again["Idempotency-Replayed"] == "true"


def test_a_twin_in_flight_waits_and_gets_the_first_answer(held, two):
    first, twin = two
    held.let_go.set()
    assert_replayed(twin.answered(), first.answered())
    assert held.stopped == 1
    assert_recorded_once()


def test_the_twin_of_a_refused_request_is_judged_by_itself(held, two):
    held.refuse = True
    held.let_go.set()
    for request in two:
        refused(request.answered(), 409, "conflict")
        assert "Idempotency-Replayed" not in request.answer
    assert held.stopped == 2
    assert not Certification.objects.exists()
    assert not StoredAnswer.objects.exists()


@pytest.mark.usefixtures("impatient")
def test_a_twin_that_waits_too_long_is_told_so_and_does_no_harm(held):
    first = Request()
    until(lambda: held.stopped == 1)
    told = Request().answered()
    if connection.vendor == "postgresql":
        error = refused(told, 409, "conflict")
        assert "is still being answered" in error["message"]
    else:
        refused(told, 503, "unavailable")
        assert told["Retry-After"]
    assert first.is_alive()
    assert not StoredAnswer.objects.exists()  # for others: nothing has been committed

    held.let_go.set()

    first.answered()
    assert_replayed(post(), first.answer)
    assert_recorded_once()


@pytest.mark.usefixtures("impatient")
def test_a_record_that_somebody_else_holds_is_waited_for_no_longer_than_a_twin():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one lock, which the tests above wait for")
    mentor = Mentor.objects.create(mentor_id=NEW_CERTIFICATION["mentor_id"])
    with transaction.atomic():
        Mentor.objects.select_for_update().get(pk=mentor.pk)
        answer = Request().answered()
    refused(answer, 503, "unavailable")
    assert answer["Retry-After"]
    assert not Certification.objects.exists()
    assert not StoredAnswer.objects.exists()
