"""The types of certification over the API."""

import pytest

from certifications import services
from tests.support.answers import refused
from tests.support.api import TYPES
from tests.support.dates import TODAY
from tests.support.lists import data, pages_by_cursor

KEYS = ["code", "name", "requirement", "validity_months", "grace_days", "retired_at"]


@pytest.fixture
def three_types(db):
    for fields in (
        {"code": "basic", "name": "Basic", "validity_months": 24, "grace_days": 14},
        {"code": "check", "requirement": "background"},
        {"code": "attended", "requirement": "", "retired": True},
    ):
        services.save_certification_type(**fields, today=TODAY)


def test_a_type_is_told_with_its_rules(api, three_types):
    basic = api.get(f"{TYPES}/basic").json()
    assert list(basic) == KEYS
    assert basic == {
        "code": "basic",
        "name": "Basic",
        "requirement": "mentoring",
        "validity_months": 24,
        "grace_days": 14,
        "retired_at": None,
    }
    attended = api.get(f"{TYPES}/attended/").json()
    assert (attended["requirement"], attended["validity_months"]) == ("", None)
    assert attended["retired_at"].startswith("2026-03-26T01:00:")


FILTERS = [
    ("", ["attended", "basic", "check"]),
    ("requirement=background", ["check"]),
    ("requirement=nothing", []),
    ("retired=true", ["attended"]),
    ("retired=false", ["basic", "check"]),
]


@pytest.mark.parametrize("path", [TYPES, f"/api/v1/certifications{TYPES}"])
def test_types_come_by_code_and_can_be_filtered(path, api, three_types):
    for query, expected in FILTERS:
        response = api.get(f"{path}?{query}")
        assert [row["code"] for row in data(response)] == expected, query
        assert response.json()["pagination"]["total"] == len(expected), query


def test_types_come_in_pages_by_number_and_by_cursor(api, three_types):
    pages = [data(api.get(TYPES, {"limit": 2, "page": page})) for page in (1, 2, 3)]
    for found in (pages, list(pages_by_cursor(api, TYPES, limit=2))):
        assert [row["code"] for page in found for row in page] == ["attended", "basic", "check"]


@pytest.mark.parametrize("query", ["retired=1", "requirement=a b", "code=basic", "ordering=name"])
def test_what_types_can_not_be_filtered_by_is_refused(query, api):
    refused(api.get(f"{TYPES}?{query}"), 400, "invalid", {query.partition("=")[0]})


@pytest.mark.parametrize("code", ["nothing", "..", "%00"])
def test_a_type_that_nobody_has_named_is_not_found(code, api):
    refused(api.get(f"{TYPES}/{code}"), 404, "not_found")


def test_a_type_has_a_tag_that_its_rules_change(api, three_types):
    seen = api.get(f"{TYPES}/basic")["ETag"]
    assert api.get(f"{TYPES}/basic", HTTP_IF_NONE_MATCH=seen).status_code == 304
    services.save_certification_type(
        code="basic", name="Basic", validity_months=24, grace_days=30, today=TODAY
    )
    assert api.get(f"{TYPES}/basic", HTTP_IF_NONE_MATCH=seen).status_code == 200
