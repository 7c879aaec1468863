"""The API goes on as it was released: what would break a client is noticed here.

``docs/api-compatibility.md`` says what is promised, and what to do when this fails.
"""

import json
from copy import deepcopy

import pytest

from tests.compatibility import RELEASED, breaks, description

LIST = "/api/v1/certifications"
ONE = f"{LIST}/{{certification_id}}"
RUN = f"{LIST}/expiry-job/run"


@pytest.fixture(scope="module")
def released():
    return json.loads(RELEASED.read_text("utf-8"))


def test_nothing_that_was_released_is_broken(released):
    assert breaks(released, description()) == [], "see docs/api-compatibility.md"


def test_the_released_description_is_of_this_program(released):
    """Whoever plants a break below plants it in what is really there."""
    assert released["openapi"].startswith("3.1")
    assert {LIST, ONE, RUN} <= set(released["paths"])


# --- planted breaks -----------------------------------------------------------------------------
def schema(document, name):
    return document["components"]["schemas"][name]


def change_type(document, name, key, kind):
    schema(document, name)["properties"][key]["type"] = kind


def remove_parameter(document, path, name):
    operation = document["paths"][path]["get"]
    operation["parameters"] = [each for each in operation["parameters"] if each["name"] != name]


def need_parameter(document, path, name):
    parameters = document["paths"][path]["get"]["parameters"]
    next(each for each in parameters if each["name"] == name)["required"] = True


def new_parameter(document, path):
    added = {"name": "reason", "in": "query", "required": True, "schema": {"type": "string"}}
    document["paths"][path]["get"]["parameters"].append(added)


PLANTED = {
    "a path is gone": (
        lambda now: now["paths"].pop(RUN),
        f"POST {RUN}: is gone",
    ),
    "a method is gone": (
        lambda now: now["paths"][ONE].pop("patch"),
        f"PATCH {ONE}: is gone",
    ),
    "a webhook is gone": (
        lambda now: now["webhooks"].pop("mentor.paused"),
        "webhook mentor.paused: is gone",
    ),
    "an operation has another name": (
        lambda now: now["paths"][LIST]["get"].update(operationId="getAll"),
        f"GET {LIST}: its name was listCertifications, now it is getAll",
    ),
    "a key of an answer is gone": (
        lambda now: schema(now, "CertificationDetail")["properties"].pop("revoked_at"),
        f"GET {ONE} 200: the key revoked_at is gone",
    ),
    "a key of an answer may be left out": (
        lambda now: schema(now, "CertificationDetail")["required"].remove("revoked_at"),
        f"GET {ONE} 200: the key revoked_at is not always there any more",
    ),
    "a key of an answer may be null": (
        lambda now: change_type(now, "Certification", "mentor_id", ["string", "null"]),
        f"GET {LIST} 200.data[].mentor_id: was string, and is null or string now",
    ),
    "a key of an answer has another type": (
        lambda now: change_type(now, "ExpiryRun", "auto_paused", "string"),
        f"POST {RUN} 200.auto_paused: was integer, and is string now",
    ),
    "a key of an answer has another format": (
        lambda now: schema(now, "Certification")["properties"]["issued_at"].update(format="date"),
        f"GET {LIST} 200.data[].issued_at: the format was date-time, now it is date",
    ),
    "a page has another shape": (
        lambda now: schema(now, "Pagination")["properties"].pop("total"),
        "the key total is gone",
    ),
    "the error has another shape": (
        lambda now: schema(now, "ErrorBody")["properties"].pop("fields"),
        ".error: the key fields is gone",
    ),
    "a status is not answered any more": (
        lambda now: now["paths"][ONE]["get"]["responses"].pop("304"),
        f"GET {ONE}: is never answered 304 any more",
    ),
    "a header of an answer is gone": (
        lambda now: now["paths"][ONE]["get"]["responses"]["200"]["headers"].pop("ETag"),
        f"GET {ONE} 200: the header ETag is gone",
    ),
    "a new key is needed": (
        lambda now: schema(now, "NewCertification")["required"].append("expires_at"),
        f"POST {LIST} body: needs the key expires_at now",
    ),
    "a key is not taken any more": (
        lambda now: schema(now, "RunRequest")["properties"].pop("dry_run"),
        f"POST {RUN} body: the key dry_run is gone",
    ),
    "a body is needed": (
        lambda now: now["paths"][RUN]["post"]["requestBody"].update(required=True),
        f"POST {RUN}: needs a body now",
    ),
    "a body is of another media type": (
        lambda now: now["paths"][RUN]["post"]["requestBody"].update(content={"text/json": {}}),
        f"POST {RUN} body: application/json is gone",
    ),
    "a choice is not taken any more": (
        lambda now: schema(now, "CertificationState")["enum"].remove("revoked"),
        "revoked is not taken any more",
    ),
    "a text has to be shorter": (
        lambda now: schema(now, "NewRenewal")["properties"]["notes"].update(maxLength=10),
        ".notes: maxLength is 10 now",
    ),
    "an id is checked by another pattern": (
        lambda now: schema(now, "NewRenewal")["properties"]["mentor_id"].update(pattern="^[0-9]$"),
        ".mentor_id: has another pattern: ^[0-9]$",
    ),
    "a parameter is gone": (
        lambda now: remove_parameter(now, LIST, "left"),
        f"GET {LIST}: the parameter left (query) is gone",
    ),
    "a parameter is needed": (
        lambda now: need_parameter(now, LIST, "left"),
        f"GET {LIST}: needs the parameter left (query) now",
    ),
    "a new parameter is needed": (
        lambda now: new_parameter(now, LIST),
        f"GET {LIST}: needs the parameter reason (query) now",
    ),
    "a webhook leaves out a key": (
        lambda now: schema(now, "WebhookMessage")["properties"].pop("timestamp"),
        "body: the key timestamp is gone",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_break_is_found(name, released):
    plant, sentence = PLANTED[name]
    now = deepcopy(released)
    plant(now)
    found = breaks(released, now)
    assert any(sentence in each for each in found), found


# --- what may be added --------------------------------------------------------------------------
def add_path(now):
    now["paths"]["/api/v1/new"] = now["paths"][LIST]


def add_key_of_an_answer(now):
    schema(now, "Certification")["properties"]["new"] = {"type": "string"}
    schema(now, "Certification")["required"].append("new")


def add_key_of_a_request(now):
    schema(now, "NewCertification")["properties"]["new"] = {"type": "string"}


def add_parameter(now):
    added = {"name": "new", "in": "query", "schema": {"type": "string"}}
    now["paths"][LIST]["get"]["parameters"].append(added)


def add_choice(now):
    schema(now, "ErrorCode")["enum"].append("new")
    schema(now, "EventType")["enum"].append("mentor.new")


def add_answer(now):
    now["paths"][LIST]["get"]["responses"]["207"] = {"description": "Some."}


def answer_less_often_null(now):
    change_type(now, "Pagination", "page", "integer")


def take_more(now):
    schema(now, "NewRenewal")["properties"]["notes"]["maxLength"] = 10**6
    schema(now, "NewCertification")["required"].remove("issued_at")


def other_words(now):
    now["info"]["description"] = now["paths"][LIST]["get"]["description"] = "Other words."


@pytest.mark.parametrize(
    "add",
    [
        add_path,
        add_key_of_an_answer,
        add_key_of_a_request,
        add_parameter,
        add_choice,
        add_answer,
        answer_less_often_null,
        take_more,
        other_words,
    ],
)
def test_what_may_be_added_is_no_break(add, released):
    now = deepcopy(released)
    add(now)
    assert now != released
    assert breaks(released, now) == []


def test_what_was_deprecated_in_a_release_may_go(released):
    before = deepcopy(released)
    before["paths"][ONE]["patch"]["deprecated"] = True
    schema(before, "Certification")["properties"]["mentor_id"]["deprecated"] = True
    now = deepcopy(before)
    del now["paths"][ONE]["patch"], schema(now, "Certification")["properties"]["mentor_id"]
    assert breaks(before, now) == []
