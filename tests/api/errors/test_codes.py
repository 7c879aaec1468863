"""The codes of errors: each that is listed occurs, and each that occurs is listed."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from rest_framework import exceptions

from certifications.job.refusals import TakenOver
from mentorcerts.lib.api import errors
from mentorcerts.lib.api.error_codes import ERROR_CODES
from mentorcerts.lib.refusals import Refused
from tests.support.answers import refused
from tests.support.api import (
    CERTIFICATIONS,
    EVENTS,
    NEW_CERTIFICATION,
    RUN,
    address_of,
    call,
)
from tests.support.records import recorded
from tests.support.runs import record_mentors, running

API_DOCS = Path(__file__).parents[3] / "docs" / "api.md"
JSON = {"content_type": "application/json"}
IN_SERVICES_ONLY = {"refused"}
"""What the admin refuses with; no endpoint does."""


# --- each code occurs -------------------------------------------------------------------------
@pytest.fixture
def provoked(api, settings, monkeypatch, django_user_model, token) -> Iterator[Any]:
    """Code → how to get it, as a function of no arguments."""
    cache.clear()

    def new(**headers: str) -> Any:
        return api.post(CERTIFICATIONS, NEW_CERTIFICATION, headers=headers)

    def with_token_only(**headers: str) -> Any:
        settings.MENTORCERTS_API_ACCESS = "authenticated"
        return api.get(CERTIFICATIONS, headers=headers)

    def without_permission() -> Any:
        django_user_model.objects.get(username="coordinator").groups.clear()
        return with_token_only(authorization=f"Token {token}")

    def while_another_runs() -> Any:
        running()
        return api.post(RUN)

    def with_many_due() -> Any:
        settings.MENTORCERTS_BRAKE_MENTORS = 1
        record_mentors(due=5, valid=0)
        return api.post(RUN)

    def too_often() -> Any:
        settings.MENTORCERTS_API_RATES = {"token": (1, 60), "address": (1, 60), "failures": (1, 60)}
        api.get(CERTIFICATIONS)
        return api.get(CERTIFICATIONS)

    def too_much() -> Any:
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
        return new()

    def key_of_another_body() -> Any:
        new(**{"Idempotency-Key": "order-1"})
        other = {**NEW_CERTIFICATION, "mentor_id": "mentor-2"}
        return api.post(CERTIFICATIONS, other, headers={"Idempotency-Key": "order-1"})

    def of_a_service_that(error: Exception, service: str, path: str) -> Callable[[], Any]:
        def fail(**kwargs: Any) -> None:
            raise error

        def ask() -> Any:
            monkeypatch.setattr(service, fail)
            return api.post(path, {} if path == RUN else NEW_CERTIFICATION)

        return ask

    expire, record = "certifications.views.expire_certifications", "certifications.services"
    record = f"{record}.record_certification"
    yield {
        "invalid": lambda: api.get(CERTIFICATIONS, {"limit": "many"}),
        "parse_error": lambda: api.generic("POST", CERTIFICATIONS, "{", **JSON),
        "bad_request": lambda: api.get(CERTIFICATIONS, headers={"host": "elsewhere.example.org"}),
        "not_authenticated": with_token_only,
        "authentication_failed": lambda: with_token_only(authorization="Token unknown"),
        "permission_denied": without_permission,
        "not_found": lambda: api.get(f"{CERTIFICATIONS}/cert_00000000"),
        "method_not_allowed": lambda: api.delete(CERTIFICATIONS),
        "not_acceptable": lambda: api.get(CERTIFICATIONS, headers={"accept": "text/csv"}),
        "conflict": lambda: [new(), new()][-1],
        "already_running": while_another_runs,
        "taken_over": of_a_service_that(TakenOver("Another run goes on."), expire, RUN),
        "held": with_many_due,
        "gone": lambda: api.get(EVENTS, {"after": 4711}),
        "precondition_failed": lambda: api.put(
            address_of(recorded()), {}, headers={"if-match": '"another"'}
        ),
        "too_large": too_much,
        "unsupported_media_type": lambda: api.generic(
            "POST", CERTIFICATIONS, "x", content_type="text/plain"
        ),
        "idempotency_key_reused": key_of_another_body,
        "throttled": too_often,
        "internal_error": of_a_service_that(RuntimeError("a fault"), record, CERTIFICATIONS),
        "unavailable": of_a_service_that(OperationalError("away"), record, CERTIFICATIONS),
    }
    cache.clear()


@pytest.mark.parametrize("code", ERROR_CODES)
def test_a_code_that_is_listed_occurs_with_its_status(code, provoked):
    refused(provoked[code](), ERROR_CODES[code].status, code)


# --- each that occurs is listed ---------------------------------------------------------------
def every_subclass(of: type) -> Iterator[Any]:
    for each in of.__subclasses__():
        yield each
        yield from every_subclass(each)


def test_every_code_that_the_program_can_raise_is_listed():
    raised = {(each.code, each.status) for each in every_subclass(Refused)}
    raised |= {
        (each.default_code, each.status_code)
        for each in every_subclass(exceptions.APIException)
        if each.__module__.startswith(("mentorcerts", "rest_framework"))
    }
    raised |= {(code, status) for status, (code, _message) in errors._BY_STATUS.items()}
    known = {(code, told.status) for code, told in ERROR_CODES.items()}
    assert {(code, status) for code, status in raised if code not in IN_SERVICES_ONLY} == known


@pytest.mark.parametrize("status", [402, 411, 414, 431, 501, 504])
def test_a_status_that_nobody_foresaw_has_a_code_that_is_listed(status):
    """Such as that of a page of Django, or of whatever is put between."""
    from django.http import HttpResponse
    from django.test import RequestFactory

    middleware = errors.JsonErrorsMiddleware(lambda request: HttpResponse("page", status=status))
    answer = middleware(RequestFactory().get("/api/v1/certifications"))
    assert answer.status_code == status
    assert json.loads(answer.content)["error"]["code"] in ERROR_CODES


def test_the_docs_have_a_table_of_the_codes():
    rows = re.findall(r"^\| `([a-z_]+)` \| (\d{3}) \| (.+) \|$", API_DOCS.read_text("utf-8"), re.M)
    told = {code: (int(status), text) for code, status, text in rows}
    assert told == {code: tuple(each) for code, each in ERROR_CODES.items()}


def test_the_schema_has_an_enum_of_the_codes(api):
    schema = api.get("/api/schema/", headers={"accept": "application/json"}).json()
    assert schema["components"]["schemas"]["ErrorCode"]["enum"] == list(ERROR_CODES)


# --- sentences that say what would do ---------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"auto_pause_applied": "True"}, "Write true or false."),
        ({"left": "yes"}, "Write true or false."),
        ({"status": "Revoked"}, "Write valid, expired or revoked."),
    ],
)
def test_a_bad_choice_in_the_query_is_answered_with_the_choices(query, sentence, api):
    error = refused(api.get(CERTIFICATIONS, query), 400, "invalid", set(query))
    assert error["fields"] == {name: [sentence] for name in query}


@pytest.mark.parametrize("status", ["Revoked", "", "paused", None, 1, True, ["valid"], {}])
def test_a_bad_choice_in_the_body_is_answered_with_the_choices(status, api):
    answer = api.put(address_of(recorded()), {"status": status})
    error = refused(answer, 400, "invalid", {"status"})
    assert error["fields"]["status"] == ["Write valid, expired or revoked."]


@pytest.mark.parametrize(
    "media_type", [None, "", "text/plain", "application/x-www-form-urlencoded"]
)
def test_a_body_of_another_kind_is_told_which_is_taken(media_type, application):
    body = json.dumps(NEW_CERTIFICATION).encode()
    status, kind, content = call(application, "POST", CERTIFICATIONS, body, CONTENT_TYPE=media_type)
    assert (status, kind) == (415, "application/json")
    assert "Content-Type: application/json" in json.loads(content)["error"]["message"]


def test_a_compressed_body_is_refused_and_told_so(api):
    body = gzip.compress(json.dumps(NEW_CERTIFICATION).encode())
    answer = api.generic("POST", CERTIFICATIONS, body, headers={"content-encoding": "gzip"}, **JSON)
    assert "not compressed" in refused(answer, 415, "unsupported_media_type")["message"]
    assert answer["Accept"] == "application/json"
    assert answer["Accept-Encoding"] == "identity"
    plain = json.dumps(NEW_CERTIFICATION)
    said = {"content-encoding": "identity"}
    assert api.generic("POST", CERTIFICATIONS, plain, headers=said, **JSON).status_code == 201


def test_what_can_be_had_is_told_where_something_else_is_asked_for(api):
    answer = api.get(CERTIFICATIONS, headers={"accept": "text/csv"})
    assert "application/json" in refused(answer, 406, "not_acceptable")["message"]


# --- Bearer is Token --------------------------------------------------------------------------
@pytest.mark.parametrize("word", ["Token", "Bearer", "bearer", "TOKEN"])
def test_a_token_is_taken_after_either_word(word, token, api, settings):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    assert api.get(CERTIFICATIONS, headers={"authorization": f"{word} {token}"}).status_code == 200
    answer = api.get(CERTIFICATIONS, headers={"authorization": f"{word} {token}x"})
    refused(answer, 401, "authentication_failed")
    assert answer["WWW-Authenticate"].lower() == word.lower()
