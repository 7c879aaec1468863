"""The order of the four lists."""

import pytest

from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, LOGS, RENEWALS, STATUSES
from tests.support.lists import LISTS, data, each_list, rows_of_everything, walk
from tests.support.records import recorded

ORDERINGS = {
    CERTIFICATIONS: ["issued_at", "expires_at", "created_at", "updated_at"],
    LOGS: ["applied_at"],
    STATUSES: ["expiry_date", "issue_date"],
    RENEWALS: ["renewal_date", "new_expiry_date", "created_at"],
}


@pytest.mark.slow
@each_list
def test_all_pages_together_show_every_record_once_in_the_order_asked_for(path, api):
    rows_of_everything(11)
    for name in ORDERINGS[path]:
        rows = walk(api, path, {"ordering": name})
        assert len({row[LISTS[path]] for row in rows}) == len(rows) == 11, name
        if name in rows[0]:
            values = [row[name] for row in rows]
            assert values == sorted(values), name
            assert len(set(values)) < 11, "ties are what this test is about"
        backwards = walk(api, path, {"ordering": f"-{name}"})
        assert backwards == rows[::-1], name


@pytest.mark.slow
@each_list
def test_all_pages_together_show_every_record_once_without_an_ordering(path, api):
    rows_of_everything(11)
    rows = walk(api, path, {})
    assert len({row[LISTS[path]] for row in rows}) == len(rows) == 11


def test_equals_come_in_the_order_in_which_they_were_recorded_and_backwards(api):
    for letter in "cab":
        recorded(f"mentor-{letter}", issued="2024-03-01")
    for ordering, letters in (("issued_at", "cab"), ("-issued_at", "bac")):
        rows = data(api.get(CERTIFICATIONS, {"ordering": ordering}))
        assert "".join(row["mentor_id"][-1] for row in rows) == letters


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


NO_ORDERINGS = (
    *("", "id", "pk", "?", "-", ",", "--{0}", "{0},", ",{0}", "{0},id", " {0}", "{0} ", "{0}\0"),
    *("mentor_id", "mentor__email", "certification_type", "expires_at__year", "deleted_at"),
)


@each_list
def test_an_ordering_that_is_not_listed_is_refused(path, api):
    for ordering in NO_ORDERINGS:
        value = ordering.format(ORDERINGS[path][0])
        refused(api.get(path, {"ordering": value}), 400, "invalid", {"ordering"})
