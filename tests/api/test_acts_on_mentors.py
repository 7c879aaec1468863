"""What coordinators decide about a mentor, over the API: pause, exempt, gone and back."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User

from certifications.models import Event, Mentor
from mentorcerts.access import tokens
from mentorcerts.pages.actions.definitions import ACTIONS
from mentorcerts.pages.timeline import timeline
from statuses.mentor_serializers import MentorSerializer
from statuses.mentor_views import MentorViewSet
from statuses.serializers import StatusDetailSerializer
from tests.support.answers import refused
from tests.support.api import MENTORS, STATUSES, api_client, stand
from tests.support.dates import TODAY
from tests.support.records import everything, recorded, rolled_back
from tests.support.runs import run

UNTIL = (TODAY + timedelta(days=30)).isoformat()
BEFORE = {"resume": "pause", "end-exemption": "exempt", "return": "leave"}
"""Act → what has to be done before it."""
ACTS = ("pause", "resume", "exempt", "end-exemption", "leave", "return")
HANDLERS = {**{act: act for act in ACTS}, "end-exemption": "end_exemption", "return": "come_back"}
TOLD = {
    "pause": "mentor.paused",
    "resume": "mentor.resumed",
    "exempt": "mentor.exempted",
    "end-exemption": "mentor.exemption_ended",
    "leave": "mentor.left",
    "return": "mentor.returned",
}

each_act = pytest.mark.parametrize("act", ACTS)


def body_of(act: str) -> dict[str, str]:
    return {"reason": f"Why: {act}", **({"until": UNTIL} if act == "exempt" else {})}


def done(api, act, mentor_id="mentor-1", **headers):
    answer = api.post(f"{MENTORS}/{mentor_id}/{act}", body_of(act), headers=headers)
    assert answer.status_code == 200, answer.content
    return answer


@pytest.fixture
def ready(api):
    """Makes mentor-1, and does what has to be done before an act."""

    def prepare(act: str) -> None:
        recorded("mentor-1", expires="2027-03-01")
        if act in BEFORE:
            done(api, BEFORE[act])

    return prepare


# --- what an act answers --------------------------------------------------------------------
def test_a_mentor_has_the_keys_of_a_status_and_after_them_what_was_decided(api):
    recorded("mentor-1", expires="2027-03-01")
    status, mentor = stand(api), api.get(f"{MENTORS}/mentor-1").json()
    assert list(mentor) == [*status, "paused_by_hand", "exempt_until", "left"]
    assert {name: mentor[name] for name in status} == status
    assert (mentor["paused_by_hand"], mentor["exempt_until"], mentor["left"]) == (
        False,
        None,
        False,
    )
    declared = list(StatusDetailSerializer().fields)
    assert list(MentorSerializer().fields)[: len(declared)] == declared


def test_pausing_and_resuming(api):
    recorded("mentor-1", expires="2027-03-01")
    paused = done(api, "pause").json()
    assert (paused["paused"], paused["paused_by_hand"]) == (True, True)
    assert paused["pause_reason"] == "Paused by a coordinator: Why: pause"
    assert paused["pause_reason"] == stand(api)["pause_reason"]
    resumed = done(api, "resume").json()
    assert (resumed["paused"], resumed["paused_by_hand"]) == (False, False)
    assert stand(api)["paused"] is False


def test_an_exemption_lifts_the_jobs_pause_and_its_end_leaves_the_rest_to_the_next_run(api):
    recorded("mentor-1", expires="2026-03-01")
    run("2026-03-26")
    assert stand(api)["paused"] is True
    exempt = done(api, "exempt").json()
    assert (exempt["paused"], exempt["exempt_until"]) == (False, UNTIL)
    ended = done(api, "end-exemption").json()
    assert (ended["paused"], ended["exempt_until"]) == (False, None)
    run("2026-03-26")
    assert stand(api)["paused"] is True


def test_leaving_and_coming_back(api):
    recorded("mentor-1", expires="2027-03-01")
    gone = done(api, "leave").json()
    assert (gone["paused"], gone["left"]) == (True, True)
    back = done(api, "return").json()
    assert (back["paused"], back["left"]) == (False, False)


def test_who_holds_nothing_that_counts_can_be_paused_and_gone_all_the_same(api):
    recorded("mentor-1")
    api.delete(f"{STATUSES}/mentor-1")
    nowhere = api.get(f"{MENTORS}/mentor-1").json()
    assert {name for name, value in nowhere.items() if value is not None} == {
        *("mentor_id", "paused_by_hand", "left"),
    }
    paused = done(api, "pause").json()
    assert (paused["paused"], paused["certification_type"]) == (True, None)
    assert paused["pause_reason"] == "Paused by a coordinator: Why: pause"
    gone = done(api, "leave").json()
    assert gone["pause_reason"] == (
        "Left on 26 Mar 2026: Why: leave; Paused by a coordinator: Why: pause"
    )
    done(api, "return")
    assert done(api, "resume").json()["paused"] is None
    refused(api.post(f"{MENTORS}/mentor-1/exempt", body_of("exempt")), 409, "conflict")


# --- who did it -------------------------------------------------------------------------------
@each_act
def test_the_log_and_the_timeline_tell_who_did_it_by_which_token_and_why(act, api, ready, token):
    ready(act)
    api.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    done(api, act)
    event = Event.objects.order_by("-pk")[0]
    assert (event.type, event.by, event.reason) == (TOLD[act], "coordinator", f"Why: {act}")
    assert event.source.startswith("token ")
    line = timeline(Mentor.objects.get())[0]
    assert (line.who, line.source) == ("coordinator", event.source)
    assert f"Why: {act}" in line.detail


@each_act
def test_an_act_without_a_token_was_done_over_the_api(act, api, ready):
    ready(act)
    done(api, act)
    event = Event.objects.order_by("-pk")[0]
    assert (event.by, event.source) == ("API", "API")


# --- what an act refuses ----------------------------------------------------------------------
@each_act
def test_what_has_been_done_already_is_a_conflict(act, api, ready):
    ready(act)
    done(api, act)
    if act == "exempt":  # another one takes its place
        assert done(api, act).json()["exempt_until"] == UNTIL
        return
    before = everything()
    refused(api.post(f"{MENTORS}/mentor-1/{act}", body_of(act)), 409, "conflict")
    assert everything() == before


@each_act
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "reason"),
        ({"reason": ""}, "reason"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"reason": 7}, "reason"),
        ({"reason": "Ill", "notify": True}, "notify"),
    ],
)
def test_an_act_needs_a_reason_and_knows_nothing_else(act, body, field, api, ready):
    ready(act)
    before = everything()
    until = {"until": UNTIL} if act == "exempt" else {}
    refused(api.post(f"{MENTORS}/mentor-1/{act}", {**until, **body}), 400, "invalid", {field})
    assert everything() == before


@pytest.mark.parametrize("until", ["2026-03-25", "tomorrow", None, 7, ""])
def test_an_exemption_ends_on_a_day_that_is_not_over(until, api):
    recorded("mentor-1")
    before = everything()
    body = {"until": until, "reason": "Ill"}
    refused(api.post(f"{MENTORS}/mentor-1/exempt", body), 400, "invalid", {"until"})
    assert everything() == before


@each_act
@pytest.mark.parametrize("mentor_id", ["nobody", ".", "..", "a%20b", "%00", "x" * 65])
def test_nothing_is_done_to_nobody(act, mentor_id, api):
    before = everything()
    refused(api.post(f"{MENTORS}/{mentor_id}/{act}", body_of(act)), 404, "not_found")
    refused(api.get(f"{MENTORS}/{mentor_id}"), 404, "not_found")
    assert everything() == before


def test_a_dot_of_an_old_record_is_nobody_either(api):
    Mentor.objects.create(mentor_id="..")
    refused(api.post(f"{MENTORS}/../pause", body_of("pause")), 404, "not_found")


# --- seen, and once ---------------------------------------------------------------------------
@each_act
@pytest.mark.parametrize("seen_at", [MENTORS, STATUSES])
def test_an_act_is_done_to_what_was_seen(act, seen_at, api, ready):
    ready(act)
    seen = api.get(f"{seen_at}/mentor-1")["ETag"]
    answer = done(api, act, **{"If-Match": seen})
    assert answer["ETag"] == api.get(f"{MENTORS}/mentor-1")["ETag"] != seen


@each_act
@pytest.mark.parametrize("seen_at", [MENTORS, STATUSES])
def test_an_act_is_not_done_to_what_has_changed_since(act, seen_at, api, ready):
    ready(act)
    seen = api.get(f"{seen_at}/mentor-1")["ETag"]
    api.put(f"{STATUSES}/mentor-1", {"expiry_date": "2029-01-01"})
    before = everything()
    answer = api.post(f"{MENTORS}/mentor-1/{act}", body_of(act), headers={"If-Match": seen})
    error = refused(answer, 412, "precondition_failed")
    assert error["details"] == {"etag": api.get(f"{MENTORS}/mentor-1")["ETag"]}
    assert everything() == before


@each_act
def test_an_act_that_is_sent_again_with_its_key_is_done_once(act, api, ready):
    ready(act)
    first = done(api, act, **{"Idempotency-Key": "order-1"})
    before = everything()
    again = done(api, act, **{"Idempotency-Key": "order-1"})
    assert again["Idempotency-Replayed"] == "true"
    assert (again.json(), again["ETag"]) == (first.json(), first["ETag"])
    other = {**body_of(act), "reason": "Another"}
    headers = {"Idempotency-Key": "order-1"}
    refused(api.post(f"{MENTORS}/mentor-1/{act}", other, headers=headers), 422)
    assert everything() == before


# --- who may ----------------------------------------------------------------------------------
@each_act
def test_an_act_needs_the_permission_that_it_needs_in_the_admin(act, api, ready, settings):
    assert MentorViewSet.needs[HANDLERS[act]] == ACTIONS[act].permission
    ready(act)
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    user = User.objects.create_user("crm")
    client = api_client(HTTP_AUTHORIZATION=f"Token {tokens.create_token(owner=user)[1]}")
    before = everything()
    error = refused(client.post(f"{MENTORS}/mentor-1/{act}", body_of(act)), 403)
    assert ACTIONS[act].permission in error["message"]
    assert everything() == before
    app, codename = ACTIONS[act].permission.split(".")
    user.user_permissions.add(
        Permission.objects.get(content_type__app_label=app, codename=codename)
    )
    with rolled_back():
        assert client.post(f"{MENTORS}/mentor-1/{act}", body_of(act)).status_code == 200
