"""What an endpoint that fails does to itself: it waits, skips, is disabled; order is kept."""

from datetime import timedelta

import pytest

from certifications.models import Event
from mentorcerts.webhooks import waiting
from mentorcerts.webhooks.delivery import deliver_to
from mentorcerts.webhooks.transport import seconds_to_wait
from tests.support.dates import at
from tests.support.webhooks import endpoint_at, later, publish

START = "2026-03-26"


def fails(receiver, status):
    receiver.statuses = [status] * 1000


def test_the_waits_are_those_of_the_specification(db, on, receiver):
    on(START)
    endpoint = endpoint_at(receiver.url)
    publish("mentor.paused", "mentor.resumed")
    fails(receiver, 503)
    for wait in waiting.WAITS[1:]:
        deliver_to(endpoint.pk)
        endpoint.refresh_from_db()
        last = endpoint.tries.first().at
        assert wait <= endpoint.next_attempt_at - last <= wait * 1.1
        assert deliver_to(endpoint.pk) == 0, "it waits"
        later(on, endpoint.next_attempt_at, seconds=1)
    assert len(set(receiver.event_ids)) == 1, "order is kept: the second waits for the first"
    assert endpoint.tries.count() == len(waiting.WAITS) - 1


def test_five_days_without_a_success_disable(db, on, receiver):
    on(START)
    endpoint = endpoint_at(receiver.url)
    publish()
    fails(receiver, 500)
    while endpoint.enabled:
        deliver_to(endpoint.pk)
        endpoint.refresh_from_db()
        if endpoint.enabled:
            later(on, endpoint.next_attempt_at, seconds=1)
    lasted = endpoint.tries.first().at - endpoint.failing_since
    assert timedelta(days=5) <= lasted < timedelta(days=6, hours=3)
    assert endpoint.disabled_reason == "No delivery has succeeded for five days."
    assert endpoint.disabled_by == ""
    assert endpoint.position == 0


def test_a_success_ends_the_failing(db, on, receiver):
    on(START)
    endpoint = endpoint_at(receiver.url)
    publish("mentor.paused", "mentor.resumed")
    receiver.statuses = [500]
    deliver_to(endpoint.pk)
    endpoint.refresh_from_db()
    later(on, endpoint.next_attempt_at, seconds=1)
    assert deliver_to(endpoint.pk) == 2
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.attempts) == (None, 0)
    assert (endpoint.delivered, endpoint.failed, endpoint.skipped) == (2, 1, 0)
    assert len(receiver.requests) == 3


@pytest.mark.parametrize(("retry_after", "seconds"), [("700", 700), ("1", 5), ("x", 5)])
def test_429_waits_as_long_as_the_receiver_asks(db, on, receiver, retry_after, seconds):
    on(START)
    endpoint = endpoint_at(receiver.url)
    publish()
    receiver.statuses, receiver.headers = [429], {"Retry-After": retry_after}
    deliver_to(endpoint.pk)
    endpoint.refresh_from_db()
    waits = (endpoint.next_attempt_at - endpoint.tries.get().at).total_seconds()
    assert seconds <= waits <= seconds * 1.1


def test_429_never_skips(db, on, receiver):
    on(START)
    endpoint = endpoint_at(receiver.url)
    publish()
    fails(receiver, 429)
    for _ in range(7):
        deliver_to(endpoint.pk)
        endpoint.refresh_from_db()
        later(on, endpoint.next_attempt_at, seconds=1)
    assert endpoint.position == 0
    assert not endpoint.skipped_events.exists()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("Thu, 26 Mar 2026 01:02:00 GMT", 120),
        ("Thu, 26 Mar 2020 01:02:00 GMT", 0),
        ("", 0),
        ("soon", 0),
        ("-5", 0),
        ("Thu, 26 Mar 2026 01:02:00", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header, seconds):
    assert seconds_to_wait(header, now=at("2026-03-26T01:00:00")) == seconds


def test_nobody_is_made_to_wait_longer_than_a_day(db):
    assert waiting.wait_after(1, asked=1e12) <= timedelta(days=1.1)


def test_what_is_refused_five_times_is_skipped_and_listed(db, on, receiver):
    on(START)
    endpoint = endpoint_at(receiver.url)
    first, second = publish("mentor.paused", "mentor.resumed")
    receiver.statuses = [400] * 5
    for _ in range(5):
        assert Event.objects.count() == 2
        deliver_to(endpoint.pk)
        endpoint.refresh_from_db()
        if endpoint.next_attempt_at:
            later(on, endpoint.next_attempt_at, seconds=1)
    assert receiver.event_ids == [first.event_id] * 5 + [second.event_id]
    skipped = endpoint.skipped_events.get()
    assert (skipped.sequence, skipped.status) == (first.sequence, 400)
    assert endpoint.position == second.sequence
    results = [each.result for each in endpoint.tries.order_by("pk")]
    assert results == ["failed"] * 4 + ["skipped", "delivered"]
    assert endpoint.skipped == 1


def test_410_disables_at_once(db, receiver):
    endpoint = endpoint_at(receiver.url)
    publish("mentor.paused", "mentor.resumed")
    receiver.statuses = [410]
    deliver_to(endpoint.pk)
    endpoint.refresh_from_db()
    assert not endpoint.enabled
    assert "410" in endpoint.disabled_reason
    assert endpoint.tries.get().result == "gone"
    assert deliver_to(endpoint.pk) == 0


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed_and_skip_nothing(db, receiver, status):
    endpoint = endpoint_at(receiver.url)
    publish()
    receiver.statuses, receiver.headers = [status], {"Location": receiver.url + "/elsewhere"}
    deliver_to(endpoint.pk)
    assert [each.path for each in receiver.requests] == ["/hook"]
    endpoint.refresh_from_db()
    assert (endpoint.attempts, endpoint.refusals, endpoint.position) == (1, 0, 0)


def test_a_wait_that_a_wrong_clock_has_set_does_not_last(db, on, receiver):
    on(START)
    endpoint = endpoint_at(receiver.url, next_attempt_at=at("2031-01-01"))
    publish()
    assert deliver_to(endpoint.pk) == 1


def test_a_claim_that_a_wrong_clock_has_made_does_not_last(db, on, receiver):
    on(START)
    endpoint = endpoint_at(receiver.url, claimed_by="x", claimed_until=at("2031-01-01"))
    publish()
    assert deliver_to(endpoint.pk) == 1


def test_nobody_sends_to_a_claimed_endpoint_until_the_claim_has_run_out(db, on, receiver):
    on(START)
    claimed = {"claimed_by": "somebody", "claimed_until": at("2026-03-26T01:01:00")}
    endpoint = endpoint_at(receiver.url, **claimed)
    publish()
    assert deliver_to(endpoint.pk) == 0
    on(START, "01:01:01")
    assert deliver_to(endpoint.pk) == 1


def test_a_position_that_is_set_back_while_something_is_sent_stays_set_back(db, receiver):
    endpoint = endpoint_at(receiver.url)
    publish("mentor.paused", "mentor.resumed", "mentor.paused")
    seen = []

    def answer(handler):
        handler.plain()

    def go_on():
        if len(seen) == 2:
            type(endpoint).objects.update(position=0)
        seen.append(1)
        return len(seen) < 6

    receiver.answer = answer
    deliver_to(endpoint.pk, go_on=go_on)
    # The second was on its way: the endpoint is read again only when it is confirmed.
    assert receiver.sequences == [1, 2, 3, 1, 2]
