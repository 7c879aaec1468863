"""The contracts' examples one after the other, on what quickstart loads, as docs/api.md says."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from mentorcerts.openapi.examples import printed
from tests.support.demo_programme import load_demo

API_DOCS = Path(__file__).parents[2] / "docs" / "api.md"
IDS = {
    "certifications/:": "certifications/cert_03PQ7SY1",
    "DELETE /api/v1/certification-statuses/:": "mentor-099",
    "certification-statuses/:": "mentor-042",
    "GET /api/v1/certification-renewals/:": "renewal-0041",
    "certification-renewals/:": "renewal-0042",
}
"""How a request begins or goes on → the record that the contract names in its answer."""


@pytest.fixture
def replay(api, on, db):
    """Sends them in this order, as of that day: request → status."""

    def send(requests, day="2026-03-26"):
        on(day, "11:30:00")
        load_demo(date.fromisoformat(day))
        bodies = {each["request"]: each.get("body") for each in printed()}
        answers = {}
        for request in requests:
            method, path = with_id(request).split()
            answers[request] = api.generic(
                method,
                path,
                json.dumps(bodies[request]) if bodies[request] else "",
                content_type="application/json",
            )
        return answers

    return send


def with_id(request):
    public_id = next((IDS[part] for part in IDS if part in request), "").rpartition("/")[2]
    return re.sub(":[A-Za-z]+", public_id, request)


ALL = [each["request"] for each in printed()]
RENEWALS = [request for request in ALL if request.split()[1].startswith("/api/v1/certification-r")]


@pytest.mark.parametrize("day", ["2026-03-26", "2026-11-21"])
def test_in_the_order_printed_all_but_the_last_three_are_answered_as_printed(replay, day):
    answers = replay(ALL, day)
    statuses = [answer.status_code for answer in answers.values()]
    assert statuses == [200, 200, 201, 200, 200, 200, 200, 200, 200, 201, *[200] * 4, 400, 404, 404]
    never = answers["POST /api/v1/certification-renewals"].json()["error"]["message"]
    assert "A renewal never shortens" in never


@pytest.mark.parametrize("day", ["2026-03-26", "2026-11-21"])
def test_with_the_renewals_before_the_statuses_all_are(replay, day):
    others = [request for request in ALL if request not in RENEWALS]
    at = others.index("GET /api/v1/certification-statuses")
    answers = replay([*others[:at], *RENEWALS, *others[at:]], day)
    assert {answer.status_code for answer in answers.values()} == {200, 201}


def test_the_run_counts_one_mentor_less_once_a_certification_is_removed(replay):
    answers = replay(ALL)
    run = answers["POST /api/v1/certifications/expiry-job/run"].json()
    assert (run["mentors_scanned"], run["expired_found"], run["auto_paused"]) == (83, 3, 3)


def test_the_docs_tell_it():
    """With the dates of the request that is refused, and of the one that moved the date."""
    text = API_DOCS.read_text("utf-8").partition("**The contracts' examples**")[2]
    bodies = {each["request"]: each.get("body") for each in printed()}
    refused = bodies["POST /api/v1/certification-renewals"]["new_expiry_date"]
    moved = bodies["PUT /api/v1/certification-statuses/:mentorId"]["expiry_date"]
    assert {refused[:10], moved[:10]} <= set(re.findall(r"\d{4}-\d\d-\d\d", text))
