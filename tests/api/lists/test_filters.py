"""Filters of the four lists."""

from urllib.parse import quote

import pytest

from certifications import services
from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, LOGS, RENEWALS, RUN, STATUSES
from tests.support.lists import data, walk_by_cursor
from tests.support.records import recorded, renewed


@pytest.fixture
def five_certifications(db):
    """Of four mentors, told apart by a letter: what each is stands beside it."""
    certifications = {
        "A": recorded("mentor-a", issued="2024-03-01", expires="2026-03-01"),  # expired
        "B": recorded("mentor-b", issued="2024-03-26", expires="2026-03-26"),  # its last day
        "C": recorded("mentor-c", kind="advanced", issued="2025-01-01", expires="2027-01-01"),
        "D": recorded(
            "mentor-d", kind="advanced", issued="2025-02-01", expires="2027-02-01", status="revoked"
        ),
        # Another one of mentor-a, which governs nobody.
        "E": recorded("mentor-a", kind="advanced", issued="2023-01-01", expires="2025-01-01"),
    }
    return {made.certification_id: letter for letter, made in certifications.items()}


FILTERS_OF_CERTIFICATIONS = [
    ("", "ABCDE"),
    ("mentor_id=mentor-a", "AE"),
    ("mentor_id=mentor-d", "D"),
    ("mentor_id=nobody", ""),
    ("mentor_id=mentor-d,mentor-a,nobody,mentor-a", "ADE"),
    ("mentor_id=mentor-d,mentor-a&status=expired", "AE"),
    ("mentor_id=MENTOR-A", ""),
    ("mentor_id=mentor", ""),
    ("certification_type=peer_mentor_basic", "AB"),
    ("certification_type=advanced", "CDE"),
    ("certification_type=unknown", ""),
    ("status=valid", "BC"),
    ("status=expired", "AE"),
    ("status=revoked", "D"),
    ("expires_before=2026-03-01", "E"),
    ("expires_before=2026-03-01T00:00:00Z", "E"),
    ("expires_before=2026-03-01T00:00:01Z", "AE"),
    ("expires_before=2026-03-01T02:00:00%2B02:00", "E"),
    ("expires_before=2026-03-01T02:00:01%2B02:00", "AE"),
    ("expires_before=9999-12-31", "ABCDE"),
    ("expires_after=2026-03-26", "BCD"),
    ("expires_after=2026-03-26T00:00:01Z", "CD"),
    ("expires_after=2027-02-01", "D"),
    ("expires_after=2027-02-02", ""),
    ("issued_before=2024-03-01", "E"),
    ("issued_before=2024-03-02", "AE"),
    ("issued_after=2025-01-01", "CD"),
    ("issued_after=1900-01-01", "ABCDE"),
    ("expiring_within_days=0", "B"),
    ("expiring_within_days=280", "B"),
    ("expiring_within_days=281", "BC"),
    ("mentor_id=mentor-a&status=expired&certification_type=advanced", "E"),
    ("expires_after=2026-01-01&expires_before=2027-01-01", "AB"),
    ("auto_pause_applied=false", "ABCDE"),
    ("auto_pause_applied=true", ""),
]


def test_filters_of_certifications(api, five_certifications):
    for query, expected in FILTERS_OF_CERTIFICATIONS:
        response = api.get(f"{CERTIFICATIONS}?{query}")
        found = [five_certifications[row["certification_id"]] for row in data(response)]
        assert "".join(found) == expected, query
        assert response.json()["pagination"]["total"] == len(expected), query


def test_filter_of_certifications_that_the_job_paused(api, five_certifications):
    api.post(RUN)
    paused = data(api.get(CERTIFICATIONS, {"auto_pause_applied": "true"}))
    assert [five_certifications[row["certification_id"]] for row in paused] == ["A"]
    others = data(api.get(CERTIFICATIONS, {"auto_pause_applied": "false"}))
    assert [five_certifications[row["certification_id"]] for row in others] == list("BCDE")


@pytest.mark.parametrize("path", [CERTIFICATIONS, STATUSES])
def test_a_revoked_one_is_not_among_those_valid_today_and_expiring_soon(
    path, api, five_certifications
):
    """The parameter's own description: "Valid today, and expiring within this many days"."""
    found = data(api.get(path, {"expiring_within_days": "36500"}))
    assert sorted(row["mentor_id"] for row in found) == ["mentor-b", "mentor-c"]


FILTERS_OF_STATUSES = [
    ("", "abcde"),
    ("mentor_id=mentor-b", "b"),
    ("mentor_id=nobody", ""),
    ("mentor_id=mentor-e,mentor-a,mentor-b,nobody", "abe"),
    ("mentor_id=mentor-e,mentor-a,mentor-b&paused=true", "ae"),
    ("mentor_id=mentor-e,mentor-a,mentor-b&paused=false", "b"),
    ("mentor_id=mentor-e,mentor-a,mentor-b&ordering=-expiry_date", "eba"),
    ("certification_type=peer_mentor_basic", "abe"),
    ("certification_type=advanced", "cd"),
    ("is_expired=true", "a"),
    ("is_expired=false", "bcde"),
    ("expiring_within_days=0", "b"),
    ("expiring_within_days=280", "b"),
    ("expiring_within_days=281", "bc"),
    ("paused=true", "ade"),
    ("paused=false", "bc"),
    ("paused=true&certification_type=advanced", "d"),
    ("paused=true&is_expired=false", "de"),
]


def test_filters_of_statuses(api, five_certifications):
    """Paused are a (by the job), d (revoked) and e (by a coordinator)."""
    recorded("mentor-e", issued="2025-03-01", expires="2028-03-01")
    services.pause_mentor(mentor_id="mentor-e", reason="On leave", by="coordinator-7")
    api.post(RUN)
    for query, expected in FILTERS_OF_STATUSES:
        response = api.get(f"{STATUSES}?{query}")
        assert "".join(row["mentor_id"][-1] for row in data(response)) == expected, query
        assert response.json()["pagination"]["total"] == len(expected), query


@pytest.fixture
def three_logs(api, on):
    """a and b were paused on 2 March (the second run of that day found b), c on 26 March.

    Since then b has been renewed.
    """
    recorded("mentor-a", issued="2024-03-01", expires="2026-02-28")
    on("2026-03-02", "01:00:00")
    api.post(RUN)
    recorded("mentor-b", issued="2024-03-01", expires="2026-02-28")
    on("2026-03-02", "13:00:00")
    api.post(RUN)
    on("2026-03-26")
    recorded("mentor-c", issued="2024-03-01", expires="2026-03-25")
    api.post(RUN)
    renewed("mentor-b", until="2028-03-10")


FILTERS_OF_LOGS = [
    ("", "cba"),
    ("mentor_id=mentor-a,mentor-c", "ca"),
    ("mentor_id=mentor-a", "a"),
    ("mentor_id=nobody", ""),
    ("job_run_id=job_02MAR2026_01", "a"),
    ("job_run_id=job_02MAR2026_02", "b"),
    ("job_run_id=job_26MAR2026_01", "c"),
    ("job_run_id=job_01JAN2026_01", ""),
    ("applied_before=2026-03-02", ""),
    ("applied_before=2026-03-02T12:00:00Z", "a"),
    ("applied_before=2026-03-03", "ba"),
    ("applied_after=2026-03-02", "cba"),
    ("applied_after=2026-03-02T12:00:00Z", "cb"),
    ("applied_after=2026-03-02T13:00:00%2B02:00", "cb"),
    ("applied_after=2026-03-27", ""),
    ("applied_after=2026-03-02T12:00:00Z&applied_before=2026-03-20", "b"),
    ("lifted=true", "b"),
    ("lifted=false", "ca"),
    ("lifted=false&mentor_id=mentor-b", ""),
]


def test_filters_of_logs(api, three_logs):
    for query, expected in FILTERS_OF_LOGS:
        response = api.get(f"{LOGS}?{query}")
        assert "".join(row["mentor_id"][-1] for row in data(response)) == expected, query
        assert response.json()["pagination"]["total"] == len(expected), query


FILTERS_OF_RENEWALS = [
    ("", "aba"),
    ("mentor_id=mentor-a", "aa"),
    ("mentor_id=mentor-b", "b"),
    ("mentor_id=nobody", ""),
    ("processed_by=coordinator-7", "aa"),
    ("processed_by=" + quote("Ann O'Neill & Søn"), "b"),
    ("processed_by=coordinator", ""),
    ("processed_by=%20coordinator-7", ""),
    ("renewed_before=2026-03-10", "a"),
    ("renewed_before=2026-03-10T00:00:01Z", "ba"),
    ("renewed_after=2026-03-10", "ab"),
    ("renewed_after=2026-03-10T02:00:01%2B02:00", "a"),
    ("renewed_after=2026-03-21", ""),
    ("mentor_id=mentor-a&renewed_after=2026-03-10", "a"),
]


def test_filters_of_renewals(api, three_renewals):
    for query, expected in FILTERS_OF_RENEWALS:
        response = api.get(f"{RENEWALS}?{query}")
        assert "".join(row["mentor_id"][-1] for row in data(response)) == expected, query
        assert response.json()["pagination"]["total"] == len(expected), query


IDENTIFIERS = ["%20", "a%20b", "a/b", "%C3%A9", "%00", "a" * 65, "a%0A", "%27%20OR%201=1--", "*"]
LISTED = [*IDENTIFIERS, ",", "a,", ",a", "a,,b", "a,%20b", "a,b/c", ",".join(["a"] * 2 + ["b b"])]
MOMENTS = [
    "today",
    "2026-02-30",
    "0000-00-00",
    "1899-12-31",
    "10000-01-01",
    "2026-3-1",
    "20260301",
    "2026-W13-4",
    "26.03.2026",
    "2026-03-26T25:00:00Z",
    "2026-03-26T23:59:60Z",
    "2026-03-26T00:00:00+02:00",  # the plus is a space here: it has to be written %2B
    "9999-12-31T23:59:59-14:00",
    "%20",
    "%00",
    "1774483200",
    "%D9%A2%D9%A0%D9%A2%D9%A6-03-26",
]


DAYS = [
    "-1",
    "36501",
    "abc",
    "1.5",
    "7.0",
    "1_0",
    "%207",
    "7%20",
    "%2B7",
    "%EF%BC%97",
    "1e1",
    "%00",
]


DAYS += ["9" * 30, "9" * 5000]


BOOLEANS = ["True", "TRUE", "1", "0", "yes", "null", "none", "%20true", "%00", "t"]
BAD_VALUES = {
    CERTIFICATIONS: {
        "mentor_id": LISTED,
        "certification_type": IDENTIFIERS,
        "status": ["VALID", "Valid", "paused", "valid,expired", "%20valid", "%00", "1"],
        "auto_pause_applied": BOOLEANS,
        "expires_before": MOMENTS,
        "expires_after": MOMENTS,
        "issued_before": MOMENTS,
        "issued_after": MOMENTS,
        "expiring_within_days": DAYS,
    },
    LOGS: {
        "mentor_id": LISTED,
        "job_run_id": IDENTIFIERS,
        "applied_before": MOMENTS,
        "applied_after": MOMENTS,
        "lifted": BOOLEANS,
    },
    STATUSES: {
        "mentor_id": LISTED,
        "certification_type": IDENTIFIERS,
        "is_expired": BOOLEANS,
        "expiring_within_days": DAYS,
        "paused": BOOLEANS,
    },
    RENEWALS: {
        "mentor_id": LISTED,
        "processed_by": ["%00", "a%00b", "a" * 151],
        "renewed_before": MOMENTS,
        "renewed_after": MOMENTS,
    },
}


@pytest.mark.parametrize("path", [CERTIFICATIONS, STATUSES, RENEWALS, LOGS])
def test_a_bad_id_among_several_is_named_and_more_than_a_hundred_are_refused(path, api, db):
    error = refused(api.get(path, {"mentor_id": "mentor-a,Ann Lee,100%d,mentor-b"}), 400, "invalid")
    assert error["message"].startswith("mentor_id: 'Ann Lee', '100%d' can't be an id.")
    ids = [f"mentor-{number}" for number in range(101)]
    assert api.get(path, {"mentor_id": ",".join(ids[:100])}).status_code == 200
    error = refused(api.get(path, {"mentor_id": ",".join(ids)}), 400, "invalid", {"mentor_id"})
    assert "101 ids are too many: ask for 100 at a time." in error["message"]


@pytest.mark.parametrize("path", [CERTIFICATIONS, STATUSES])
def test_several_mentors_are_read_from_cursor_to_cursor(path, api, five_certifications):
    asked = {"mentor_id": "mentor-b,mentor-c,mentor-d", "limit": 2}
    found = walk_by_cursor(api, path, **asked)
    assert [row["mentor_id"] for row in found] == ["mentor-b", "mentor-c", "mentor-d"]


each_filter = pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, names in BAD_VALUES.items() for name in names]
)


@pytest.mark.slow
@each_filter
def test_a_bad_value_of_a_filter_is_refused(path, name, api):
    for value in ("", *BAD_VALUES[path][name]):
        refused(api.get(f"{path}?{name}={value}"), 400, "invalid", {name})


@each_filter
def test_a_filter_given_twice_is_refused(path, name, api):
    value = {"status": "valid", "expiring_within_days": "7"}.get(name, "true")
    value = "2026-03-26" if name.endswith(("_before", "_after")) else value
    assert api.get(f"{path}?{name}={value}").status_code == 200
    refused(api.get(f"{path}?{name}={value}&{name}={value}"), 400, "invalid", {name})
