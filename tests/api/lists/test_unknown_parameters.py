"""Parameters that nobody knows are refused, on lists and elsewhere."""

import pytest

from tests.support.answers import refused
from tests.support.api import (
    ACTS_ON_MENTORS,
    CERTIFICATIONS,
    COMPARE,
    EVENTS,
    LOGS,
    MENTORS,
    RENEWALS,
    RUN,
    RUNS,
    STATUSES,
    TYPES,
)
from tests.support.lists import each_list
from tests.support.records import everything, recorded, renewed


def every_endpoint(certification_id: str, renewal_id: str) -> list[tuple[str, str]]:
    resources = (
        (CERTIFICATIONS, certification_id),
        (STATUSES, "mentor-1"),
        (RENEWALS, renewal_id),
    )
    return [
        ("GET", LOGS),
        ("GET", EVENTS),
        ("GET", COMPARE),
        ("POST", COMPARE),
        ("POST", RUN),
        ("GET", f"{STATUSES}/mentor-1/explanation"),
        *(("GET", path) for path in (f"{RUNS}/1", TYPES, f"{TYPES}/basic", f"{MENTORS}/mentor-1")),
        *(("POST", f"{MENTORS}/mentor-1/{act}") for act in (*ACTS_ON_MENTORS, "exempt")),
        *(("POST", f"{CERTIFICATIONS}/{certification_id}/{act}") for act in ("revoke", "restore")),
        *((method, path) for path, _ in resources for method in ("GET", "POST")),
        *(
            (method, f"{path}/{public_id}")
            for path, public_id in resources
            for method in ("GET", "PUT", "PATCH", "DELETE")
        ),
    ]


@pytest.mark.parametrize("query", ["dry_run=true", "Page=1", "__proto__=1", "=1", "x", "%00=1"])
def test_an_unknown_parameter_is_refused_on_every_endpoint_and_method(query, api):
    certification, renewal = recorded(), renewed()
    before = everything()
    for method, path in every_endpoint(certification.certification_id, renewal.renewal_id):
        response = api.generic(method, f"{path}?{query}", b"{}", content_type="application/json")
        error = refused(response, 400, "invalid")
        assert len(error["fields"]) == 1, (method, path)
    assert everything() == before


def test_list_parameters_are_unknown_where_there_is_no_list(api):
    certification = recorded()
    for path in (f"{CERTIFICATIONS}/{certification.certification_id}", f"{STATUSES}/mentor-1"):
        refused(api.get(path, {"page": 1}), 400, "invalid", {"page"})


@each_list
def test_each_strange_parameter_is_named(path, api):
    response = api.get(f"{path}?mentorid=1&limits=2&page=1")
    refused(response, 400, "invalid", {"mentorid", "limits"})
