"""An endpoint's pages: what is shown is what is sent, who may, and what is recorded."""

import re
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client

from certifications.models import AutoPause, Event
from mentorcerts.models import AuditEvent
from mentorcerts.webhooks.delivery import deliver_to
from mentorcerts.webhooks.models import Endpoint, SkippedEvent
from mentorcerts.webhooks.secrets import secret_of
from tests.support.dates import TODAY
from tests.support.factories import CertificationFactory
from tests.support.pages import hidden_fields, page
from tests.support.schedules import next_run_at
from tests.support.webhooks import endpoint_at, publish


@pytest.fixture
def admin(db) -> Client:
    """Of the role, no superuser."""
    user = User.objects.create_user("ada", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrators"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def endpoint(db, receiver) -> Endpoint:
    return endpoint_at(receiver.url)


def act(client, endpoint, view, choice, query=""):
    """Open a page, and confirm what it shows."""
    address = page(Endpoint, view, endpoint.pk) + query
    shown = hidden_fields(client.get(address))["shown"]
    return client.post(address, {"shown": shown, "choice": choice}, follow=True)


def texts(answer):
    return [str(each) for each in answer.context["messages"]]


# --- the record -----------------------------------------------------------------------------------
def test_an_endpoint_is_added_and_told_what_happens_from_now_on(admin, receiver):
    publish("mentor.noted")
    values = {"name": "App", "url": receiver.url, "types": ["mentor.paused", "mentor.resumed"]}
    assert admin.post(page(Endpoint, "add"), values).status_code == 302
    endpoint = Endpoint.objects.get()
    assert endpoint.types == ["mentor.paused", "mentor.resumed"]
    assert endpoint.position == 1


def test_a_private_address_is_refused_by_the_form(admin, settings):
    settings.MENTORCERTS_WEBHOOK_PRIVATE = False
    values = {"name": "App", "url": "https://127.0.0.1/hook"}
    answer = admin.post(page(Endpoint, "add"), values)
    assert "MENTORCERTS_WEBHOOK_PRIVATE=true" in answer.content.decode()
    assert not Endpoint.objects.exists()


def changed(client, endpoint, **values):
    address = page(Endpoint, "change", endpoint.pk)
    sent = {"name": endpoint.name, "url": endpoint.url, "types": endpoint.types}
    return address, hidden_fields(client.get(address)) | sent | values


def test_a_new_address_is_tried_at_once(admin, endpoint, receiver):
    endpoint.attempts, endpoint.failing_since = 3, "2026-03-26T01:00:00Z"
    endpoint.next_attempt_at = "2126-03-26T01:00:00Z"
    endpoint.save()
    address, values = changed(admin, endpoint, url=receiver.url + "/new")
    assert admin.post(address, values).status_code == 302
    endpoint.refresh_from_db()
    assert endpoint.url.endswith("/hook/new")
    assert (endpoint.attempts, endpoint.next_attempt_at, endpoint.failing_since) == (0, None, None)


def test_deliveries_do_not_make_a_form_stale_but_a_colleague_does(admin, endpoint):
    address, values = changed(admin, endpoint, name="Renamed")
    publish()
    deliver_to(endpoint.pk)
    assert admin.post(address, values).status_code == 302
    again = admin.post(address, values | {"name": "Once more"})
    assert "somebody has changed this endpoint" in again.content.decode()
    endpoint.refresh_from_db()
    assert (endpoint.name, endpoint.position) == ("Renamed", 1)


def test_the_page_has_position_lag_attempts_and_what_was_skipped(admin, endpoint, receiver):
    publish()
    deliver_to(endpoint.pk)
    publish("mentor.resumed")
    skip(endpoint, 1)
    shown = admin.get(page(Endpoint, "change", endpoint.pk)).content.decode()
    assert "Behind by: 1 event, 0 minutes (number 1 of 2)" in shown
    assert "Refused and skipped (1)" in shown
    assert "delivered" in shown
    listed = admin.get(page(Endpoint)).content.decode()
    assert "1 event, 0 minutes" in listed
    assert "/hook" not in re.sub(r"<script.*?</script>", "", listed)


# --- tests ----------------------------------------------------------------------------------------
def test_a_test_is_sent_as_shown_and_moves_nothing(admin, endpoint, receiver):
    publish()
    answer = act(admin, endpoint, "send_test", "send")
    assert texts(answer) == ["1 sent, and taken."]
    (sent,) = receiver.requests
    assert sent.message["type"] == "test.webhook"
    assert sent.message["data"] == {"test": True, "sequence": None}
    assert sent.event_id.startswith("test_")
    endpoint.refresh_from_db()
    assert (endpoint.position, endpoint.attempts) == (0, 0)
    assert endpoint.tries.get().result == "test"
    assert "Send a test" in LogEntry.objects.get().change_message


def test_a_test_that_is_refused_says_so_and_is_no_failure(admin, endpoint, receiver):
    receiver.statuses = [500]
    assert texts(act(admin, endpoint, "send_test", "send")) == ["0 taken, then: it answered 500."]
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.failed) == (None, 0)


def test_nothing_is_sent_without_what_was_shown(admin, endpoint, receiver):
    address = page(Endpoint, "send_test", endpoint.pk)
    for sent in ({}, {"choice": "send"}, {"choice": "send", "shown": "0" * 64}):
        answer = admin.post(address, sent)
        assert "not what was shown any more" in answer.content.decode()
    assert receiver.requests == []


@pytest.fixture
def due(on, db):
    on(TODAY)
    next_run_at("2026-03-27T01:00:00")
    return [CertificationFactory(mentor__mentor_id=f"due-{n}") for n in range(3)]


def test_tonights_events_are_those_of_the_next_run(admin, endpoint, receiver, due):
    answer = act(admin, endpoint, "send_tonight", "send")
    assert texts(answer) == ["4 sent, and taken."]
    sent = [each.message for each in receiver.requests]
    assert [each["type"] for each in sent] == ["test.mentor.paused"] * 3 + ["test.run.completed"]
    assert [each["data"]["mentor_id"] for each in sent] == ["due-0", "due-1", "due-2", None]
    assert all(each["data"]["test"] is True for each in sent)
    assert all(each["data"]["sequence"] is None for each in sent)
    assert sent[0]["data"]["expiry_date"] == "2026-03-01"
    assert sent[3]["data"]["auto_paused"] == 3
    assert not AutoPause.objects.exists()
    assert not Event.objects.exists()


def test_tonights_events_are_sent_only_while_they_are_as_shown(admin, endpoint, receiver, due):
    address = page(Endpoint, "send_tonight", endpoint.pk)
    shown = hidden_fields(admin.get(address))["shown"]
    CertificationFactory(mentor__mentor_id="one-more")
    admin.post(address, {"shown": shown, "choice": "send"})
    assert receiver.requests == []


def test_tonights_events_are_those_that_the_endpoint_wants(admin, receiver, due):
    endpoint = endpoint_at(receiver.url, types=["certification.renewed"])
    shown = admin.get(page(Endpoint, "send_tonight", endpoint.pk)).content.decode()
    assert "would tell nothing that this endpoint wants" in shown
    assert 'name="choice"' not in shown


def test_a_run_that_would_be_held_says_so(admin, endpoint, receiver, due, settings):
    settings.MENTORCERTS_BRAKE_MENTORS = settings.MENTORCERTS_BRAKE_PERCENT = 0
    act(admin, endpoint, "send_tonight", "send")
    assert [each.message["type"] for each in receiver.requests] == ["test.run.held"]


# --- again ----------------------------------------------------------------------------------------
def test_the_position_is_set_back_to_a_number(admin, endpoint, receiver):
    events = publish("mentor.paused", "mentor.resumed", "mentor.paused")
    deliver_to(endpoint.pk)
    act(admin, endpoint, "send_again", "send", "?after=1")
    deliver_to(endpoint.pk)
    ids = [each.event_id for each in events]
    assert receiver.event_ids == ids + ids[1:]


def test_the_position_is_set_back_to_a_time(admin, endpoint, receiver, on):
    on(date(2026, 3, 24))
    publish("mentor.paused")
    on(date(2026, 3, 26))
    publish("mentor.resumed", "mentor.paused")
    deliver_to(endpoint.pk)
    act(admin, endpoint, "send_again", "send", "?since=2026-03-25T12:00")
    endpoint.refresh_from_db()
    assert endpoint.position == 1


@pytest.mark.parametrize("query", ["?after=1&since=2026-03-25T12:00", "?after=-1", "?since=x"])
def test_nothing_is_offered_where_nobody_knows_from_where(admin, endpoint, query):
    publish()
    deliver_to(endpoint.pk)
    shown = admin.get(page(Endpoint, "send_again", endpoint.pk) + query).content.decode()
    assert 'name="choice"' not in shown


def skip(endpoint, sequence):
    event = Event.objects.get(sequence=sequence)
    return SkippedEvent.objects.create(
        endpoint=endpoint, sequence=sequence, event_id=event.event_id, event_type=event.type,
        status=400, at=event.occurred_at,
    )  # fmt: skip


def test_a_skipped_event_is_sent_again_and_leaves_the_list(admin, endpoint, receiver):
    first, _ = publish("mentor.paused", "mentor.resumed")
    deliver_to(endpoint.pk)
    skip(endpoint, 1)
    receiver.statuses = [400]
    assert "answered 400" in texts(act(admin, endpoint, "send_skipped", "1"))[0]
    assert SkippedEvent.objects.exists()
    act(admin, endpoint, "send_skipped", "1")
    assert receiver.event_ids[2:] == [first.event_id] * 2
    assert not SkippedEvent.objects.exists()


def test_a_skipped_event_of_an_erased_mentor_is_not_sent(admin, endpoint, receiver):
    publish()
    skip(endpoint, 1)
    Event.objects.update(withdrawn=True)
    assert "erased" in texts(act(admin, endpoint, "send_skipped", "1"))[0]
    assert receiver.requests == []


# --- enabling and disabling -----------------------------------------------------------------------
def test_enabling_again_sends_what_was_missed_or_begins_now(admin, endpoint, receiver):
    act(admin, endpoint, "switch", "disable")
    endpoint.refresh_from_db()
    assert (endpoint.enabled, endpoint.disabled_by) == (False, "ada")
    publish(*["mentor.noted"] * 3)
    assert deliver_to(endpoint.pk) == 0
    shown = admin.get(page(Endpoint, "switch", endpoint.pk)).content.decode()
    assert "Send the 3 missed" in shown
    act(admin, endpoint, "switch", "missed")
    assert deliver_to(endpoint.pk) == 3
    act(admin, endpoint, "switch", "disable")
    publish()
    act(admin, endpoint, "switch", "now")
    assert deliver_to(endpoint.pk) == 0
    endpoint.refresh_from_db()
    assert (endpoint.enabled, endpoint.position) == (True, 4)


def test_what_was_disabled_by_itself_can_be_left_so(admin, endpoint):
    Endpoint.objects.update(enabled=False, disabled_reason="It answered 410.")
    act(admin, endpoint, "switch", "leave")
    endpoint.refresh_from_db()
    assert (endpoint.enabled, endpoint.disabled_by) == (False, "ada")
    assert endpoint.disabled_reason == "It answered 410."
    shown = admin.get(page(Endpoint, "switch", endpoint.pk)).content.decode()
    assert "Leave it disabled" not in shown


# --- the secret -----------------------------------------------------------------------------------
def test_who_looks_at_a_secret_is_recorded(admin, endpoint):
    address, secret = page(Endpoint, "show_secret", endpoint.pk), secret_of(endpoint)
    assert secret not in admin.get(address).content.decode()
    assert not AuditEvent.objects.filter(what="secret_shown").exists()
    answer = admin.post(address)
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    event = AuditEvent.objects.get(what="secret_shown")
    assert (event.by, event.about) == ("ada", "Matching app")
    assert secret not in str(dict(admin.session))


def test_rotating_is_recorded_and_happens_once(admin, endpoint):
    old = secret_of(endpoint)
    address = page(Endpoint, "rotate_secret", endpoint.pk)
    shown = hidden_fields(admin.get(address))["shown"]
    for _ in range(2):  # a double click
        admin.post(address, {"shown": shown, "choice": "rotate"})
    endpoint.refresh_from_db()
    assert endpoint.generation == 2
    assert secret_of(endpoint) != old
    assert AuditEvent.objects.filter(what="secret_rotated").count() == 1


def test_an_endpoint_is_deleted_with_its_attempts(admin, endpoint):
    publish()
    deliver_to(endpoint.pk)
    answer = admin.get(page(Endpoint, "delete", endpoint.pk))
    assert answer.status_code == 200
    admin.post(page(Endpoint, "delete", endpoint.pk), {"post": "yes"})
    assert not Endpoint.objects.exists()
