"""Horrible input: nothing that a client sends causes a 500, and what is refused writes nothing.

Every value goes into every field, every body to every endpoint that takes one, every query to
every list. Headers go through the front door, the WSGI application: some of them break
Django's request before a view or a middleware has seen it.
"""

import json
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction

from tests.support.answers import assert_error_shape
from tests.support.api import (
    CERTIFICATIONS,
    COMPARE,
    LOGS,
    RENEWALS,
    RUN,
    STATUSES,
    call,
    sound_bodies,
)
from tests.support.horrors import BODIES, HEADERS, JSON, PATHS, QUERIES, VALUES
from tests.support.lists import LISTS
from tests.support.records import everything, rolled_back


@pytest.fixture
def bodies(db) -> dict[tuple[str, str], dict[str, Any]]:
    return sound_bodies()


def assert_survived(status: int, media_type: str, content: bytes, context: Any) -> None:
    """No 500; and whatever is refused is refused in JSON, in the one shape."""
    assert status < 500, (context, content[:300])
    if status != 204:
        assert media_type == "application/json", (context, media_type)
        body = json.loads(content)
        if status >= 400:
            assert_error_shape(body)


def survive(api: Any, method: str, path: str, raw: bytes | str, context: Any) -> None:
    """Send it; what it wrote must be readable, and is undone. Callers compare the facts."""
    with transaction.atomic():
        response = api.generic(method, path, raw, content_type="application/json")
        assert_survived(response.status_code, response["Content-Type"], response.content, context)
        if response.status_code < 400:
            shown = RENEWALS if path.startswith(RENEWALS) else CERTIFICATIONS
            for address in (shown, f"{STATUSES}/mentor-1/explanation"):
                assert api.get(address).status_code == 200, (context, address)
            transaction.set_rollback(True)


def test_without_horrors_every_body_is_accepted(api, bodies):
    """Else the tests below would not reach what they are about."""
    for (method, path), body in bodies.items():
        with rolled_back():
            response = api.generic(method, path, json.dumps(body), content_type="application/json")
            assert response.status_code in (200, 201), (path, response.content)


# --- values, as they stand in the JSON --------------------------------------------------------


@pytest.mark.picky_database
@pytest.mark.slow
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_horrible_value_in_every_field(value, api, bodies):
    before = everything()
    for (method, path), body in bodies.items():
        for name in body:
            sound = json.dumps({key: kept for key, kept in body.items() if key != name})
            raw = f"{{{json.dumps(name)}: {value}, {sound[1:]}"
            survive(api, method, path, raw, (method, path, name))
    assert everything() == before


NEVER_ACCEPTED = [
    "null",
    "minus one",
    "NaN",
    "1e400",
    "a lone high surrogate",
    "NUL",
    "an array",
    "an object",
    "100,000 arrays deep",
    "1,000,000 characters",
]


MAY_BE = (("revoked_at", "null"), ("paused", "an array"), ("items", "an array"))
"""It is null, and may be sent back; a set and a batch may be empty."""


@pytest.mark.picky_database
@pytest.mark.slow
@pytest.mark.parametrize("name", NEVER_ACCEPTED)
def test_what_no_field_accepts(name, api, bodies):
    for (method, path), body in bodies.items():
        for field in body:
            if (field, name) in MAY_BE:
                continue
            sound = json.dumps({key: kept for key, kept in body.items() if key != field})
            raw = f"{{{json.dumps(field)}: {VALUES[name]}, {sound[1:]}"
            with rolled_back():
                response = api.generic(method, path, raw, content_type="application/json")
                assert response.status_code == 400, (path, field, response.content[:300])


# --- whole bodies ---------------------------------------------------------------------------


@pytest.mark.picky_database
@pytest.mark.slow
@pytest.mark.parametrize("raw", BODIES.values(), ids=BODIES)
def test_a_horrible_body_to_every_endpoint(raw, api, bodies):
    before = everything()
    for method, path in bodies:
        survive(api, method, path, raw, (method, path))
    for method, path in (("DELETE", f"{STATUSES}/nobody"), ("DELETE", RUN), ("POST", LOGS)):
        survive(api, method, path, raw, (method, path))
    assert everything() == before


# --- queries --------------------------------------------------------------------------------


@pytest.mark.picky_database
@pytest.mark.slow
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_horrible_query_to_every_list(query, application, bodies):
    before = everything()
    for path in LISTS:
        answer = call(application, "GET", f"{path}?{query}")
        assert_survived(*answer, path)
    answer = call(application, "POST", f"{RUN}?{query}", b'{"dry_run": true}')
    assert_survived(*answer, RUN)
    if answer[0] >= 400:
        assert everything() == before


# --- paths ----------------------------------------------------------------------------------


@pytest.mark.picky_database
@pytest.mark.slow
@pytest.mark.parametrize("tail", PATHS.values(), ids=PATHS)
def test_a_horrible_path(tail, application, bodies):
    before = everything()
    for base in (CERTIFICATIONS, STATUSES, RENEWALS, RUN, LOGS, "/api", "/api/schema", "/api/docs"):
        for method in ("GET", "PUT", "DELETE", "OPTIONS"):
            status, media_type, content = call(application, method, f"{base}/{tail}", b"{}")
            assert_survived(status, media_type, content, (method, base))
            asked = method == "OPTIONS" and status == 204  # which says nothing of the record
            assert status >= 400 or asked or tail == "/" * 10_000
    assert everything() == before


# --- headers, through the front door ----------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.slow
@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_a_horrible_header(headers, application, bodies):
    before = everything()
    for query in ("", "?page=%31&mentor_id=%5cud800", "?%5cud800=1"):
        answer = call(application, "GET", f"{CERTIFICATIONS}{query}", **headers)
        assert_survived(*answer, query)
    for (method, path), body in bodies.items():
        raw = json.dumps(body).encode()
        with rolled_back():
            status, media_type, content = call(application, method, path, raw, **headers)
            assert_survived(status, media_type, content, (method, path))
            if status >= 400:
                assert everything() == before


@pytest.mark.parametrize("media_type", [JSON, f"{JSON}; charset=utf-8"])
def test_too_many_parameters_and_a_charset(media_type, application, bodies):
    query = "&".join(f"p{number}=1" for number in range(1001))
    answer = call(application, "GET", f"{CERTIFICATIONS}?{query}", CONTENT_TYPE=media_type)
    assert_survived(*answer, media_type)
    assert answer[0] == 400


# --- a body whose length nobody told ----------------------------------------------------------
class HungUp(BytesIO):
    """A client that goes away before it has sent what it announced."""

    def read(self, size: int | None = -1) -> bytes:
        raise ConnectionResetError("Connection reset by peer")


# A server that takes chunked bodies apart says so; with one that does not nobody knows where
# the body ends, and it has to be refused.
TAKEN_APART = {
    "CONTENT_LENGTH": None,
    "HTTP_TRANSFER_ENCODING": "chunked",
    "wsgi.input_terminated": True,
}
AS_IT_CAME = {"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "chunked"}

chunked = pytest.mark.parametrize(
    "headers", [TAKEN_APART, AS_IT_CAME], ids=["taken apart", "as it came"]
)


@chunked
def test_dry_run_is_not_overlooked_in_a_chunked_body(headers, application, bodies, api):
    """Either it is read or it is refused; taken for empty, it would pause mentor-1 for real."""
    answer = call(application, "POST", RUN, b'{"dry_run": true}', **headers)
    assert_survived(*answer, RUN)
    assert api.get(LOGS).json()["data"] == []


@chunked
def test_a_change_is_not_lost_in_a_chunked_body(headers, application, bodies, api):
    address = f"{STATUSES}/mentor-1"
    body = b'{"expiry_date": "2030-01-01"}'
    status, media_type, content = call(application, "PUT", address, body, **headers)
    assert_survived(status, media_type, content, address)
    changed = api.get(address).json()["expiry_date"].startswith("2030-01-01")
    assert changed == (status == 200)


def test_a_chunked_body_may_be_too_large(application, bodies, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    before = everything()
    for method, path in bodies.keys() - {("POST", COMPARE)}:  # it has a bound of its own
        status, media_type, content = call(application, method, path, b" " * 1001, **TAKEN_APART)
        assert_survived(status, media_type, content, path)
        assert status == 413
    assert everything() == before


@pytest.mark.parametrize(
    "headers", [{"CONTENT_LENGTH": "100"}, TAKEN_APART], ids=["announced", "chunked"]
)
def test_a_client_that_hangs_up_is_no_fault_of_ours(headers, application, bodies, caplog):
    before = everything()
    for method, path in bodies:
        answer = call(application, method, path, **{**headers, "wsgi.input": HungUp()})
        assert_survived(*answer, path)
    assert everything() == before
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_there_are_enough_horrors():
    tables = (VALUES, BODIES, QUERIES, PATHS, HEADERS)
    assert sum(len(table) for table in tables) >= 80
