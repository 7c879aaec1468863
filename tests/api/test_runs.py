"""Runs over the API: what each did, what it could not do, and that it was undone."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from certifications import expiry, services
from certifications.job.undo import undo_run
from certifications.models import ExpiryRun
from tests.support.answers import refused
from tests.support.api import LOGS, RUN, RUNS
from tests.support.dates import TODAY
from tests.support.lists import data, pages_by_cursor
from tests.support.records import everything, recorded
from tests.support.runs import run, running

PRINTED = "/api/v1/certifications/api/v1/certifications/expiry-job/runs"
SUMMARY = [
    *("job_run_id", "started_at", "completed_at", "mentors_scanned", "expired_found"),
    *("auto_paused", "failed", "skipped_exempt", "state", "trigger", "requested_by", "as_of"),
    *("dry_run", "would_be_held", "confirm_mass_pause", "undone_at", "undone_by", "undo_reason"),
]


def test_a_run_is_told_with_its_state_its_counts_and_who_started_it(api):
    recorded("mentor-a", expires="2026-03-01")
    recorded("mentor-b", expires="2027-03-01")
    answered = api.post(RUN, {"confirm_mass_pause": True}).json()
    [listed] = data(api.get(RUNS))
    assert list(listed) == SUMMARY
    one = api.get(f"{RUNS}/{answered['job_run_id']}").json()
    assert list(one) == [*SUMMARY, "failures", "error"]
    assert {name: one[name] for name in answered} == answered
    assert {name: one[name] for name in listed} == listed
    assert (one["state"], one["trigger"], one["requested_by"]) == ("done", "api", "API")
    assert (one["as_of"], one["dry_run"], one["would_be_held"]) == ("2026-03-26", False, None)
    assert (one["confirm_mass_pause"], one["failed"], one["error"]) == (True, 0, "")
    assert (one["undone_at"], one["undone_by"], one["undo_reason"]) == (None, "", "")


def test_the_token_that_started_a_run_is_named_by_its_owner(api, token):
    api.post(RUN, HTTP_AUTHORIZATION=f"Token {token}")
    assert data(api.get(RUNS))[0]["requested_by"] == "coordinator"


def test_failures_are_counted_in_the_list_and_listed_of_one(api, monkeypatch):
    def fails(kind, expires_at):
        raise RuntimeError("no words for this")

    certification = recorded("mentor-x", expires="2026-03-01")
    monkeypatch.setattr(
        "certifications.job.claim.expiry", SimpleNamespace(PAUSE_REASON=None, pause_reason=fails)
    )
    done = run("2026-03-26")
    monkeypatch.setattr("certifications.job.claim.expiry", expiry)
    assert data(api.get(RUNS))[0]["failed"] == 1
    [failure] = api.get(f"{RUNS}/{done.job_run_id}").json()["failures"]
    assert failure["certification_id"] == certification.certification_id
    assert failure["mentor_id"] == "mentor-x"
    assert "no words for this" in failure["error"]


def test_a_run_that_is_going_on_has_no_end_yet(api):
    running()
    [listed] = data(api.get(RUNS))
    assert (listed["state"], listed["completed_at"]) == ("running", None)


def test_a_dry_run_tells_whether_the_limit_would_hold_the_real_one(api, settings):
    settings.MENTORCERTS_BRAKE_MENTORS, settings.MENTORCERTS_BRAKE_PERCENT = 1, 20
    recorded("mentor-a", expires="2026-03-01")
    recorded("mentor-b", expires="2026-03-01")
    api.post(RUN, {"dry_run": True, "as_of": "2026-02-01"})
    api.post(RUN, {"dry_run": True})
    refused(api.post(RUN, {}), 409, "held")
    told = [(each["state"], each["would_be_held"]) for each in data(api.get(RUNS))]
    assert told == [("held", None), ("done", True), ("done", False)]


def test_that_a_run_was_undone_is_told_with_who_and_why(api):
    recorded("mentor-a", expires="2026-03-01")
    done = run("2026-03-26")
    until = date(2026, 4, 30)
    undo_run(run=done, exempt_until=until, reason="Wrong list", today=TODAY, by="kim")
    one = api.get(f"{RUNS}/{done.job_run_id}").json()
    assert (one["undone_by"], one["undo_reason"]) == ("kim", "Wrong list")
    assert one["undone_at"].startswith("2026-03-26T01:00:")


def test_a_run_has_a_tag_of_its_own(api):
    done = run("2026-03-26")
    seen = api.get(f"{RUNS}/{done.job_run_id}")
    again = api.get(f"{RUNS}/{done.job_run_id}", HTTP_IF_NONE_MATCH=seen["ETag"])
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("job_run_id", ["job_26MAR2026_02", "1", "..", "a%20b"])
def test_a_run_that_never_was_is_not_found(job_run_id, api):
    run("2026-03-26")
    refused(api.get(f"{RUNS}/{job_run_id}"), 404, "not_found")


# --- the list -------------------------------------------------------------------------------
@pytest.fixture
def four_runs(db, on):
    """The nights of 23 to 25 March, of which the last was a dry run; one is going on."""
    for day in ("2026-03-23", "2026-03-24", "2026-03-25"):
        on(day)
        run(day, trigger="api", dry_run=day == "2026-03-25")
    on("2026-03-26", "02:00:00")
    running(started_at=timezone.now() - timedelta(minutes=1))


FILTERS = [
    ("", "6543"),
    ("state=running", "6"),
    ("state=done", "543"),
    ("state=failed", ""),
    ("trigger=api", "543"),
    ("trigger=admin", ""),
    ("dry_run=true", "5"),
    ("dry_run=false", "643"),
    ("started_before=2026-03-25", "43"),
    ("started_after=2026-03-24", "654"),
    ("started_after=2026-03-24&started_before=2026-03-25&state=done", "4"),
]


@pytest.mark.parametrize("path", [RUNS, f"{RUNS}/", PRINTED])
def test_runs_come_newest_first_and_can_be_filtered(path, api, four_runs):
    for query, expected in FILTERS:
        response = api.get(f"{path}?{query}")
        assert "".join(row["started_at"][9] for row in data(response)) == expected, query
        assert response.json()["pagination"]["total"] == len(expected), query


def test_runs_come_in_pages_by_number_and_by_cursor(api, four_runs):
    newest_first = [row["job_run_id"] for row in data(api.get(RUNS))]
    assert len(set(newest_first)) == 4
    pages = [data(api.get(RUNS, {"limit": 3, "page": page})) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [3, 1, 0]
    for found in (pages, list(pages_by_cursor(api, RUNS, limit=3))):
        assert [row["job_run_id"] for page in found for row in page] == newest_first


@pytest.mark.parametrize(
    "query",
    [
        "state=Done",
        "state=ended",
        "trigger=cron",
        "dry_run=1",
        "started_before=today",
        "ordering=started_at",
        "job_run_id=job_26MAR2026_01",
        "limit=101",
    ],
)
def test_what_runs_can_not_be_filtered_by_is_refused(query, api):
    refused(api.get(f"{RUNS}?{query}"), 400, "invalid", {query.partition("=")[0]})


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_runs_can_only_be_read(method, api):
    done = run("2026-03-26")
    before = everything()
    for path in (RUNS, f"{RUNS}/{done.job_run_id}"):
        refused(api.generic(method, path, "{}", content_type="application/json"), 405)
    assert everything() == before
    assert ExpiryRun.objects.count() == 1


# --- pauses that are over ---------------------------------------------------------------------
def test_a_log_tells_when_its_pause_was_lifted_by_whom_and_why(api, token):
    certification = recorded("mentor-a", expires="2026-03-01")
    run("2026-03-26")
    in_force = data(api.get(LOGS))[0]
    assert (in_force["lifted_at"], in_force["lifted_by"], in_force["lift_reason"]) == (None, "", "")
    services.update_certification(
        certification=certification,
        changes={"expires_at": certification.expires_at.replace(year=2028)},
        reason="Typing error",
        today=TODAY,
        by="kim",
    )
    [over] = data(api.get(LOGS))
    assert over["lifted_at"].startswith("2026-03-26T01:00:")
    assert (over["lifted_by"], over["lift_reason"]) == ("kim", "Typing error")
