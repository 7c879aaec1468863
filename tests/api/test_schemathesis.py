"""The program's own description against the program: sound and unsound data for each operation.

Derandomised: every run sends the same requests. Each example meets the same records and is
undone afterwards.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mentorcerts.wsgi import application as wsgi_application
from tests.support.answers import assert_error_shape
from tests.support.api import SOUND, known_ids
from tests.support.records import rolled_back
from tests.support.rules import for_rules_only

pytestmark = [pytest.mark.slow, pytest.mark.picky_database]

description = SchemaGenerator().get_schema(request=None, public=True)
ANOTHER = '"another"'
CONDITIONS = ("If-Match", "If-None-Match")
KEY = "Idempotency-Key"
"""Clients don't make up entity tags, so these headers are not generated: they get the values that a
client would send. Malformed ones are tested in ``test_etags`` and ``test_idempotency``."""
taken: dict[tuple[str, str], set[str]] = {}
"""Which of them an operation takes, by path and method."""
for path, operations in description["paths"].items():
    for method, operation in operations.items():
        parameters = operation.get("parameters", [])
        names = {each["name"] for each in parameters} & {*CONDITIONS, KEY}
        taken[path, method.upper()] = names
        operation["parameters"] = [each for each in parameters if each["name"] not in names]
schema = schemathesis.openapi.from_dict(description)
# No schema says which tokens are somebody's.
sound_only = {"mode": "positive", "with-security-parameters": False}
sound_schema = schemathesis.openapi.from_dict(
    description, config=SchemathesisConfig.from_dict({"generation": sound_only})
)
schema.app = sound_schema.app = wsgi_application

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
STATUS_CODES = {200, 201, 204, 304, 400, 401, 404, 405, 406, 409, 410, 412, 413, 415}
"""``default`` in the schema stands for any; these are the ones that the API means.
204 is what ``OPTIONS`` is answered."""

bounded = settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def ids(db) -> dict[str, str]:
    return known_ids()


def declared(case: Any) -> set[str]:
    """The fields of the body, as described."""
    content = description["paths"][case.path][case.operation.method]["requestBody"]["content"]
    name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return set(description["components"]["schemas"][name]["properties"])


keys = count(1)


def current_tag(case: Any) -> str:
    """The entity tag of the record that the case is about; another if there is none."""
    path = case.path if "get" in description["paths"][case.path] else case.path.rpartition("/")[0]
    found = schema[path]["GET"].Case(path_parameters=case.path_parameters).call()
    return str(found.headers.get("etag", [ANOTHER])[0])


def meant(case: Any, turn: int) -> dict[str, str]:
    """Headers as clients mean them: in turn any version, the one that is there, and another."""
    names = taken.get((case.path, case.method), set())
    headers = {"Accept-Encoding": "identity"}  # Schemathesis reads no compressed answers here
    headers |= {KEY: f"key-{next(keys)}"} if KEY in names else {}
    for name in names & set(CONDITIONS):
        any_version = "*" if name == "If-Match" else ANOTHER
        headers[name] = (any_version, current_tag(case), ANOTHER)[turn % 3]
    return headers


def assert_heeded(headers: dict[str, str], status: int) -> None:
    """What was asked of another version is neither done nor left out, and the reverse."""
    if "If-Match" in headers:
        assert status != (200 if headers["If-Match"] == ANOTHER else 412)
    if "If-None-Match" in headers:
        assert status != (304 if headers["If-None-Match"] == ANOTHER else 200)


def assert_done_once(case: Any, headers: dict[str, str], first: Any) -> None:
    """The same request is answered the same; the key of another body is refused."""
    again = case.call(headers=headers)
    case.validate_response(again, checks=CHECKS)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotency-replayed"] == ["true"]
    body, case.body = case.body, {"another": "body"}
    refused = case.call(headers=headers)
    case.validate_response(refused, checks=CHECKS)
    assert refused.status_code == 422
    case.body = body


def variations(case: Any, ids: dict[str, str]) -> Iterator[bool]:
    """The case as generated (true); then on a record that exists; then value by value."""
    yield True
    if case.path_parameters:
        case.path_parameters = {name: ids.get(name, "") for name in case.path_parameters}
        yield from (False, False)  # twice, for each kind of ``If-Match`` and ``If-None-Match``
    sound, generated = SOUND.get(case.path), case.body
    if sound is None or not isinstance(generated, dict):
        return
    for name in sorted(declared(case) & set(generated)):
        case.body = {**sound, name: generated[name]}
        yield False


@schema.parametrize()
@bounded
def test_the_api_keeps_to_its_schema_whatever_is_sent(case, ids, application):
    for turn, as_generated in enumerate(variations(case, ids)):
        with rolled_back():
            headers = meant(case, turn)
            response = case.call(headers=headers)
            # Only of a case as generated is it known to be unsound; such a one is refused.
            # With ``each=true`` a batch answers what is refused item by item.
            itself = "each" not in (case.query or {})
            checks = [*CHECKS, negative_data_rejection] if as_generated and itself else CHECKS
            case.validate_response(response, checks=checks)
            assert response.status_code in STATUS_CODES
            assert_heeded(headers, response.status_code)
            if response.status_code >= 400 and case.method != "HEAD":
                assert_error_shape(response.json())
            elif KEY in headers:
                assert_done_once(case, headers, response)


@sound_schema.parametrize()
@bounded
def test_what_the_schema_calls_sound_is_refused_for_such_rules_only(case, ids, application):
    if case.path_parameters:
        case.path_parameters = {name: ids[name] for name in case.path_parameters}
    with rolled_back():
        response = case.call(headers=meant(case, 0))
        if response.status_code == 400:
            assert for_rules_only(response.json()["error"]), response.text[:500]
        else:
            assert response.status_code in (200, 201, 404, 409, 410)
