"""Pages from cursor to cursor: nothing that is there all along is missed or comes twice."""

import base64
import json
import random
from datetime import date
from itertools import count

import pytest
from django.urls import resolve
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from certifications.models import AutoPause, Certification, Mentor
from mentorcerts.lib.api.lists.cursors import CursorWalk
from mentorcerts.lib.api.lists.paging import EXAMPLE_CURSOR
from renewals.models import Renewal
from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, LOGS, RENEWALS, STATUSES
from tests.support.dates import at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    MentorFactory,
    RenewalFactory,
)
from tests.support.lists import (
    LISTS,
    data,
    each_list,
    pages_by_cursor,
    rows_of_everything,
    walk_by_cursor,
)
from tests.support.records import recorded

ORDERINGS = {
    CERTIFICATIONS: [
        *("issued_at", "expires_at", "created_at", "updated_at"),
        *("issued_at,expires_at", "created_at,-updated_at", "issued_at,-issued_at"),
    ],
    LOGS: ["applied_at"],
    STATUSES: ["expiry_date", "issue_date", "expiry_date,-issue_date"],
    RENEWALS: ["renewal_date", "new_expiry_date", "created_at", "-created_at,renewal_date"],
}
each_ordering = pytest.mark.parametrize(
    ("path", "ordering"),
    [
        (path, ordering)
        for path, names in ORDERINGS.items()
        for name in ("", *names)
        for ordering in sorted({name, f"-{name}" if name and name[0] != "-" else name})
    ],
)


def asked_for(ordering):
    return {"ordering": ordering} if ordering else {}


# --- what a page looks like -------------------------------------------------------------------
@each_list
def test_next_comes_after_the_contracts_keys_and_leads_to_the_next_page(path, api):
    rows_of_everything(3)
    everything = data(api.get(path))
    first = api.get(path, {"after": "", "limit": 2}).json()
    assert list(first) == ["data", "pagination"]
    assert list(first["pagination"]) == ["page", "limit", "total", "next"]
    cursor = first["pagination"].pop("next")
    assert first == {
        "data": everything[:2],
        "pagination": {"page": None, "limit": 2, "total": None},
    }
    second = api.get(path, {"after": cursor, "limit": 2}).json()
    assert second == {
        "data": everything[2:],
        "pagination": {"page": None, "limit": 2, "total": None, "next": None},
    }


@each_list
def test_a_full_page_is_the_last_one_where_nothing_follows(path, api):
    assert api.get(path, {"after": ""}).json()["pagination"]["next"] is None
    rows_of_everything(2)
    page = api.get(path, {"after": "", "limit": 2}).json()
    assert len(page["data"]) == 2
    assert page["pagination"]["next"] is None


@each_list
def test_a_page_after_a_cursor_may_hold_a_thousand(path, api):
    rows_of_everything(1)
    page = api.get(path, {"after": "", "limit": "1000"}).json()
    assert page["pagination"]["limit"] == 1000
    for limit in ("1001", "0", "all"):
        refused(api.get(path, {"after": "", "limit": limit}), 400, "invalid", {"limit"})


@each_list
def test_the_limit_may_differ_from_page_to_page(path, api):
    rows_of_everything(5)
    first = api.get(path, {"after": "", "limit": 2}).json()
    rest = api.get(path, {"after": first["pagination"]["next"], "limit": 7})
    assert first["data"] + data(rest) == data(api.get(path))


@each_list
def test_a_page_after_a_cursor_is_one_query(path, api, django_assert_num_queries):
    rows_of_everything(3)
    first = api.get(path, {"after": "", "limit": 1}).json()
    with django_assert_num_queries(1):
        assert len(data(api.get(path, {"after": first["pagination"]["next"]}))) == 2


# --- all pages together -----------------------------------------------------------------------
@pytest.mark.slow
@each_ordering
def test_by_cursor_a_list_is_the_same_as_by_page(path, ordering, api):
    rows_of_everything(7)
    rows = walk_by_cursor(api, path, limit=2, **asked_for(ordering))
    assert rows == data(api.get(path, {"limit": 100, **asked_for(ordering)}))
    assert len(rows) == 7


@pytest.mark.parametrize(
    ("path", "query", "number"),
    [
        (CERTIFICATIONS, {"status": "valid", "certification_type": "peer_mentor_basic"}, 5),
        (CERTIFICATIONS, {"issued_before": "2024-03-02", "ordering": "-issued_at"}, 2),
        (CERTIFICATIONS, {"left": "false"}, 5),
        (LOGS, {"job_run_id": "job_26MAR2026_01"}, 5),
        (STATUSES, {"paused": "false", "ordering": "-expiry_date"}, 5),
        (STATUSES, {"paused": "true"}, 0),
        (RENEWALS, {"processed_by": "coordinator-7", "renewed_after": "2026-03-11"}, 2),
    ],
)
def test_filters_hold_on_every_page(path, query, number, api):
    rows_of_everything(5)
    rows = walk_by_cursor(api, path, limit=1, **query)
    assert rows == data(api.get(path, query))
    assert len(rows) == number


def test_moments_that_are_shown_alike_are_told_apart(api):
    """They are shown in whole seconds, and kept to the microsecond."""
    for microsecond in (3, 1, 2):
        CertificationFactory(created_at=at(f"2026-03-01T10:00:00.00000{microsecond}"))
    rows = walk_by_cursor(api, CERTIFICATIONS, limit=1, ordering="created_at")
    assert len({row["certification_id"] for row in rows}) == len(rows) == 3


def test_a_cursor_is_good_on_the_contracts_own_path(api):
    for letter in "ab":
        recorded(f"mentor-{letter}")
    first = api.get(STATUSES, {"after": "", "limit": 1}).json()["pagination"]["next"]
    printed = "/api/v1/certification-statuses/api/v1/certification-statuses/"
    [row] = data(api.get(printed, {"after": first}))
    assert row["mentor_id"] == "mentor-b"


# --- while others write -----------------------------------------------------------------------
EARLY = [at(f"2025-0{month}-01T10:00:00.{micro:06}") for month in (2, 5) for micro in (0, 1, 70)]
LATE = [at(f"2026-0{month}-01T00:00:00") for month in (6, 7)] + [at("9999-12-31")]
numbers = count(1)


def another(path, chance):
    """A record of a list whose order is left to chance, often shared with others."""
    early, late = (lambda pool=pool: chance.choice(pool) for pool in (EARLY, LATE))
    if path == LOGS:
        return AutoPauseFactory(applied_at=early())
    mentor = f"{chance.choice('amz')}-{next(numbers)}"
    stamps = {"created_at": early(), "updated_at": early()}
    certification = CertificationFactory(
        mentor__mentor_id=mentor, issued_at=early(), expires_at=late(), **stamps
    )
    if path != RENEWALS:
        return certification
    return RenewalFactory(
        certification=certification, renewal_date=early(), new_expiry_date=late(), **stamps
    )


def remove(path, public_id):
    """A record that a list has shown."""
    if path == LOGS:
        AutoPause.objects.get(log_id=public_id).delete()
    elif path == RENEWALS:
        Renewal.objects.with_public_id(public_id).update(deleted_at=timezone.now())
    else:
        shown = Certification.objects.filter(**{LISTS[path]: public_id})
        assert shown.update(is_current=False, deleted_at=timezone.now()) == 1


@pytest.mark.slow
@each_ordering
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_there_all_along_comes_once_while_others_write(path, ordering, seed, api):
    """Between two pages the record at the cursor is removed, and three others come anywhere."""
    chance, key = random.Random(seed), LISTS[path]
    for _ in range(14):
        another(path, chance)
    query = {"limit": 100, **asked_for(ordering)}
    there_all_along = {row[key] for row in data(api.get(path, query))}
    shown = []
    for page in pages_by_cursor(api, path, limit=2, **asked_for(ordering)):
        shown += [row[key] for row in page]
        if len(shown) > 30:
            continue  # let it come to an end
        there_all_along.discard(shown[-1])
        remove(path, shown[-1])
        for _ in range(3):
            another(path, chance)
    assert len(set(shown)) == len(shown)
    assert there_all_along
    assert there_all_along <= set(shown)
    left = [row[key] for row in data(api.get(path, query))]
    assert [each for each in shown if each in left] == [each for each in left if each in shown]


def test_what_changed_after_it_was_shown_comes_again_by_updated_at(api):
    first, second = (recorded(f"mentor-{letter}") for letter in "ab")
    pages = pages_by_cursor(api, CERTIFICATIONS, limit=1, ordering="updated_at")
    shown = [row["certification_id"] for row in next(pages)]
    Certification.objects.filter(pk=first.pk).update(updated_at=at("2026-03-27"))
    shown += [row["certification_id"] for page in pages for row in page]
    assert shown == [each.certification_id for each in (first, second, first)]


# --- what is refused --------------------------------------------------------------------------
@pytest.fixture
def cursor(api):
    """Of the list of certifications, by their dates of issue."""
    rows_of_everything(2)
    page = api.get(CERTIFICATIONS, {"after": "", "limit": 1, "ordering": "issued_at"}).json()
    return page["pagination"]["next"]


@each_list
def test_page_and_after_are_not_sent_together(path, api):
    error = refused(api.get(path, {"after": "", "page": 1}), 400, "invalid", {"after"})
    assert error["fields"]["after"] == ["Send page or after, not both."]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (CERTIFICATIONS, {}),
        (CERTIFICATIONS, {"ordering": "-issued_at"}),
        (CERTIFICATIONS, {"ordering": "expires_at"}),
        (CERTIFICATIONS, {"ordering": "issued_at,expires_at"}),
        (CERTIFICATIONS, {"ordering": "issued_at", "status": "valid"}),
        (CERTIFICATIONS, {"ordering": "issued_at", "left": "false"}),
        (STATUSES, {"ordering": "issue_date"}),
    ],
)
def test_a_cursor_made_for_others_is_refused(path, query, api, cursor):
    error = refused(api.get(path, {"after": cursor, **query}), 400, "invalid", {"after"})
    assert "other filters or another ordering" in error["fields"]["after"][0]


def test_filters_and_their_order_in_the_address_are_two_things(api):
    rows_of_everything(2)
    filters = ["status=valid", "ordering=issued_at", "left=false", "limit=1"]
    first = api.get(f"{CERTIFICATIONS}?after=&{'&'.join(filters)}").json()["pagination"]["next"]
    assert data(api.get(f"{CERTIFICATIONS}?{'&'.join(filters[::-1])}&after={first}"))


def with_position(cursor, position):
    """The same cursor, with another text in place of its position."""
    content = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    text = position if isinstance(position, str) else json.dumps(position, separators=(",", ":"))
    return base64.urlsafe_b64encode(content[:9] + text.encode()).decode().rstrip("=")


NOW = 1_774_483_200_000_000
POSITIONS = [
    *([], [NOW], [NOW, 1, 1], [1, None], [None, 1], {}, {"0": NOW, "1": 1}),
    *([NOW, -1], [NOW, 2**63], [NOW, 1.0], [NOW, "1"], [NOW, True], [NOW, []], [NOW, {}]),
    *([str(NOW), 1], [True, 1], [10**17 * 4, 1], [-(10**17), 1]),
    *(f"[{NOW}, 1]", f"[{NOW},1e0]", f"[{NOW},01]", f"[{NOW},1]\n", f"[{NOW},1\0]"),
    *("null", "1", "", "[", "[1,2", "[NaN,1]", "[Infinity,1]", "[" * 100, "\0"),
]


def test_a_position_that_no_record_can_have_is_refused(api, cursor):
    assert data(api.get(CERTIFICATIONS, {"ordering": "issued_at", "after": cursor}))
    kept = with_position(cursor, [NOW, 1])
    assert data(api.get(CERTIFICATIONS, {"ordering": "issued_at", "after": kept})) == []
    for position in POSITIONS:
        sent = {"ordering": "issued_at", "after": with_position(cursor, position)}
        error = refused(api.get(CERTIFICATIONS, sent), 400, "invalid", {"after"})
        assert error["fields"]["after"][0].startswith("This is no cursor"), position


@pytest.mark.parametrize("name", ["", "a b", "\0", "\ud800", "é", "a" * 65, 1, None, ["a"]])
def test_a_mentor_that_cannot_be_is_no_position(name, api):
    rows_of_everything(2)
    first = api.get(STATUSES, {"after": "", "limit": 1}).json()["pagination"]["next"]
    assert len(data(api.get(STATUSES, {"after": with_position(first, ["mentor-0"])}))) == 1
    refused(api.get(STATUSES, {"after": with_position(first, [name])}), 400, "invalid", {"after"})


def test_a_cursor_with_any_other_character_is_refused(api, cursor):
    """Or leads to another position, where it is one: the digits of a number."""
    for place in range(len(cursor)):
        for sign in ("A", "_", "=", "%", " ", "\0", "é", "😀"):
            bent = cursor[:place] + sign + cursor[place + 1 :]
            if bent != cursor:
                answer = api.get(CERTIFICATIONS, {"ordering": "issued_at", "after": bent})
                assert answer.status_code in (200, 400), bent
                if answer.status_code == 400:
                    refused(answer, 400, "invalid", {"after"})
                else:
                    assert place >= 12, "the digest is another"
                    assert sign in "A_"


@each_list
@pytest.mark.parametrize(
    "after", ["0", "null", "a" * 15, "a" * 16, "a" * 300, "a" * 301, "a" * 90_000, "%2e", "\n", " "]
)
def test_what_is_no_cursor_is_refused(after, path, api):
    refused(api.get(path, {"after": after}), 400, "invalid", {"after"})


def test_after_is_given_once(api):
    refused(api.get(f"{CERTIFICATIONS}?after=&after="), 400, "invalid", {"after"})


def test_the_example_in_the_description_is_a_cursor(api):
    """Of the list of certifications, after the twentieth."""
    numbers = [CertificationFactory(pk=number).pk for number in (20, 21)]
    [row] = data(api.get(CERTIFICATIONS, {"after": EXAMPLE_CURSOR}))
    last = Certification.objects.get(pk=numbers[-1])
    assert row["certification_id"] == last.certification_id


# --- what can be walked -----------------------------------------------------------------------
@each_list
def test_no_list_is_ordered_by_a_column_that_may_be_empty(path):
    """A cursor could not say what comes after nothing."""
    view = resolve(path).func.cls
    for column in (*view.ordering_fields.values(), *view.ordering):
        walk = CursorWalk(view.queryset.order_by(column), {})
        assert [term.field.null for term in walk.terms] == [False]


def test_an_order_by_a_column_that_may_be_empty_has_no_cursors():
    with pytest.raises(TypeError, match="revoked_at, which may be empty"):
        CursorWalk(Certification.objects.order_by("revoked_at", "pk"), {})


def test_what_no_cursor_can_hold_is_not_written_into_one(db):
    """A programmer hears of it: a mentor's name is no identifier."""
    MentorFactory(name="Ann O'Neill")
    MentorFactory(name="Bo", exempt_until=date(2026, 4, 1))
    walk = CursorWalk(Mentor.objects.order_by("name", "pk"), {})
    rows = walk.following([]).values_list(*walk.columns)
    with pytest.raises(ValidationError, match="no cursor"):
        walk.position(walk.cursor(rows[0]))
    with pytest.raises(TypeError, match="no cursor can hold"):
        walk.cursor([date(2026, 4, 1), *rows[1][1:]])
