"""What the views refuse is told in one shape: bad bodies, methods, media types, conflicts."""

import json
from copy import deepcopy

import pytest
from django.core.exceptions import ValidationError

from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, LOGS, NEW_CERTIFICATION, RENEWALS, RUN, STATUSES
from tests.support.records import everything, recorded


# --- 400 ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "body",
    ["{", "}", "{'a': 1}", '{"a": 1,}', "nonsense", '{"a" 1}', '{"a": NaN}', "\ufeff{}", "[", " "],
)
def test_malformed_json(body, api, written):
    before = everything()
    for method, path in written:
        response = api.generic(method, path, body, content_type="application/json")
        refused(response, 400, "parse_error")
    assert everything() == before


@pytest.mark.parametrize("body", ["[]", "[{}]", '"text"', "1", "1.5", "true", "false", "null"])
def test_a_body_that_is_no_object(body, api, written):
    before = everything()
    for method, path in written:
        refused(api.generic(method, path, body, content_type="application/json"), 400, "invalid")
    assert everything() == before


@pytest.mark.parametrize("value", [1, 1.5, True, None, [], ["2026-03-26"], {}, {"a": "b"}])
@pytest.mark.parametrize("name", NEW_CERTIFICATION)
def test_a_value_of_the_wrong_type(name, value, api):
    response = api.generic(
        "POST",
        CERTIFICATIONS,
        json.dumps(NEW_CERTIFICATION | {name: value}),
        content_type="application/json",
    )
    refused(response, 400, "invalid", {name})
    assert not any(everything().values())


def test_several_errors_are_told_together(api):
    body = {"mentor_id": "a b", "issued_at": "yesterday", "expires_at": 7}
    error = refused(api.post(CERTIFICATIONS, body), 400, "invalid")
    assert set(error["fields"]) == {"mentor_id", "certification_type", "issued_at", "expires_at"}
    for name in error["fields"]:
        assert name in error["message"], "the message alone is enough for a person"


@pytest.mark.usefixtures("either_mode")
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "a_b", "[::2]", "ü"])
def test_a_foreign_host_name(host, api):
    for path in (CERTIFICATIONS, RUN, "/api/schema/", "/api/v1/nothing"):
        method = "POST" if path == RUN else "GET"
        refused(api.generic(method, path, HTTP_HOST=host), 400, "bad_request")


@pytest.mark.usefixtures("either_mode")
def test_more_parameters_than_anybody_needs(api):
    query = "&".join(f"p{number}=1" for number in range(1001))
    refused(api.get(f"{CERTIFICATIONS}?{query}"), 400)


# --- 405, 406, 409, 413, 415 --------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (CERTIFICATIONS, {"GET", "POST", "HEAD", "OPTIONS"}),
        (STATUSES, {"GET", "POST", "HEAD", "OPTIONS"}),
        (RENEWALS, {"GET", "POST", "HEAD", "OPTIONS"}),
        (LOGS, {"GET", "HEAD", "OPTIONS"}),
        (RUN, {"POST", "OPTIONS"}),
        (f"{CERTIFICATIONS}/cert_00000000", {"GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}),
        (f"{STATUSES}/mentor-1", {"GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}),
        (f"{STATUSES}/mentor-1/explanation", {"GET", "HEAD", "OPTIONS"}),
        (f"{RENEWALS}/renewal-0001", {"GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}),
    ],
)
def test_a_method_that_is_not_allowed(path, allowed, api):
    methods = {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "QUERY", "get it"}
    for method in methods - allowed:
        response = api.generic(method, path, "{}", content_type="application/json")
        refused(response, 405, "method_not_allowed")
        assert set(response["Allow"].split(", ")) == allowed


@pytest.mark.usefixtures("either_mode")
@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/", "/api/schema", "/api/docs"])
def test_the_schema_and_the_docs_can_only_be_read(path, api):
    assert api.get(path).status_code == 200
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = api.generic(method, path)
        refused(answer, 405, "method_not_allowed")
        assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/png", "nonsense", "*"])
def test_an_answer_that_is_not_json_can_not_be_had(accept, api):
    for path in (CERTIFICATIONS, LOGS, f"{STATUSES}/mentor-1", RENEWALS):
        refused(api.get(path, HTTP_ACCEPT=accept), 406, "not_acceptable")


@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/"])
def test_an_image_of_the_schema_can_not_be_had(path, api):
    refused(api.get(path, HTTP_ACCEPT="image/png"), 406, "not_acceptable")


@pytest.mark.parametrize(
    "accept",
    ["application/json", "application/*", "*/*", "text/html, */*;q=0.1", "application/json;q=0.5"],
)
def test_what_browsers_and_clients_accept_is_answered_in_json(accept, api):
    response = api.get(CERTIFICATIONS, HTTP_ACCEPT=accept)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


def test_a_conflict_tells_machines_what_is_in_the_way(api):
    certification_id = api.post(CERTIFICATIONS, NEW_CERTIFICATION).json()["certification_id"]
    error = refused(api.post(CERTIFICATIONS, NEW_CERTIFICATION), 409, "conflict")
    assert error["details"] == {"certification_id": certification_id}
    assert certification_id in error["message"]


def test_a_body_that_is_too_large(api, settings, written):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    before = everything()
    body = json.dumps(NEW_CERTIFICATION | {"notes": "a" * 1000})
    for method, path in written:
        response = api.generic(method, path, body, content_type="application/json")
        refused(response, 413, "too_large")
    assert everything() == before


def test_a_body_that_is_just_small_enough(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = json.dumps(NEW_CERTIFICATION).ljust(1000)
    response = api.generic("POST", CERTIFICATIONS, body, content_type="application/json")
    assert response.status_code == 201, response.content


@pytest.mark.parametrize(
    "media_type",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "text/plain",
        "text/json",
        "application/xml",
        "application/hal+json",
        "application/octet-stream",
        "nonsense",
        "",
    ],
)
def test_a_body_that_is_not_sent_as_json(media_type, api, written):
    before = everything()
    for method, path in written:
        response = api.generic(method, path, '{"dry_run": true}', content_type=media_type)
        refused(response, 415, "unsupported_media_type")
    assert everything() == before


@pytest.mark.parametrize(
    "media_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"]
)
def test_json_by_any_of_its_names(media_type, api):
    response = api.generic(
        "POST", CERTIFICATIONS, json.dumps(NEW_CERTIFICATION), content_type=media_type
    )
    assert response.status_code == 201, response.content


@pytest.mark.parametrize(
    ("path", "service"),
    [
        (CERTIFICATIONS, "certifications.services.record_certification"),
        (STATUSES, "certifications.services.record_certification"),
        (RENEWALS, "renewals.services.renew_certification"),
    ],
)
def test_a_services_refusal_that_names_no_field(path, service, api, monkeypatch):
    def refuse(**_: object) -> None:
        raise ValidationError("The register is closed.")

    monkeypatch.setattr(service, refuse)
    body = {
        CERTIFICATIONS: NEW_CERTIFICATION,
        STATUSES: {
            "mentor_id": "mentor-1",
            "certification_type": "peer_mentor_basic",
            "issue_date": "2026-01-01",
        },
        RENEWALS: {
            "mentor_id": "mentor-1",
            "renewal_date": "2026-03-01",
            "new_expiry_date": "2028-03-01",
        },
    }[path]
    error = refused(api.post(path, body), 400, "invalid", set())
    assert error["message"] == "The register is closed."


def test_what_the_views_refuse_is_told_alike_in_development_and_production(api, written, settings):
    recorded("mentor-2")
    taken = NEW_CERTIFICATION | {"mentor_id": "mentor-2", "issued_at": "2024-03-01"}
    requests = [
        ("POST", CERTIFICATIONS, "{", {}),
        ("POST", CERTIFICATIONS, "[]", {}),
        ("POST", CERTIFICATIONS, json.dumps(NEW_CERTIFICATION | {"mentor_id": 7}), {}),
        ("POST", CERTIFICATIONS, json.dumps(taken), {}),
        ("GET", CERTIFICATIONS, "", {"HTTP_AUTHORIZATION": "Token wrong"}),
        ("GET", f"{STATUSES}/nobody", "", {}),
        ("DELETE", CERTIFICATIONS, "", {}),
        ("GET", CERTIFICATIONS, "", {"HTTP_ACCEPT": "text/html"}),
        ("POST", CERTIFICATIONS, "{}", {"CONTENT_TYPE": "text/plain"}),
        ("GET", f"{CERTIFICATIONS}?nonsense=1", "", {}),
    ]
    answers = []
    for mode in (True, False):
        settings.DEBUG = mode
        answers.append(
            [
                api.generic(
                    method,
                    path,
                    body,
                    **{"content_type": headers.pop("CONTENT_TYPE", "application/json")} | headers,
                )
                for method, path, body, headers in deepcopy(requests)
            ]
        )
    told = [[(each.status_code, each.content) for each in group] for group in answers]
    assert told[0] == told[1]
    codes = [status for status, _ in told[0]]
    assert codes == [400, 400, 400, 409, 401, 404, 405, 406, 415, 400]
