"""The four lists, with rows on each."""

from datetime import date

import pytest
from time_machine import travel

from certifications.job.run import expire_certifications
from tests.support.api import CERTIFICATIONS, LOGS, RENEWALS, STATUSES
from tests.support.records import recorded, renewed

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
        expire_certifications(today=date(2026, 3, 26), trigger="api", force=True)
        for n in range(number):
            renewed(f"mentor-{n}", granted=f"2026-03-1{n % 2}", until=f"2027-03-1{n % 3}")


def data(response):
    assert response.status_code == 200, response.content
    return response.json()["data"]


def walk(api, path, ordering):
    rows = []
    for page in range(1, 5):
        rows += data(api.get(path, {"limit": 3, "page": page, **ordering}))
    assert data(api.get(path, {"limit": 3, "page": 5, **ordering})) == []
    return rows


def pages_by_cursor(api, path, **query):
    """Every page of a list from cursor to cursor: whoever goes on may write in between."""
    cursor = ""
    while cursor is not None:
        response = api.get(path, {**query, "after": cursor})
        yield data(response)
        cursor = response.json()["pagination"]["next"]


def walk_by_cursor(api, path, **query):
    return [row for page in pages_by_cursor(api, path, **query) for row in page]
