"""In order, each at least once, one at a time."""

import json

from certifications.models import Event
from mentorcerts.webhooks.delivery import deliver_to
from mentorcerts.webhooks.models import Attempt
from tests.support.factories import MentorFactory
from tests.support.webhooks import endpoint_at, publish


def test_events_arrive_in_order_with_their_ids(db, receiver):
    endpoint = endpoint_at(receiver.url)
    events = publish("mentor.paused", "mentor.resumed", "mentor.paused")
    assert deliver_to(endpoint.pk) == 3
    assert receiver.event_ids == [each.event_id for each in events]
    endpoint.refresh_from_db()
    assert endpoint.position == events[-1].sequence
    assert (endpoint.claimed_by, endpoint.claimed_until) == ("", None)
    assert [each.result for each in endpoint.tries.all()] == ["delivered"] * 3
    assert deliver_to(endpoint.pk) == 0


def test_the_body_is_what_the_feed_tells(db, receiver):
    endpoint = endpoint_at(receiver.url)
    mentor = MentorFactory(mentor_id="mentor-1")
    (event,) = publish(mentor=mentor, data={"log_id": "log_1", "cause": "expired"})
    deliver_to(endpoint.pk)
    message = receiver.requests[0].message
    assert list(message) == ["type", "timestamp", "data"]
    assert message["type"] == "mentor.paused"
    assert message["timestamp"].endswith("Z")
    assert message["data"] == {
        "sequence": event.sequence,
        "mentor_id": "mentor-1",
        "paused": True,
        "cause": "expired",
        "log_id": "log_1",
    }
    assert receiver.requests[0].headers["content-type"] == "application/json; charset=utf-8"


def test_what_was_before_the_endpoint_is_not_sent(db, receiver):
    publish("mentor.paused", "mentor.resumed")
    endpoint = endpoint_at(receiver.url)
    (event,) = publish()
    deliver_to(endpoint.pk)
    assert receiver.event_ids == [event.event_id]


def test_an_endpoint_gets_what_it_wants_only_and_passes_the_rest(db, receiver):
    endpoint = endpoint_at(receiver.url, types=["mentor.resumed"])
    publish(*["mentor.noted"] * 5)
    (wanted,) = publish("mentor.resumed")
    others = publish(*["mentor.noted"] * 5)
    deliver_to(endpoint.pk)
    assert receiver.event_ids == [wanted.event_id]
    endpoint.refresh_from_db()
    assert endpoint.position == others[-1].sequence


def test_a_large_gap_is_passed_in_one_statement(db, receiver, django_assert_max_num_queries):
    endpoint = endpoint_at(receiver.url, types=["mentor.resumed"])
    Event.objects.bulk_create(Event(type="mentor.noted") for _ in range(3000))
    last = publish("mentor.noted")[-1]
    with django_assert_max_num_queries(6):
        assert deliver_to(endpoint.pk) == 0
    endpoint.refresh_from_db()
    assert endpoint.position == last.sequence
    assert not Attempt.objects.exists()


def test_withdrawn_events_are_not_sent(db, receiver):
    endpoint = endpoint_at(receiver.url)
    first, second = publish("mentor.paused", "mentor.resumed")
    Event.objects.filter(pk=first.pk).update(withdrawn=True)
    deliver_to(endpoint.pk)
    assert receiver.event_ids == [second.event_id]


def test_an_erased_mentor_is_told_by_their_former_id(db, receiver):
    endpoint = endpoint_at(receiver.url)
    publish("mentor.erased", mentor=None, data={"former_mentor_id": "mentor-9"}, paused=None)
    deliver_to(endpoint.pk)
    data = receiver.requests[0].message["data"]
    assert (data["mentor_id"], data["paused"]) == ("mentor-9", None)
    assert "former_mentor_id" not in data


def test_a_disabled_endpoint_gets_nothing(db, receiver):
    endpoint = endpoint_at(receiver.url, enabled=False, disabled_reason="x")
    publish()
    assert deliver_to(endpoint.pk) == 0
    assert receiver.requests == []


def test_the_body_is_the_same_at_every_try(db, receiver):
    endpoint = endpoint_at(receiver.url)
    receiver.statuses = [500]
    publish(data={"job_run_id": "job_1", "cause": "expired", "log_id": "log_1"})
    deliver_to(endpoint.pk)
    type(endpoint).objects.update(next_attempt_at=None)
    deliver_to(endpoint.pk)
    first, second = receiver.requests
    assert first.body == second.body
    assert first.event_id == second.event_id
    assert list(json.loads(first.body)["data"])[-2:] == ["log_id", "job_run_id"]


def test_texts_of_people_never_leave(db, receiver):
    endpoint = endpoint_at(receiver.url)
    mentor = MentorFactory(name="Ada Lovelace", email="ada@example.org")
    publish(mentor=mentor, reason="she is ill", by="kim")
    deliver_to(endpoint.pk)
    text = receiver.requests[0].body.decode()
    assert not any(word in text for word in ("Ada", "ada@", "ill", "kim"))
