"""Deliverers that are killed, a secret that changes, a mentor who is erased: all under load."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.db.models import F
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from certifications import services as certification_services
from certifications.change_log.publish import last_number, publish_events
from certifications.models import Event
from mentorcerts.lib import clock, moments
from mentorcerts.personal_data.erasure import erase_mentor
from mentorcerts.webhooks import services
from mentorcerts.webhooks.delivery import CLAIM
from mentorcerts.webhooks.models import Endpoint
from mentorcerts.webhooks.secrets import secret_of
from tests.faults.invariants import assert_model_holds
from tests.faults.stage import Stage
from tests.faults.writers import writing
from tests.support.personal_data import whole_database
from tests.support.processes import Process
from tests.support.webhooks import Received, Receiver, endpoint_at, receiving

# --- deliverers that are killed --------------------------------------------------------------


def killed(stage: Stage) -> None:
    """Every event arrives at least once, in order; twins have the same id and the same bytes."""
    kills = stage.rounds(50, 3)
    due = stage.load(kills * 30, kills * 30)
    with receiving() as receiver:
        endpoint = _endpoint(stage, receiver)
        killer = Killer(stage, receiver)
        run = stage.job(batch=10, wait=False)
        for number in range(kills):
            killer.kill_the_next()
            if number or stage.short:
                Endpoint.objects.update(claimed_until=F("claimed_until") - CLAIM)  # it has run out
            else:
                time.sleep(CLAIM.total_seconds())  # it really has
        assert run.wait().code == 0
        last = stage.run("deliver", wait=False).wait(300)
        assert last.code == 0, last.errors
    publish_events(now=timezone.now())
    assert _position(endpoint) == last_number()
    bodies: dict[str, bytes] = {}
    for request in receiver.requests:
        assert bodies.setdefault(request.event_id, request.body) == request.body
    told = Event.objects.filter(sequence__isnull=False).order_by("sequence")
    assert list(bodies) == list(told.values_list("event_id", flat=True))
    steps = [after - before for before, after in pairwise(receiver.sequences)]
    assert set(steps) <= {0, 1}, "one was left out, or tried before the one before was taken"
    twins = len(receiver.requests) - len(bodies)
    stage.count(kills=kills, struck=killer.struck, events=len(bodies), twins=twins)
    assert twins <= kills
    assert twins or stage.short, "no kill struck between the answer and the commit"
    stage.assert_paused_once(due)
    assert_model_holds()


class Killer:
    """Kills deliverers: while they start, before they have their answer, or just after it."""

    def __init__(self, stage: Stage, receiver: Receiver) -> None:
        self._stage, self._receiver = stage, receiver
        self._deliverer: Process | None = None
        self._left = 0
        self.struck: dict[str, int] = {"starting": 0, "unanswered": 0, "answered": 0}
        receiver.answer = self._answer

    def kill_the_next(self) -> None:
        self._left = self._stage.random.randint(1, 12)
        deliverer = self._stage.run("deliver", "--loop", wait=False)
        if self._stage.random.random() < 0.1:
            time.sleep(self._stage.random.uniform(0, 0.5))
            self._strike(deliverer, "starting")
        else:
            self._deliverer = deliverer
        deliverer.wait()
        assert deliverer.code == -signal.SIGKILL, deliverer.errors
        self._deliverer = None

    def _strike(self, deliverer: Process, when: str) -> None:
        self.struck[when] += 1
        deliverer.send(signal.SIGKILL)

    def _answer(self, handler: Any) -> None:
        self._left -= 1
        victim = self._deliverer if self._left == 0 else None
        if victim and self._stage.random.random() < 0.4:
            self._strike(victim, "unanswered")
            handler.close_connection = True
            return
        handler.plain(200)
        if victim:
            time.sleep(self._stage.random.choice([0, 0, 0.001, 0.005]))
            self._strike(victim, "answered")


def _endpoint(stage: Stage, receiver: Receiver, **values: Any) -> Endpoint:
    stage.environment["MENTORCERTS_WEBHOOK_PRIVATE"] = "true"
    return endpoint_at(receiver.url, **values)


def _position(endpoint: Endpoint) -> int:
    endpoint.refresh_from_db()
    return endpoint.position


@contextmanager
def _delivering(stage: Stage) -> Iterator[Process]:
    """``deliver --loop`` until the block ends, and then as an operator ends it."""
    deliverer = stage.run("deliver", "--loop", wait=False)
    yield deliverer
    assert deliverer.end(signal.SIGTERM).code == 0, deliverer.errors


# --- a secret that changes -------------------------------------------------------------------


def rotated(stage: Stage) -> None:
    """The receiver's secret of the moment verifies every delivery, by the specification's library.

    It takes the new one a while after it was made; by then the old one has gone on signing as well.
    """
    rotations = stage.rounds(10, 2)
    mentors = stage.load_valid(40, kind="valid")
    with receiving() as receiver:
        endpoint = _endpoint(stage, receiver)
        verifier = Verifier(receiver, secret_of(endpoint))
        with _delivering(stage) as deliverer:
            with writing(stage, mentors, longest=0.2):
                for _ in range(rotations):
                    deliverer.until(verifier.some_more, seconds=60)
                    endpoint = services.rotate_secret(pk=endpoint.pk, now=timezone.now())
                    deliverer.until(verifier.some_more, seconds=60)
                    verifier.take(secret_of(endpoint))
                deliverer.until(verifier.some_more, seconds=60)
            publish_events(now=timezone.now())
            deliverer.until(lambda: _position(endpoint) == last_number(), seconds=60)
    verifier.assert_all_verified()
    signatures = [len(each.headers["webhook-signature"].split()) for each in receiver.requests]
    stage.count(
        rotations=rotations,
        deliveries=len(receiver.requests),
        signed_once=signatures.count(1),
        signed_twice=signatures.count(2),
    )
    assert set(signatures) == {1, 2}
    first = secret_of(endpoint, generation=1)
    assert not _verifies(first, receiver.requests[-1]), (
        "a secret that was replaced twice still signs"
    )
    told = Event.objects.filter(sequence__isnull=False).order_by("sequence")
    assert receiver.event_ids == list(told.values_list("event_id", flat=True))
    assert_model_holds(nothing_due=False)


class Verifier:
    """A receiver that accepts only what its present secret verifies."""

    def __init__(self, receiver: Receiver, secret: str) -> None:
        self._receiver, self._secret = receiver, secret
        self._seen = 0
        self.refused: list[Received] = []
        receiver.answer = self._answer

    def take(self, secret: str) -> None:
        self._secret = secret

    def some_more(self) -> bool:
        """Whether ten more have come since this was true the last time."""
        enough = len(self._receiver.requests) >= self._seen + 10
        if enough:
            self._seen = len(self._receiver.requests)
        return enough

    def _answer(self, handler: Any) -> None:
        request = self._receiver.requests[-1]
        if _verifies(self._secret, request):
            handler.plain(200)
        else:
            self.refused.append(request)
            handler.plain(500)

    def assert_all_verified(self) -> None:
        assert self.refused == [], f"{len(self.refused)} of {len(self._receiver.requests)}"


def _verifies(secret: str, request: Received) -> bool:
    try:
        told = Webhook(secret).verify(request.body, request.headers)
    except WebhookVerificationError:
        return False
    assert told == request.message
    return True


# --- a mentor who is erased ------------------------------------------------------------------

ZOE, NAME, EMAIL, WORD = "mntr_ZOE42", "Zoe Quillfeather", "zoe@quill.test", "Xylophone"


def erased(stage: Stage) -> None:
    """A receiver that was away learns the former id from ``mentor.erased``, and nothing else.

    One that is in the midst of it gets nothing more of the mentor afterwards. Once both have all,
    no table says who it was.
    """
    stage.load(1, 1)
    assert stage.job().code == 0
    with receiving() as away, receiving() as slow:
        endpoints = [_endpoint(stage, away, name="away", position=0)]
        endpoints.append(_endpoint(stage, slow, name="slow", position=0))
        away.answer = lambda handler: handler.plain(503)
        slow.answer = lambda handler: (time.sleep(0.05), handler.plain(200))
        notes = stage.rounds(300, 60)
        _record_zoe(notes)
        with _delivering(stage) as deliverer:
            deliverer.until(lambda: _about(slow) >= notes // 3, seconds=60)
            erase_mentor(mentor_id=ZOE, by="ada", source="command")
            came = len(slow.requests)
            away.answer = None
            Endpoint.objects.update(next_attempt_at=None)  # it has waited long enough
            deliverer.until(
                lambda: all(_position(each) == last_number() for each in endpoints), seconds=60
            )
    stands_in = _whom_the_tables_name()
    pruned = stage.run("prune_old_records")
    assert pruned.code == 0, pruned.errors
    [told] = [each.message for each in away.requests if ZOE in each.body.decode()]
    assert (told["type"], told["data"]["mentor_id"]) == ("mentor.erased", ZOE)
    assert told["data"]["paused"] is None
    late = [each.message["type"] for each in slow.requests[came:] if ZOE in each.body.decode()]
    assert late[-1] == "mentor.erased"
    assert len(late) <= 2, "more than what was on its way came afterwards"
    for request in [*away.requests, *slow.requests]:
        assert not any(word in request.body.decode() for word in (NAME, EMAIL, WORD))
    assert set(stands_in) <= {"certifications_event"}
    assert _whom_the_tables_name() == {}
    withdrawn = Event.objects.filter(withdrawn=True).count()
    stage.count(
        withdrawn=withdrawn, told_before=_about(slow) - len(late), told_afterwards=len(late)
    )
    assert withdrawn > _about(slow), "nothing was left to withdraw"
    assert_model_holds(nothing_due=False)


def _record_zoe(notes: int) -> None:
    certification_services.save_mentor(mentor_id=ZOE, name=NAME, email=EMAIL)
    certification_services.record_certification(
        mentor_id=ZOE,
        certification_type="basic",
        issued_at=moments.utc_midnight(clock.today()),
        expires_at=moments.utc_midnight(clock.today() + timedelta(days=400)),
        today=clock.today(),
    )
    certification_services.pause_mentor(mentor_id=ZOE, reason=f"Ill: {WORD}", by="kim")
    for number in range(notes):
        certification_services.add_note(mentor_id=ZOE, text=f"{NAME}: {WORD} {number}", by="kim")


def _about(receiver: Receiver) -> int:
    return sum(ZOE in each.body.decode() for each in receiver.requests)


def _whom_the_tables_name() -> dict[str, list[str]]:
    found = {}
    for table, text in whole_database().items():
        if words := [word for word in (ZOE, NAME, EMAIL, WORD) if word in text]:
            found[table] = words
    return found
