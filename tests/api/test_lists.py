"""The four lists: pages, filters, order, and how many questions they ask of the database."""

from datetime import date
from urllib.parse import quote

import pytest
from django.urls import resolve
from time_machine import travel

from certifications import services
from certifications.job.run import expire_certifications
from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, LOGS, RENEWALS, RUN, STATUSES
from tests.support.records import everything, recorded, renewed

LISTS = {
    CERTIFICATIONS: "certification_id",
    LOGS: "log_id",
    STATUSES: "mentor_id",
    RENEWALS: "renewal_id",
}
"""Each list, and the key by which its rows are told apart."""

each_list = pytest.mark.parametrize("path", LISTS)


def rows_of_everything(number: int) -> None:
    """So many rows on each list: expired, paused by a run, then renewed. Dates are shared."""
    # The clock stands, so that created_at and updated_at are the same for all of them.
    with travel("2026-03-26T01:00:00+00:00", tick=False):
        for n in range(number):
            recorded(f"mentor-{n}", issued=f"2024-03-0{1 + n % 3}", expires=f"2026-03-0{1 + n % 2}")
        expire_certifications(today=date(2026, 3, 26), trigger="api")
        for n in range(number):
            renewed(f"mentor-{n}", granted=f"2026-03-1{n % 2}", until=f"2027-03-1{n % 3}")


def data(response):
    assert response.status_code == 200, response.content
    return response.json()["data"]


# --- pages --------------------------------------------------------------------------------
@each_list
def test_an_empty_list_is_an_empty_page(path, api):
    response = api.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.json() == {"data": [], "pagination": {"page": 1, "limit": 20, "total": 0}}


@each_list
def test_a_page_holds_twenty_rows_unless_limit_says_otherwise(path, api):
    rows_of_everything(23)
    first = api.get(path).json()
    assert list(first) == ["data", "pagination"]
    assert list(first["pagination"]) == ["page", "limit", "total"]
    assert len(first["data"]) == 20
    assert first["pagination"] == {"page": 1, "limit": 20, "total": 23}
    second = api.get(path, {"page": 2}).json()
    assert len(second["data"]) == 3
    assert second["pagination"] == {"page": 2, "limit": 20, "total": 23}
    wide = api.get(path, {"limit": 100}).json()
    assert len(wide["data"]) == 23
    assert wide["pagination"] == {"page": 1, "limit": 100, "total": 23}
    narrow = api.get(path, {"limit": 1, "page": 23}).json()
    assert len(narrow["data"]) == 1
    assert narrow["pagination"] == {"page": 23, "limit": 1, "total": 23}


@each_list
@pytest.mark.parametrize("page", [2, 3, 1_000_000, 999_999_999])
def test_a_page_past_the_end_is_empty_and_tells_the_total(page, path, api):
    rows_of_everything(3)
    response = api.get(path, {"page": page})
    assert data(response) == []
    assert response.json()["pagination"] == {"page": page, "limit": 20, "total": 3}


BAD_NUMBERS = {
    "zero": "0",
    "negative": "-1",
    "a word": "abc",
    "empty": "",
    "space": " ",
    "a space before": " 1",
    "a line end": "1\n",
    "plus": "+1",
    "a fraction": "1.0",
    "an exponent": "1e1",
    "hexadecimal": "0x1",
    "an underscore": "1_0",
    "Arabic digits": "\u0661",
    "full-width digits": "\uff11",
    "superscript": "²",
    "NUL": "\0",
    "last": "last",
    "huge": "1" + "0" * 30,
    "a semicolon": "1;limit=2",
    "null": "null",
}


@each_list
@pytest.mark.parametrize("name", ["page", "limit"])
@pytest.mark.parametrize("value", BAD_NUMBERS.values(), ids=BAD_NUMBERS)
def test_a_bad_page_or_limit_is_refused(value, name, path, api):
    refused(api.get(path, {name: value}), 400, "invalid", {name})


@each_list
@pytest.mark.parametrize("limit", ["101", "1000"])
def test_a_limit_above_a_hundred_is_refused_not_cut(limit, path, api):
    refused(api.get(path, {"limit": limit}), 400, "invalid", {"limit"})


@each_list
@pytest.mark.parametrize("name", ["page", "limit", "ordering"])
def test_a_parameter_given_twice_is_refused(name, path, api):
    refused(api.get(f"{path}?{name}=1&{name}=1"), 400, "invalid", {name})


# --- filters ------------------------------------------------------------------------------
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


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "ABCDE"),
        ("mentor_id=mentor-a", "AE"),
        ("mentor_id=mentor-d", "D"),
        ("mentor_id=nobody", ""),
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
    ],
)
def test_filters_of_certifications(query, expected, api, five_certifications):
    response = api.get(f"{CERTIFICATIONS}?{query}")
    found = [five_certifications[row["certification_id"]] for row in data(response)]
    assert "".join(found) == expected
    assert response.json()["pagination"]["total"] == len(expected)


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


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "abcde"),
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
    ],
)
def test_filters_of_statuses(query, expected, api, five_certifications):
    """Paused are a (by the job), d (revoked) and e (by a coordinator)."""
    recorded("mentor-e", issued="2025-03-01", expires="2028-03-01")
    services.pause_mentor(mentor_id="mentor-e", reason="On leave", by="coordinator-7")
    api.post(RUN)
    response = api.get(f"{STATUSES}?{query}")
    assert "".join(row["mentor_id"][-1] for row in data(response)) == expected
    assert response.json()["pagination"]["total"] == len(expected)


@pytest.fixture
def three_logs(api, on):
    """a and b were paused on 2 March (the second run of that day found b), c on 26 March."""
    recorded("mentor-a", issued="2024-03-01", expires="2026-02-28")
    on("2026-03-02", "01:00:00")
    api.post(RUN)
    recorded("mentor-b", issued="2024-03-01", expires="2026-02-28")
    on("2026-03-02", "13:00:00")
    api.post(RUN)
    on("2026-03-26")
    recorded("mentor-c", issued="2024-03-01", expires="2026-03-25")
    api.post(RUN)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "cba"),
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
    ],
)
def test_filters_of_logs(query, expected, api, three_logs):
    response = api.get(f"{LOGS}?{query}")
    assert "".join(row["mentor_id"][-1] for row in data(response)) == expected
    assert response.json()["pagination"]["total"] == len(expected)


@pytest.fixture
def three_renewals(db):
    for letter in "ab":
        recorded(f"mentor-{letter}")
    renewed("mentor-a", granted="2026-03-01", until="2027-03-01", by="coordinator-7")
    renewed("mentor-b", granted="2026-03-10", until="2027-03-10", by="Ann O'Neill & Søn")
    renewed("mentor-a", granted="2026-03-20", until="2028-03-01", by="coordinator-7")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
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
    ],
)
def test_filters_of_renewals(query, expected, api, three_renewals):
    response = api.get(f"{RENEWALS}?{query}")
    assert "".join(row["mentor_id"][-1] for row in data(response)) == expected
    assert response.json()["pagination"]["total"] == len(expected)


IDENTIFIERS = ["%20", "a%20b", "a/b", "%C3%A9", "%00", "a" * 65, "a%0A", "%27%20OR%201=1--", "*"]
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
        "mentor_id": IDENTIFIERS,
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
        "mentor_id": IDENTIFIERS,
        "job_run_id": IDENTIFIERS,
        "applied_before": MOMENTS,
        "applied_after": MOMENTS,
    },
    STATUSES: {
        "certification_type": IDENTIFIERS,
        "is_expired": BOOLEANS,
        "expiring_within_days": DAYS,
        "paused": BOOLEANS,
    },
    RENEWALS: {
        "mentor_id": IDENTIFIERS,
        "processed_by": ["%00", "a%00b", "a" * 151],
        "renewed_before": MOMENTS,
        "renewed_after": MOMENTS,
    },
}


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        pytest.param(path, name, value, id=f"{path.rpartition('/')[2]}-{name}-{value[:40]}")
        for path, filters in BAD_VALUES.items()
        for name, values in filters.items()
        for value in ["", *values]
    ],
)
def test_a_bad_value_of_a_filter_is_refused(path, name, value, api):
    refused(api.get(f"{path}?{name}={value}"), 400, "invalid", {name})


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, names in BAD_VALUES.items() for name in names]
)
def test_a_filter_given_twice_is_refused(path, name, api):
    value = {"status": "valid", "expiring_within_days": "7"}.get(name, "true")
    value = "2026-03-26" if name.endswith(("_before", "_after")) else value
    assert api.get(f"{path}?{name}={value}").status_code == 200
    refused(api.get(f"{path}?{name}={value}&{name}={value}"), 400, "invalid", {name})


# --- what nobody knows --------------------------------------------------------------------
def every_endpoint(certification_id: str, renewal_id: str) -> list[tuple[str, str]]:
    resources = (
        (CERTIFICATIONS, certification_id),
        (STATUSES, "mentor-1"),
        (RENEWALS, renewal_id),
    )
    return [
        ("GET", LOGS),
        ("POST", RUN),
        ("GET", f"{STATUSES}/mentor-1/explanation"),
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


# --- order --------------------------------------------------------------------------------
ORDERINGS = {
    CERTIFICATIONS: ["issued_at", "expires_at", "created_at", "updated_at"],
    LOGS: ["applied_at"],
    STATUSES: ["expiry_date", "issue_date"],
    RENEWALS: ["renewal_date", "new_expiry_date", "created_at"],
}
ORDERED = [
    pytest.param(path, sign + name, id=f"{path.rpartition('/')[2]}-{sign}{name}")
    for path, names in ORDERINGS.items()
    for name in names
    for sign in ("", "-")
]


def walk(api, path, ordering):
    rows = []
    for page in range(1, 5):
        rows += data(api.get(path, {"limit": 3, "page": page, **ordering}))
    assert data(api.get(path, {"limit": 3, "page": 5, **ordering})) == []
    return rows


@pytest.mark.parametrize(("path", "ordering"), ORDERED)
def test_all_pages_together_show_every_record_once_in_the_order_asked_for(path, ordering, api):
    rows_of_everything(11)
    rows = walk(api, path, {"ordering": ordering})
    assert len({row[LISTS[path]] for row in rows}) == len(rows) == 11
    name = ordering.removeprefix("-")
    if name in rows[0]:
        values = [row[name] for row in rows]
        assert values == sorted(values, reverse=ordering.startswith("-"))
        assert len(set(values)) < 11, "ties are what this test is about"


@pytest.mark.parametrize(("path", "ordering"), ORDERED)
def test_descending_is_ascending_backwards(path, ordering, api):
    rows_of_everything(11)
    opposite = ordering[1:] if ordering.startswith("-") else f"-{ordering}"
    assert walk(api, path, {"ordering": ordering}) == walk(api, path, {"ordering": opposite})[::-1]


@each_list
def test_all_pages_together_show_every_record_once_without_an_ordering(path, api):
    rows_of_everything(11)
    rows = walk(api, path, {})
    assert len({row[LISTS[path]] for row in rows}) == len(rows) == 11


def test_certifications_come_in_the_order_in_which_they_were_recorded(api):
    for letter in "cab":
        recorded(f"mentor-{letter}")
    assert [row["mentor_id"][-1] for row in data(api.get(CERTIFICATIONS))] == ["c", "a", "b"]


def test_statuses_come_by_mentor(api):
    for letter in "cab":
        recorded(f"mentor-{letter}")
    assert [row["mentor_id"][-1] for row in data(api.get(STATUSES))] == ["a", "b", "c"]


def test_renewals_come_newest_first(api, three_renewals):
    numbers = [row["renewal_id"] for row in data(api.get(RENEWALS))]
    assert numbers == sorted(numbers, reverse=True)


def test_a_second_ordering_decides_between_equals(api):
    recorded("mentor-a", issued="2024-03-01", expires="2026-03-02")
    recorded("mentor-b", issued="2024-03-01", expires="2026-03-01")
    recorded("mentor-c", issued="2024-02-01", expires="2026-03-03")
    for ordering, expected in (
        ("issued_at,expires_at", "cba"),
        ("issued_at,-expires_at", "cab"),
        ("-issued_at,expires_at", "bac"),
    ):
        rows = data(api.get(CERTIFICATIONS, {"ordering": ordering}))
        assert "".join(row["mentor_id"][-1] for row in rows) == expected, ordering


@each_list
@pytest.mark.parametrize(
    "ordering",
    ["", "id", "pk", "?", "-", ",", "--{0}", "{0},", ",{0}", "{0},id", " {0}", "{0} ", "{0}\0"],
)
def test_an_ordering_that_is_not_listed_is_refused(ordering, path, api):
    value = ordering.format(ORDERINGS[path][0])
    refused(api.get(path, {"ordering": value}), 400, "invalid", {"ordering"})


@each_list
@pytest.mark.parametrize(
    "name", ["mentor_id", "mentor__email", "certification_type", "expires_at__year", "deleted_at"]
)
def test_only_listed_fields_order_a_list(name, path, api):
    refused(api.get(path, {"ordering": name}), 400, "invalid", {"ordering"})


# --- how much a list asks -----------------------------------------------------------------
# Whatever the list and however many rows it has:
#   1. SELECT …          the page, joined with what its rows show of other tables (a log its
#                        run, a renewal its certification), and the total with it
# and where filters were asked for, or the page is empty:
#   2. SELECT SUM(…)     the total (COUNT where the counters can't tell)


@each_list
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_one_question_for_one_row_and_for_three(
    rows, path, api, django_assert_num_queries
):
    rows_of_everything(rows)
    with django_assert_num_queries(1):
        response = api.get(path)
    assert len(data(response)) == rows


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("path", "query"),
    [
        (CERTIFICATIONS, "status=valid&certification_type=peer_mentor_basic&ordering=expires_at"),
        (LOGS, "job_run_id=job_26MAR2026_01&applied_after=2026-03-01"),
        (STATUSES, "paused=false&is_expired=false&ordering=-expiry_date"),
        (RENEWALS, "processed_by=coordinator-7&renewed_after=2026-03-01"),
    ],
)
def test_filters_and_orderings_ask_one_more(path, query, rows, api, django_assert_num_queries):
    rows_of_everything(rows)
    with django_assert_num_queries(2):
        response = api.get(f"{path}?{query}")
    assert len(data(response)) == rows


@each_list
def test_a_page_past_the_end_asks_for_the_total_alone(path, api, django_assert_num_queries):
    rows_of_everything(1)
    with django_assert_num_queries(2):
        api.get(path, {"page": 2})


@each_list
def test_the_last_column_of_every_order_tells_records_apart(path):
    """Far pages are read by it. A mentor has one status."""
    last = resolve(path).func.cls.ordering[-1].lstrip("-")
    assert last == ("mentor_id" if path == STATUSES else "pk")


@each_list
def test_deep_pages_show_what_reading_on_would_show(path, api, monkeypatch):
    """Deep ones read their keys first, those past the middle from the end."""
    rows_of_everything(11)
    pages = [walk(api, path, {})]
    monkeypatch.setattr("mentorcerts.lib.api.lists.viewset.SHALLOW", -1)
    pages.append(walk(api, path, {}))
    assert pages[0] == pages[1]
