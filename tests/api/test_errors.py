"""Whatever goes wrong under ``/api/`` is told in one shape, in development and in production."""

import json
import logging
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.db import InterfaceError, InternalError, OperationalError
from rest_framework.test import APIClient

from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, LOGS, RENEWALS, RUN, STATUSES
from tests.support.records import everything, recorded, renewed

NEW = {
    "mentor_id": "mentor-1",
    "certification_type": "peer_mentor_basic",
    "issued_at": "2026-03-26",
    "expires_at": "2028-03-26",
}


@pytest.fixture(autouse=True, params=[True, False], ids=["DEBUG on", "DEBUG off"])
def _debug(request, settings):
    settings.DEBUG = request.param


@pytest.fixture
def written(db):
    """The addresses that take a body, each with its method."""
    certification, renewal = recorded(), renewed()
    records = (
        f"{CERTIFICATIONS}/{certification.certification_id}",
        f"{STATUSES}/mentor-1",
        f"{RENEWALS}/{renewal.renewal_id}",
    )
    return [
        *(("POST", path) for path in (CERTIFICATIONS, RUN, STATUSES, RENEWALS)),
        *((method, path) for path in records for method in ("PUT", "PATCH")),
    ]


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
@pytest.mark.parametrize("name", NEW)
def test_a_value_of_the_wrong_type(name, value, api):
    response = api.generic(
        "POST", CERTIFICATIONS, json.dumps(NEW | {name: value}), content_type="application/json"
    )
    refused(response, 400, "invalid", {name})
    assert not any(everything().values())


def test_several_errors_are_told_together(api):
    body = {"mentor_id": "a b", "issued_at": "yesterday", "expires_at": 7}
    error = refused(api.post(CERTIFICATIONS, body), 400, "invalid")
    assert set(error["fields"]) == {"mentor_id", "certification_type", "issued_at", "expires_at"}
    for name in error["fields"]:
        assert name in error["message"], "the message alone is enough for a person"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "a_b", "[::2]", "ü"])
@pytest.mark.parametrize("path", [CERTIFICATIONS, RUN, "/api/schema/", "/api/v1/nothing"])
def test_a_foreign_host_name(path, host, api):
    method = "POST" if path == RUN else "GET"
    refused(api.generic(method, path, HTTP_HOST=host), 400, "bad_request")


def test_more_parameters_than_anybody_needs(api):
    query = "&".join(f"p{number}=1" for number in range(1001))
    refused(api.get(f"{CERTIFICATIONS}?{query}"), 400)


# --- 401 and 403 ----------------------------------------------------------------------------
def test_a_missing_token(api, settings):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    response = api.get(CERTIFICATIONS)
    refused(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"] == "Token"


def test_a_wrong_token(api):
    response = api.get(CERTIFICATIONS, HTTP_AUTHORIZATION="Token wrong")
    refused(response, 401, "authentication_failed")
    assert response["WWW-Authenticate"] == "Token"


def test_a_session_without_its_csrf_token(db, django_user_model):
    client = APIClient(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(django_user_model.objects.create_user("ann"))
    refused(client.post(CERTIFICATIONS, NEW), 403, "permission_denied")


# --- 404 ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v2/certifications",
        "/api/v1/Certifications",
        "/api/v1//certifications",
        "/api/v1/certifications//",
        "/api/v1/certifications/a/b",
        "/api/v1/certifications/expiry-job/run/1",
        "/api/v1/certifications/expiry-job/logs/log_00000000",
        "/api/v1/certifications/api/v1/certification-renewals",
        "/api/v1/certification-renewals/api/v1/certification-renewals",
        "/api/%00",
        "/api/é",
        "/api/v1/certifications;a=b",
        "/api/v1/certifications%0A",
        "/api/v1/" + "a" * 5000,
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_address(method, path, api):
    refused(api.generic(method, path, content_type="application/json"), 404, "not_found")


IMPOSSIBLE = [
    "nobody",
    "cert_00000000",
    "cert_03pq7sy1",
    "renewal-41",
    "renewal-0000",
    "renewal-00041",
    "renewal-99999999999999999999",
    "renewal-999999999999999999",
    "renewal--001",
    "renewal-٠٠٤١",
    "Renewal-0041",
    "0041",
    "expiry-job",
    "\0",
    "a\0b",
    "a" * 300,
    "é",
    "日本語",
    "😀",
    "\u202egnp.exe",
    " ",
    "a b",
    "a\nb",
    "mentor-1\n",
    "..",
    "%2e%2e%2f",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "null",
    "undefined",
    "{certification_id}",
    ":id",
    "-1",
    "1e400",
]


@pytest.mark.parametrize("public_id", IMPOSSIBLE)
@pytest.mark.parametrize("base", [CERTIFICATIONS, STATUSES, RENEWALS])
def test_an_unknown_or_impossible_id(base, public_id, api):
    recorded()
    renewed()
    before = everything()
    path = f"{base}/{quote(public_id, safe='')}"
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        response = api.generic(method, path, "{}", content_type="application/json")
        refused(response, 404, "not_found")
    refused(api.get(f"{path}/explanation"), 404, "not_found")
    assert everything() == before


def test_bytes_that_are_no_text_in_an_id(api):
    for path in (f"{CERTIFICATIONS}/%ff%fe", f"{STATUSES}/%c3", f"{RENEWALS}/%ed%a0%80"):
        refused(api.get(path), 404, "not_found")


def test_outside_the_api_a_page_not_found_is_for_people(api):
    response = api.get("/nothing")
    assert (response.status_code, response["Content-Type"][:9]) == (404, "text/html")


# --- 405, 406, 409, 413, 415 -------------------------------------------------------------------
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
        assert set(response["Allow"].split(", ")) >= allowed - {"HEAD"}


@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/"])
def test_the_schema_and_the_docs_can_only_be_read(path, api):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        refused(api.generic(method, path), 405, "method_not_allowed")


@pytest.mark.parametrize("path", [CERTIFICATIONS, RUN, LOGS, STATUSES, RENEWALS])
def test_options_are_answered(path, api):
    """With what is allowed, or with 405."""
    response = api.options(path)
    assert response.status_code in (200, 405), response.content
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/png", "nonsense", "*"])
@pytest.mark.parametrize("path", [CERTIFICATIONS, LOGS, f"{STATUSES}/mentor-1", RENEWALS])
def test_an_answer_that_is_not_json_can_not_be_had(path, accept, api):
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
    certification_id = api.post(CERTIFICATIONS, NEW).json()["certification_id"]
    error = refused(api.post(CERTIFICATIONS, NEW), 409, "conflict")
    assert error["details"] == {"certification_id": certification_id}
    assert certification_id in error["message"]


def test_a_body_that_is_too_large(api, settings, written):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    before = everything()
    body = json.dumps(NEW | {"notes": "a" * 1000})
    for method, path in written:
        response = api.generic(method, path, body, content_type="application/json")
        refused(response, 413, "too_large")
    assert everything() == before


def test_a_body_that_is_just_small_enough(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = json.dumps(NEW).ljust(1000)
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
    response = api.generic("POST", CERTIFICATIONS, json.dumps(NEW), content_type=media_type)
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
        CERTIFICATIONS: NEW,
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


# --- 500 and 503 ----------------------------------------------------------------------------
SECRET = "the password is swordfish"


def crash(*args, **kwargs):
    raise RuntimeError(SECRET)


@pytest.mark.parametrize(
    ("method", "path", "place"),
    [
        (
            "GET",
            CERTIFICATIONS,
            "mentorcerts.lib.api.lists.paging.ContractPagination.paginate_queryset",
        ),
        ("GET", f"{STATUSES}/mentor-1", "statuses.views.get_or_missing"),
        ("POST", CERTIFICATIONS, "certifications.services.record_certification"),
        ("POST", RUN, "certifications.views.expire_certifications"),
        ("POST", RENEWALS, "mentorcerts.lib.api.serializers.StrictSerializer.to_internal_value"),
    ],
)
def test_a_view_that_crashes(method, path, place, api, monkeypatch, caplog):
    monkeypatch.setattr(place, crash)
    with caplog.at_level(logging.ERROR):
        response = api.generic(method, path, json.dumps(NEW), content_type="application/json")
    if path == RUN:
        response = api.post(RUN)
    error = refused(response, 500, "internal_error")
    assert SECRET not in json.dumps(error)
    [record] = [record for record in caplog.records if record.name == "mentorcerts.lib.api.errors"][
        -1:
    ]
    assert record.levelno == logging.ERROR
    route = path.lstrip("/").removesuffix("/mentor-1")
    assert record.getMessage().startswith(f"{method} {route}")
    assert "mentor-1" not in record.getMessage(), "the route, in which nobody is named"
    assert SECRET in str(record.exc_info[1])


@pytest.mark.parametrize(
    "place",
    [
        "django.contrib.sessions.middleware.SessionMiddleware.process_request",
        "django.contrib.auth.middleware.AuthenticationMiddleware.process_request",
        "mentorcerts.lib.api.json.JsonRenderer.render",
    ],
)
def test_a_crash_outside_the_views(place, api, monkeypatch, caplog):
    monkeypatch.setattr(place, crash)
    error = refused(api.get(CERTIFICATIONS), 500, "internal_error")
    assert SECRET not in json.dumps(error)
    assert any(record.exc_info and SECRET in str(record.exc_info[1]) for record in caplog.records)


def test_a_write_that_crashes_half_way_has_written_nothing(api, monkeypatch):
    recorded()
    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr("certifications.services.certifications.settle_pauses", crash)
        patch.setattr("certifications.services.certifications.recompute_governing", crash)
        refused(api.post(CERTIFICATIONS, NEW), 500, "internal_error")
        refused(api.put(f"{STATUSES}/mentor-1", {"expiry_date": "2027-03-01"}), 500)
        refused(api.delete(f"{STATUSES}/mentor-1"), 500)
    assert everything() == before


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_is_away(error, api, written, monkeypatch):
    def away(*args, **kwargs):
        raise error(SECRET)

    with monkeypatch.context() as patch:
        patch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
        for path in (CERTIFICATIONS, LOGS, STATUSES, RENEWALS, f"{STATUSES}/mentor-1"):
            told = refused(api.get(path), 503, "unavailable")
            assert SECRET not in json.dumps(told)
        refused(api.post(CERTIFICATIONS, NEW), 503, "unavailable")
        refused(api.post(RUN), 503, "unavailable")
        for method, path in written[4:]:
            refused(getattr(api, method.lower())(path, {}), 503, "unavailable")


def test_a_database_that_is_away_while_it_is_asked_who_is_there(api, token, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        patch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
        response = api.get(CERTIFICATIONS, HTTP_AUTHORIZATION=f"Token {token}")
        refused(response, 503, "unavailable")
        api.cookies["sessionid"] = "a" * 32
        refused(api.get(CERTIFICATIONS), 503, "unavailable")


def test_a_database_that_takes_no_writes_is_away(api, monkeypatch):
    """As PostgreSQL says it on a standby; Django has no class of its own for that."""

    class ReadOnly(Exception):
        sqlstate = "25006"

    def refuse(*args, **kwargs):
        raise InternalError("cannot execute INSERT in a read-only transaction") from ReadOnly()

    monkeypatch.setattr("certifications.services.record_certification", refuse)
    response = api.post(CERTIFICATIONS, NEW)
    refused(response, 503, "unavailable")
    assert int(response["Retry-After"]) > 0


def test_any_other_internal_error_of_the_database_is_ours(api, monkeypatch):
    def refuse(*args, **kwargs):
        raise InternalError(SECRET)

    monkeypatch.setattr("certifications.services.record_certification", refuse)
    refused(api.post(CERTIFICATIONS, NEW), 500, "internal_error")


def test_an_error_in_answer_to_head_has_no_body(api):
    response = api.head(f"{CERTIFICATIONS}/cert_00000000")
    assert (response.status_code, response.content) == (404, b"")
