"""Every address: its spellings, what ``Allow`` says of it, ``HEAD``, and where a new record is."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from rest_framework.test import APIClient

from certifications.models import Certification, CertificationType, Mentor
from certifications.services import record_certification
from renewals.models import Renewal
from tests.support.answers import refused
from tests.support.api import (
    CERTIFICATIONS,
    COMPARE,
    EVENTS,
    NEW_CERTIFICATION,
    NEW_RENEWAL,
    NEW_STATUS,
    RENEWALS,
    STATUSES,
    known_ids,
)
from tests.support.dates import TODAY, at
from tests.support.records import everything, recorded, rolled_back

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
BASES = {
    CERTIFICATIONS: "/api/v1/certifications",
    STATUSES: "/api/v1/certification-statuses",
    RENEWALS: "/api/v1/certification-statuses",
}


def patterns(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        here = before + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, here)
        elif here.startswith("/api/v1/"):
            yield here


def every_address() -> list[str]:
    """Each as it is matched, on both spellings, with ``{name}`` for what is named in it."""
    named = (re.sub(r"\(\?P<(\w+)>[^()]*\)", r"{\1}", each) for each in patterns(get_resolver()))
    return sorted({each.removesuffix("/?$") for each in named})


each_address = pytest.mark.parametrize("address", every_address())


def asked(api: APIClient, method: str, path: str) -> Any:
    """What is answered to a body that is one of nothing; it is undone afterwards."""
    with rolled_back():
        return api.generic(method, path, "[]", content_type="application/json")


@each_address
def test_a_trailing_slash_makes_no_difference_to_any_method(address, api):
    path = address.format_map(known_ids())
    for method in METHODS:
        plain, slashed = (asked(api, method, each) for each in (path, f"{path}/"))
        assert plain.status_code == slashed.status_code, method
        assert plain["Allow"] == slashed["Allow"]


@each_address
def test_an_address_takes_what_its_allow_header_says_and_nothing_else(address, api):
    path = address.format_map(known_ids())
    answer = api.options(path)
    assert (answer.status_code, answer.content) == (204, b"")
    allowed = set(answer["Allow"].split(", "))
    assert "OPTIONS" in allowed
    for method in (*METHODS, "TRACE", "CONNECT", "PROPFIND"):
        answer = asked(api, method, path)
        assert (answer.status_code == 405) == (method not in allowed), method
        assert set(answer["Allow"].split(", ")) == allowed


@each_address
def test_head_is_answered_wherever_get_is_with_the_same_headers(address, api):
    path = address.format_map(known_ids())
    got, headed = api.get(path), api.head(path)
    assert headed.status_code == got.status_code
    if got.status_code == 200:
        assert headed.content == b""
        assert headed.get("ETag") == got.get("ETag")
        assert headed["Content-Length"] == got["Content-Length"]


def test_options_asks_and_writes_nothing_whatever_comes_with_it(api):
    recorded("mentor-1")
    before = everything()
    answer = api.options(f"{STATUSES}/mentor-1?any=thing", {"expiry_date": "2030-01-01"})
    assert answer.status_code == 204
    assert everything() == before


# --- where a new record is ------------------------------------------------------------------
@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("base", ["", "base"])
@pytest.mark.parametrize(
    ("path", "body", "key"),
    [
        (CERTIFICATIONS, NEW_CERTIFICATION, "certification_id"),
        (STATUSES, NEW_STATUS, "mentor_id"),
        (RENEWALS, NEW_RENEWAL, "renewal_id"),
    ],
)
def test_a_new_record_is_where_the_answer_says(path, body, key, base, slash, api):
    if path == RENEWALS:
        recorded("mentor-1")
    spelled = f"{BASES[path]}{path}" if base else path
    made = api.post(f"{spelled}{slash}", body, HTTP_IDEMPOTENCY_KEY="order-1")
    assert made.status_code == 201, made.content
    assert made["Location"] == f"{spelled}/{made.json()[key]}"
    found = api.get(made["Location"])
    assert found.status_code == 200
    assert found["ETag"] == made["ETag"]
    again = api.post(f"{spelled}{slash}", body, HTTP_IDEMPOTENCY_KEY="order-1")
    assert again["Location"] == made["Location"]


# --- one or two dots are no id ----------------------------------------------------------------
DOTS = (".", "..")


@pytest.mark.parametrize("dots", DOTS)
def test_dots_alone_are_no_id_in_a_body_or_a_query(dots, api):
    for path, body in ((CERTIFICATIONS, NEW_CERTIFICATION), (STATUSES, NEW_STATUS)):
        refused(api.post(path, {**body, "mentor_id": dots}), 400, fields={"mentor_id"})
        named = {**body, "certification_type": dots}
        refused(api.post(path, named), 400, fields={"certification_type"})
    refused(api.post(RENEWALS, {**NEW_RENEWAL, "mentor_id": dots}), 400, fields={"mentor_id"})
    refused(api.get(CERTIFICATIONS, {"mentor_id": dots}), 400, fields={"mentor_id"})
    refused(api.get(EVENTS, {"mentor_id": dots}), 400, fields={"mentor_id"})
    refused(api.post(COMPARE, {"paused": [dots]}), 400, fields={"paused"})
    assert not Mentor.objects.exists()
    assert not CertificationType.objects.exists()


@pytest.mark.parametrize("dots", DOTS)
def test_dots_alone_in_an_address_are_not_found_also_where_there_is_such_a_record(dots, api):
    """From before they were refused."""
    Mentor.objects.create(mentor_id=dots)
    record = recorded("mentor-1")
    Certification.objects.filter(pk=record.pk).update(mentor_id=dots)
    for method in ("get", "put", "delete"):
        refused(getattr(api, method)(f"{STATUSES}/{dots}", {}), 404)
    assert Certification.objects.live().exists()
    assert not Renewal.objects.exists()


@pytest.mark.parametrize("mentor_id", ["...", ".a", "..a", "a.", "a..", ".-", "..:", "." * 64])
def test_dots_among_others_or_three_of_them_are_an_id(mentor_id, api):
    record_certification(
        mentor_id=mentor_id,
        certification_type="basic",
        issued_at=at("2026-01-01"),
        expires_at=at("2028-01-01"),
        today=TODAY,
    )
    assert api.get(CERTIFICATIONS, {"mentor_id": mentor_id}).json()["pagination"]["total"] == 1
