"""The API's description: true, whole, and to be had without the internet."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.staticfiles import finders
from django.core.management import call_command
from drf_spectacular.validation import validate_schema
from rest_framework.test import APIClient

from mentorcerts.openapi.examples import printed
from tests.support.api import SOUND, known_ids, make_ready
from tests.support.records import rolled_back

ACTS_ON_ONE = ("revoke", "reinstate", "restore")
ACTS_ON_A_MENTOR = ("pause", "resume", "exempt", "end-exemption", "leave", "return")
ENDPOINTS = {
    "/api/v1/certifications": {"get", "post"},
    "/api/v1/certifications/{certification_id}": {"get", "put", "patch", "delete"},
    "/api/v1/certifications/batch": {"post"},
    "/api/v1/certification-renewals/batch": {"post"},
    "/api/v1/certifications/expiry-job/run": {"post"},
    "/api/v1/certifications/expiry-job/logs": {"get"},
    "/api/v1/certifications/expiry-job/runs": {"get"},
    "/api/v1/certifications/expiry-job/runs/{job_run_id}": {"get"},
    "/api/v1/certification-statuses": {"get", "post"},
    "/api/v1/certification-statuses/{mentor_id}": {"get", "put", "patch", "delete"},
    "/api/v1/certification-statuses/{mentor_id}/explanation": {"get"},
    "/api/v1/certification-events": {"get"},
    "/api/v1/certification-events/compare": {"get", "post"},
    "/api/v1/certification-renewals": {"get", "post"},
    "/api/v1/certification-renewals/{renewal_id}": {"get", "put", "patch", "delete"},
    "/api/v1/certification-renewals/{renewal_id}/restore": {"post"},
    "/api/v1/certification-types": {"get"},
    "/api/v1/certification-types/{code}": {"get"},
    **{f"/api/v1/certifications/{{certification_id}}/{act}": {"post"} for act in ACTS_ON_ONE},
    "/api/v1/mentors/{mentor_id}": {"get"},
    **{f"/api/v1/mentors/{{mentor_id}}/{act}": {"post"} for act in ACTS_ON_A_MENTOR},
}
"""The contracts' seventeen, ``PATCH`` with each ``PUT``, the explanation of a status, what
connected systems follow, the job's runs, types, and what is decided by a path of its own."""
ACTS = ("/run", "/compare", *(f"/{act}" for act in (*ACTS_ON_ONE, *ACTS_ON_A_MENTOR)))
"""How paths end whose ``POST`` makes no record."""
OPERATIONS = [(path, method) for path, methods in ENDPOINTS.items() for method in sorted(methods)]

each_operation = pytest.mark.parametrize(("path", "method"), OPERATIONS)


@cache
def schema_text():
    response = APIClient().get("/api/schema/", HTTP_ACCEPT="application/json")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/json")
    return response.content


@pytest.fixture
def schema(db):
    return json.loads(schema_text())


def resolved(schema, part):
    """What a ``$ref`` points to."""
    while "$ref" in part:
        kind, name = part["$ref"].split("/")[-2:]
        part = schema["components"][kind][name]
    return part


# --- the schema ---------------------------------------------------------------------------
def test_it_is_valid_openapi_3_1(schema):
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_it_is_yaml_unless_json_is_asked_for(api, schema):
    response = api.get("/api/schema/")
    assert "yaml" in response["Content-Type"] or "openapi" in response["Content-Type"]
    assert yaml.safe_load(response.content) == schema


def test_it_is_made_without_a_warning(tmp_path):
    target = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(target))
    assert target.read_text().startswith("openapi: 3.1")


def test_it_holds_every_endpoint_once_by_its_short_path(schema):
    assert {
        path: {method for method in operations if method != "parameters"}
        for path, operations in schema["paths"].items()
    } == ENDPOINTS


def test_the_contracts_seventeen_are_among_them():
    requests = [example["request"] for example in printed()]
    assert len(requests) == 17
    known = {(method.upper(), re.sub(r"\{\w+\}", "{}", path)) for path, method in OPERATIONS}
    for request in requests:
        method, path = request.split()
        assert (method, re.sub(r":\w+", "{}", path)) in known


@each_operation
def test_each_operation_says_what_it_does_and_what_may_go_wrong(path, method, schema):
    operation = schema["paths"][path][method]
    assert operation["summary"]
    assert operation["operationId"]
    successes = {status for status in operation["responses"] if status.startswith("2")}
    if path.endswith("/batch"):
        assert successes == {"200", "201"}
    else:
        assert successes == {"201" if method == "post" and not path.endswith(ACTS) else "200"}
    failures = set(operation["responses"]) - successes - {"304"}
    assert "default" in failures
    for status in failures:
        content = resolved(schema, operation["responses"][status])["content"]
        assert list(content) == ["application/json"]
        assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}


def test_operations_have_names_of_their_own(schema):
    names = [schema["paths"][path][method]["operationId"] for path, method in OPERATIONS]
    assert len(set(names)) == len(names)


def test_the_error_in_the_schema_is_the_error_that_is_sent(schema, api):
    error = schema["components"]["schemas"]["Error"]
    assert error["required"] == ["error"]
    body = resolved(schema, error["properties"]["error"])
    assert body["required"] == ["code", "message", "fields", "details"]
    sent = api.get("/api/v1/certifications/cert_00000000").json()
    assert list(sent["error"]) == body["required"]


@pytest.mark.parametrize(
    ("path", "filters"),
    [
        (
            "/api/v1/certifications",
            "mentor_id certification_type status auto_pause_applied left "
            "expires_before expires_after "
            "issued_before issued_after expiring_within_days",
        ),
        (
            "/api/v1/certifications/expiry-job/logs",
            "mentor_id job_run_id applied_before applied_after lifted",
        ),
        (
            "/api/v1/certification-statuses",
            "mentor_id certification_type is_expired expiring_within_days paused left",
        ),
        (
            "/api/v1/certification-renewals",
            "mentor_id processed_by renewed_before renewed_after",
        ),
    ],
)
def test_a_list_describes_all_its_parameters(path, filters, schema):
    parameters = schema["paths"][path]["get"]["parameters"]
    names = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
    assert names == {"page", "limit", "after", "ordering", *filters.split()}


@each_operation
def test_only_lists_and_batches_have_query_parameters(path, method, schema):
    parameters = schema["paths"][path][method].get("parameters", [])
    if path.endswith("/batch"):
        assert [each["name"] for each in parameters if each["in"] == "query"] == ["each"]
    elif method != "get" or path.endswith("}"):
        assert {parameter["in"] for parameter in parameters} <= {"path", "header"}


# --- as strict as the API -------------------------------------------------------------------
BODIES = [
    (path, method)
    for path, method in OPERATIONS
    if method in ("post", "put", "patch") and not path.endswith("/restore")
]


@pytest.mark.parametrize(("path", "method"), BODIES)
def test_a_body_has_no_fields_but_those_described(path, method, schema):
    """The API refuses unknown fields, so that a client made from the schema must not send any."""
    content = schema["paths"][path][method]["requestBody"]["content"]
    assert list(content) == ["application/json"]
    body = resolved(schema, content["application/json"]["schema"])
    assert body["additionalProperties"] is False


@pytest.mark.parametrize(("path", "method"), BODIES)
def test_ids_in_a_body_are_described_as_strictly_as_they_are_checked(path, method, schema):
    content = schema["paths"][path][method]["requestBody"]["content"]
    body = resolved(schema, content["application/json"]["schema"])
    for name in ("mentor_id", "certification_type", "certification_id"):
        if name in body["properties"] and not body["properties"][name].get("readOnly"):
            described = body["properties"][name]
            assert re.search(described["pattern"], "peer_mentor.basic:2-a"), name
            for bad in ("", "a b", "a/b", "é", "a" * 65):
                too_long = len(bad) > described.get("maxLength", 10**6)
                assert too_long or not re.search(described["pattern"], bad), (name, bad)


def test_descriptions_are_for_clients_not_for_programmers(schema):
    for name, component in schema["components"]["schemas"].items():
        assert "``echoes``" not in component.get("description", ""), name


# --- the docs -----------------------------------------------------------------------------
def assets(page: str) -> list[str]:
    return re.findall(r"""(?:src|href)=["']([^"']+)["']""", page)


def test_the_docs_need_nothing_from_elsewhere(api):
    response = api.get("/api/docs/", HTTP_ACCEPT="text/html")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")
    page = response.content.decode()
    found = assets(page)
    assert len(found) >= 3, "a style sheet, Swagger UI and the script that starts it"
    assert not re.search(r"""["'(]\s*(https?:)?//""", page)

    [script] = [asset for asset in found if not asset.startswith("/static/")]
    assert script.startswith("/api/docs/")
    started = api.get(script, HTTP_ACCEPT="*/*")
    assert started.status_code == 200
    assert started["Content-Type"].startswith("application/javascript")
    assert "/api/schema/" in started.content.decode()
    assert not re.search(r"""["'(]\s*(https?:)?//""", started.content.decode())


def test_the_assets_of_the_docs_are_there(api):
    page = api.get("/api/docs/", HTTP_ACCEPT="text/html").content.decode()
    static = [asset for asset in assets(page) if asset.startswith("/static/")]
    assert len(static) >= 2
    for asset in static:
        path = finders.find(asset.removeprefix("/static/").partition("?")[0])
        assert path, asset
        assert Path(path).stat().st_size > 0
        if asset.endswith(".css"):
            assert not re.search(r"url\(\s*[\"']?(https?:)?//", Path(path).read_text()), asset


def test_the_docs_have_no_script_in_the_page(api):
    """So that a strict content security policy lets them work."""
    page = api.get("/api/docs/", HTTP_ACCEPT="text/html").content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page) == []


# --- conditional and repeated requests --------------------------------------------------------
HEEDED = {
    "If-None-Match": ("*", 304),
    "If-Match": ('"another"', 412),
    "Idempotency-Key": ("two words", 400),
}
"""A header → a value of it, and what is answered only where the header is heeded."""
SENT_HEADERS = ("ETag", "Location", "Idempotency-Replayed", "Mentorcerts-Today")
ANSWERS = {"If-None-Match": "304", "If-Match": "412", "Idempotency-Key": "422"}


@pytest.fixture
def send(api):
    """Sends what would be accepted, with these headers; it is undone afterwards."""
    ids = known_ids()

    def call(path: str, method: str, *, times: int = 1, **headers: str) -> Any:
        body = None if method == "get" else SOUND.get(path)
        with rolled_back():
            make_ready(api, path, ids)
            for _ in range(times):
                answer = getattr(api, method)(path.format(**ids), body, headers=headers)
        return answer

    return call


@each_operation
def test_an_operation_describes_the_headers_that_it_heeds_and_no_others(path, method, schema, send):
    plain = send(path, method)
    assert plain.status_code in (200, 201), plain.content
    heeded = set()
    for name, (value, status) in HEEDED.items():
        answer = send(path, method, **{name: value})
        if answer.status_code == status:
            heeded.add(name)
        else:
            assert answer.status_code == plain.status_code, name
    operation = schema["paths"][path][method]
    taken = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "header"}
    assert taken == heeded
    assert {name for name, status in ANSWERS.items() if status in operation["responses"]} == heeded


@each_operation
def test_an_answer_has_the_headers_that_are_described_and_no_others(path, method, schema, send):
    plain = send(path, method)
    again = send(path, method, times=2, **{"Idempotency-Key": "order-4711"})
    responses = schema["paths"][path][method]["responses"]
    told = responses[str(plain.status_code)].get("headers", {})
    sent = {name for name in SENT_HEADERS if name in again or name in plain}
    assert set(told) == sent
    for name, header in told.items():
        assert header.get("required", False) == (name in plain), name


@each_operation
def test_a_change_needs_no_field(path, method, schema):
    """What is left out stays as it is."""
    if method in ("put", "patch"):
        content = schema["paths"][path][method]["requestBody"]["content"]
        name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
        assert "required" not in schema["components"]["schemas"][name]


@each_operation
def test_an_answer_without_a_body_is_described_without_one(path, method, schema):
    assert "content" not in schema["paths"][path][method]["responses"].get("304", {})
