"""Problem details (RFC 9457) for who asks for them; who does not gets the one shape as ever."""

import gzip
import json

import pytest

from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, NEW_CERTIFICATION, address_of, api_client
from tests.support.records import recorded

pytestmark = pytest.mark.django_db

PROBLEM = "application/problem+json"
KEYS = ["type", "title", "status", "detail", "instance", "code", "fields", "details"]


def problem_of(answer):
    assert answer["Content-Type"] == PROBLEM
    body = json.loads(answer.content)
    assert list(body) == KEYS
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:mentorcerts:error:{body['code']}"
    assert "Accept" in answer["Vary"]
    return body


def test_a_bad_value_is_told_as_a_problem(api):
    body = {**NEW_CERTIFICATION, "issued_at": "yesterday"}
    plain = refused(api.post(CERTIFICATIONS, body), 400, "invalid")
    told = problem_of(api.post(CERTIFICATIONS, body, HTTP_ACCEPT=PROBLEM))
    assert told == {
        "type": "urn:mentorcerts:error:invalid",
        "title": "Invalid",
        "status": 400,
        "detail": plain["message"],
        "instance": CERTIFICATIONS,
        "code": "invalid",
        "fields": plain["fields"],
        "details": {},
    }


def test_details_and_headers_stay(api):
    address = address_of(recorded())
    asked = {"HTTP_ACCEPT": PROBLEM, "HTTP_IF_MATCH": '"old"'}
    told = problem_of(api.put(address, {"expires_at": "2029-01-01"}, **asked))
    assert (told["status"], told["title"]) == (412, "Precondition failed")
    assert told["details"] == {"etag": api.get(address)["ETag"]}
    answer = api.delete(CERTIFICATIONS, HTTP_ACCEPT=PROBLEM)
    assert problem_of(answer)["code"] == "method_not_allowed"
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/nothing", {}, 404),
        (f"{CERTIFICATIONS}/cert_00000000", {}, 404),
        (CERTIFICATIONS, {"HTTP_AUTHORIZATION": "Token nonsense"}, 401),
        (CERTIFICATIONS, {"HTTP_HOST": "elsewhere.example"}, 400),
    ],
)
def test_whatever_refuses_it_tells_it_as_a_problem(path, headers, status):
    answer = api_client().get(path, HTTP_ACCEPT=PROBLEM, **headers)
    assert problem_of(answer)["status"] == status


def test_a_crash_is_told_as_a_problem(api, monkeypatch):
    monkeypatch.setattr("certifications.views.CertificationViewSet.list", lambda *_: 1 / 0)
    told = problem_of(api.get(CERTIFICATIONS, HTTP_ACCEPT=PROBLEM))
    assert (told["status"], told["code"]) == (500, "internal_error")


def test_an_answer_that_is_no_error_stays_as_it_is(api):
    answer = api.get(CERTIFICATIONS, HTTP_ACCEPT=PROBLEM)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.content == api.get(CERTIFICATIONS).content


@pytest.mark.parametrize(
    ("accepted", "media_type"),
    [
        ("application/json, application/problem+json", PROBLEM),
        ("Application/Problem+JSON;q=0.9", PROBLEM),
        ("application/json;q=0.5, application/problem+json;q=0.9", PROBLEM),
        ("application/json, application/problem+json;q=0.5", "application/json"),
        ("application/json, application/problem+json;q=0", "application/json"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("application/problem+json;q=nonsense", PROBLEM),
        ("text/html", "application/json"),
    ],
)
def test_it_is_a_problem_where_that_is_named_and_json_no_sooner(api, accepted, media_type):
    status = 406 if accepted == "text/html" else 404
    answer = api.get(f"{CERTIFICATIONS}/cert_00000000", HTTP_ACCEPT=accepted)
    assert (answer.status_code, answer["Content-Type"]) == (status, media_type)


def test_a_long_problem_is_compressed(api):
    asked = {"HTTP_ACCEPT": PROBLEM, "HTTP_ACCEPT_ENCODING": "gzip"}
    answer = api.post(f"{CERTIFICATIONS}/batch", {"items": [{}] * 100}, **asked)
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Content-Type"] == PROBLEM
    assert json.loads(gzip.decompress(answer.content))["status"] == 400
