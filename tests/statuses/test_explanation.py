"""Why is a mentor paused, or why not: the same answer over the API."""

from datetime import date

import pytest

from certifications import services
from tests.support.api import explained
from tests.support.dates import TODAY

pytestmark = pytest.mark.usefixtures("demo_programme")


def test_a_paused_mentor(api):
    answer = explained(api, "mntr_02BY7M3RL")
    assert list(answer) == [
        "mentor_id",
        "as_of",
        "paused",
        "summary",
        "because",
        "would_change",
        "certification",
        "grace_ends",
        "exempt_until",
        "pause",
        "requirements",
        "departure",
    ]
    assert (answer["paused"], answer["as_of"], answer["grace_ends"]) == (
        True,
        "2026-03-26",
        "2026-03-01",
    )
    assert answer["summary"] == "mntr_02BY7M3RL is paused."
    assert answer["pause"] == {
        "log_id": "log_01AAZ7BC",
        "job_run_id": "job_02MAR2026_01",
        "applied_at": "2026-03-02T01:00:03Z",
        "reason": "Certification peer_mentor_basic expired on 2026-03-01",
    }


def test_a_valid_mentor(api):
    answer = explained(api, "mentor-042")
    assert not answer["paused"]
    assert answer["summary"] == "mentor-042 is not paused."
    assert answer["pause"] is None
    assert answer["because"] == [
        "Certification peer_mentor_advanced is valid through 31 Mar 2026 (5 days left)."
    ]
    assert answer["would_change"] == [
        "Without a renewal, the expiry run of 1 Apr 2026 pauses the mentor."
    ]


def test_an_expired_mentor_whom_no_run_has_paused_yet(api):
    answer = explained(api, "mentor-001")
    assert "no run has paused the mentor yet" in answer["because"][0]
    assert answer["would_change"] == [
        "The next expiry run, on 27 Mar 2026, pauses the mentor unless renewed before."
    ]


def test_grace_and_exemption_say_until_when(api):
    services.save_certification_type(code="peer_mentor_basic", grace_days=30, today=TODAY)
    answer = explained(api, "mntr_02BY7M3RL")
    assert answer["grace_ends"] == "2026-03-31"
    assert "its 30 days of grace last through 31 Mar 2026" in answer["because"][0]
    services.exempt_mentor(
        mentor_id="mntr_02BY7M3RL",
        until=date(2026, 5, 1),
        reason="Leave",
        today=TODAY,
        by="kim",
    )
    answer = explained(api, "mntr_02BY7M3RL")
    assert answer["summary"] == "mntr_02BY7M3RL is not paused: exempt until 1 May 2026."
    assert "exempt until 1 May 2026: Leave" in answer["because"][0]
    assert "the expiry run of 2 May 2026" in answer["would_change"][0]


def test_the_summary_is_one_sentence_on_where_the_mentor_stands(api):
    def summary(mentor_id: str) -> str:
        return explained(api, mentor_id)["summary"]

    assert summary("mntr_02BY7M3RL") == "mntr_02BY7M3RL is paused."
    assert summary("mentor-042") == "mentor-042 is not paused."
    for mentor_id in ("mntr_02BY7M3RL", "mentor-042"):
        services.exempt_mentor(
            mentor_id=mentor_id, until=date(2026, 5, 1), reason="Leave", today=TODAY, by="kim"
        )
    assert summary("mntr_02BY7M3RL") == "mntr_02BY7M3RL is not paused: exempt until 1 May 2026."
    assert summary("mentor-042") == "mentor-042 is not paused."


def test_every_reason_is_told(api):
    services.pause_mentor(mentor_id="mntr_02BY7M3RL", reason="Complaint", by="kim")
    because = explained(api, "mntr_02BY7M3RL")["because"]
    assert len(because) == 2
    assert because[1] == "Paused by a coordinator: Complaint."
    api.put("/api/v1/certification-statuses/mentor-042", {"status": "revoked"})
    answer = explained(api, "mentor-042")
    assert "was revoked on 26 Mar 2026" in answer["because"][0]
    assert "Lifting the revocation" in answer["would_change"][0]


def test_a_certification_that_never_runs_out(api):
    api.put("/api/v1/certification-statuses/mentor-042", {"expiry_date": "9999-12-31"})
    answer = explained(api, "mentor-042")
    assert answer["would_change"] == ["Nothing, by itself: the certification never runs out."]


def test_an_unknown_mentor_is_not_found(api):
    assert api.get("/api/v1/certification-statuses/nobody/explanation").status_code == 404
