"""Pages of the four lists, and how many questions they ask of the database."""

import pytest
from django.urls import resolve

from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, LOGS, RENEWALS, STATUSES
from tests.support.lists import data, each_list, rows_of_everything, walk


# --- pages --------------------------------------------------------------------------------
@each_list
def test_an_empty_list_is_an_empty_page(path, api):
    response = api.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.json() == {"data": [], "pagination": {"page": 1, "limit": 20, "total": 0}}


@pytest.mark.slow
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
def test_a_page_past_the_end_is_empty_and_tells_the_total(path, api):
    rows_of_everything(3)
    for page in (2, 3, 1_000_000, 999_999_999):
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
def test_a_bad_page_or_limit_is_refused(name, path, api):
    for value in BAD_NUMBERS.values():
        refused(api.get(path, {name: value}), 400, "invalid", {name})


@each_list
@pytest.mark.parametrize("limit", ["101", "1000"])
def test_a_limit_above_a_hundred_is_refused_not_cut(limit, path, api):
    refused(api.get(path, {"limit": limit}), 400, "invalid", {"limit"})


@each_list
@pytest.mark.parametrize("name", ["page", "limit", "ordering"])
def test_a_parameter_given_twice_is_refused(name, path, api):
    refused(api.get(f"{path}?{name}=1&{name}=1"), 400, "invalid", {name})


# --- how much a list asks -----------------------------------------------------------------
# Whatever the list and however many rows it has:
#   1. SELECT …          the page, joined with what its rows show of other tables (a log its
#                        run, a renewal its certification), and the total with it
# and where filters were asked for, or the page is empty:
#   2. SELECT SUM(…)     the total (COUNT where the counters can't tell)
# and where a filter of which they know nothing leaves some out:
#   3. SELECT COUNT(…)   those, to subtract
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
        (STATUSES, "left=false&is_expired=false&ordering=-expiry_date"),
        (RENEWALS, "processed_by=coordinator-7&renewed_after=2026-03-01"),
    ],
)
def test_filters_and_orderings_ask_one_more(path, query, rows, api, django_assert_num_queries):
    rows_of_everything(rows)
    with django_assert_num_queries(2):
        response = api.get(f"{path}?{query}")
    assert len(data(response)) == rows


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("path", "query"), [(STATUSES, "paused=false"), (CERTIFICATIONS, "left=false")]
)
def test_those_to_leave_out_of_a_total_are_counted_once(
    path, query, rows, api, django_assert_num_queries
):
    rows_of_everything(rows)
    with django_assert_num_queries(3):
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


@pytest.mark.slow
@each_list
def test_deep_pages_show_what_reading_on_would_show(path, api, monkeypatch):
    """Deep ones read their keys first, those past the middle from the end."""
    rows_of_everything(11)
    pages = [walk(api, path, {})]
    monkeypatch.setattr("mentorcerts.lib.api.lists.viewset.SHALLOW", -1)
    pages.append(walk(api, path, {}))
    assert pages[0] == pages[1]
