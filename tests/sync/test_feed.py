"""The feed: what it tells, in which order, from where to where, and what never leaves."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certifications import services
from certifications.models import Event, EventCursor, Mentor
from mentorcerts.access import tokens
from mentorcerts.models import TokenUse
from mentorcerts.sync.models import Reader
from tests.support.api import COMPARE, EVENTS, api_client
from tests.support.dates import TODAY
from tests.support.feed import lines, numbers, page, publish
from tests.support.records import recorded, renewed

pytestmark = pytest.mark.django_db
SECRET = "Xylophone"


@pytest.fixture(autouse=True)
def _on_that_day(on, db):
    on(TODAY)
    EventCursor.objects.get_or_create(pk=1)


def ended_at(number: int) -> None:
    EventCursor.objects.update(last=number)


def refused(api, query: dict, status: int, code: str):
    answer = api.get(EVENTS, query)
    assert answer.status_code == status, answer.content
    error = answer.json()["error"]
    assert error["code"] == code
    return error


# --- what it tells ----------------------------------------------------------------------------
def test_an_event_has_the_documented_shape(api):
    certification = recorded("mentor-1", expires="2027-03-01")
    publish()
    answer = page(api)
    assert list(answer) == ["data", "pagination"]
    assert answer["pagination"] == {"after": 0, "limit": 100, "next_after": 1, "last": 1}
    [event] = answer["data"]
    assert event.pop("event_id").startswith("evt_")
    assert list(event)[:5] == ["sequence", "type", "timestamp", "mentor_id", "paused"]
    assert event == {
        "sequence": 1,
        "type": "certification.recorded",
        "timestamp": "2026-03-26T01:00:00Z",
        "mentor_id": "mentor-1",
        "paused": False,
        "certification_id": certification.certification_id,
        "certification_type": "peer_mentor_basic",
        "issue_date": "2024-03-01",
        "expiry_date": "2027-03-01",
    }


def test_names_reasons_and_who_did_it_never_leave(api):
    services.save_mentor(mentor_id="mentor-1", name=f"Name {SECRET}", email=f"{SECRET}@x.test")
    recorded("mentor-1", expires="2027-03-01")
    services.pause_mentor(mentor_id="mentor-1", reason=SECRET, by=SECRET)
    services.exempt_mentor(
        mentor_id="mentor-1", until=TODAY + timedelta(9), reason=SECRET, today=TODAY, by=SECRET
    )
    services.update_certification(
        certification=recorded("mentor-1", kind="other"), status="revoked", changes={},
        reason=SECRET, today=TODAY, by=SECRET,
    )  # fmt: skip
    publish()
    answer = api.get(EVENTS)
    assert len(answer.json()["data"]) == 5
    assert SECRET not in answer.content.decode()
    for event in answer.json()["data"]:
        assert not {"reason", "by", "name", "email", "source"} & set(event)


def test_what_is_not_published_is_not_told(api):
    recorded("mentor-1")
    assert page(api)["data"] == []
    publish()
    assert len(page(api)["data"]) == 1


def test_what_is_withdrawn_is_not_told_and_not_waited_for(api):
    recorded("mentor-1")
    recorded("mentor-2")
    publish()
    Event.objects.filter(mentor_id="mentor-2").update(withdrawn=True)
    answer = page(api)
    assert numbers(answer) == [1]
    assert answer["pagination"]["next_after"] == 2


def test_an_erased_mentor_is_told_by_the_former_id_as_long_as_it_is_kept(api):
    data = {"former_mentor_id": "mentor-1"}
    lines(1, type=Event.Type.ERASED, data=data)
    lines(2, type=Event.Type.ERASED, data={})
    ended_at(2)
    told = page(api)["data"]
    assert [(event["mentor_id"], event["paused"]) for event in told] == [
        ("mentor-1", None),
        (None, None),
    ]
    assert all("former_mentor_id" not in event for event in told)


# --- page by page -----------------------------------------------------------------------------
def test_pages_follow_each_other_and_the_last_one_leads_to_itself(api):
    lines(*range(1, 8))
    ended_at(7)
    seen, after = [], 0
    for _ in range(3):
        answer = page(api, after=after, limit=3)
        seen += numbers(answer)
        after = answer["pagination"]["next_after"]
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    assert page(api, after=7)["pagination"] == {
        "after": 7, "limit": 100, "next_after": 7, "last": 7,
    }  # fmt: skip
    assert page(api, after=7)["data"] == []


def test_gaps_do_no_harm(api):
    lines(2, 5, 9)
    ended_at(9)
    assert numbers(page(api)) == [2, 5, 9]
    assert numbers(page(api, after=2)) == [5, 9]
    assert numbers(page(api, after=3, limit=1)) == [5]


def test_a_line_that_is_numbered_after_the_end_was_read_is_for_the_next_page(api):
    """As if a publisher had committed between the two questions."""
    lines(1, 2, 3)
    ended_at(2)
    answer = page(api)
    assert (numbers(answer), answer["pagination"]["next_after"]) == ([1, 2], 2)


def test_a_rare_type_is_not_looked_for_twice_in_the_same_place(api):
    lines(*range(1, 50))
    lines(50, type=Event.Type.RUN_UNDONE)
    lines(*range(51, 100))
    ended_at(99)
    answer = page(api, type="run.undone", limit=2)
    assert (numbers(answer), answer["pagination"]["next_after"]) == ([50], 99)
    full = page(api, type="run.undone", limit=1)
    assert (numbers(full), full["pagination"]["next_after"]) == ([50], 50)


def test_events_of_one_mentor(api):
    recorded("mentor-1")
    recorded("mentor-2")
    renewed("mentor-1")
    publish()
    answer = page(api, mentor_id="mentor-1")
    assert [event["type"] for event in answer["data"]] == [
        "certification.recorded",
        "certification.renewed",
    ]
    assert page(api, mentor_id="mentor-1", type="certification.renewed")["data"][0]["sequence"] == 3
    assert page(api, mentor_id="nobody")["data"] == []


@pytest.mark.parametrize(
    ("query", "field", "advice"),
    [
        ({"after": "-1"}, "after", "whole number from 0"),
        ({"after": "1.0"}, "after", "whole number"),
        ({"after": "٣"}, "after", "whole number"),
        ({"after": "9" * 19}, "after", "whole number"),
        ({"after": ""}, "after", "empty"),
        ({"limit": "0"}, "limit", "from 1 to 1000"),
        ({"limit": "1001"}, "limit", "from 1 to 1000"),
        ({"type": "mentor.promoted"}, "type", "mentor.paused, mentor.resumed"),
        ({"mentor_id": "a b"}, "mentor_id", "can't be a mentor id"),
        ({"updated_since": "2026-03-01"}, "updated_since", "after, limit, type, mentor_id"),
        ({"after": ["1", "2"]}, "after", "once"),
    ],
)
def test_a_bad_parameter_is_refused_with_what_is_right(query, field, advice, api):
    error = refused(api, query, 400, "invalid")
    assert list(error["fields"]) == [field]
    assert advice in error["fields"][field][0]


@pytest.mark.parametrize("path", [EVENTS, f"{EVENTS}/", f"{EVENTS}/compare", f"{EVENTS}/compare/"])
def test_with_and_without_a_final_slash_and_no_other_methods(path, api):
    assert api.get(path).status_code == 200
    for method in ("put", "patch", "delete"):
        assert getattr(api, method)(path).status_code == 405
    if "compare" not in path:
        assert api.post(path).status_code == 405


# --- how far back -----------------------------------------------------------------------------
def aged(number: int, days: float) -> None:
    at = timezone.now() - timedelta(days=days)
    Event.objects.filter(sequence=number).update(occurred_at=at)


@pytest.fixture
def long_log(settings):
    """Fifty lines, two days apart: the feed holds those from the sixth on."""
    settings.MENTORCERTS_FEED_DAYS = 90
    lines(*range(1, 51))
    ended_at(50)
    for number in range(1, 51):
        aged(number, (50 - number) * 2 + 1)


@pytest.mark.usefixtures("long_log")
def test_without_a_position_it_begins_with_the_oldest_that_is_held(api):
    answer = page(api, limit=2)
    assert numbers(answer) == [6, 7]
    assert answer["pagination"]["after"] == 5


@pytest.mark.usefixtures("long_log")
def test_what_is_older_is_gone_and_the_answer_says_what_there_is(api):
    for after in (0, 1, 3):
        error = refused(api, {"after": after}, 410, "gone")
        assert error["details"] == {"first": 6, "last": 50}
        assert "90 days" in error["message"]
    assert numbers(page(api, after=5, limit=1)) == [6]
    refused(api, {"after": 1, "type": "run.undone"}, 410, "gone")


@pytest.mark.usefixtures("long_log")
def test_at_the_boundary_lines_that_came_late_refuse_nobody(api):
    """The run was published hours after the lines around it had happened."""
    aged(7, 90.5)
    answer = page(api, limit=1)
    while answer["data"]:
        answer = page(api, after=answer["pagination"]["next_after"], limit=1)
    assert answer["pagination"]["after"] == 50


@pytest.mark.usefixtures("long_log")
def test_days_are_a_setting_and_nought_is_for_ever(api, settings):
    settings.MENTORCERTS_FEED_DAYS = 10
    assert numbers(page(api, limit=1)) == [46]
    settings.MENTORCERTS_FEED_DAYS = 0
    assert numbers(page(api, limit=1)) == [1]
    assert numbers(page(api, after=0, limit=1)) == [1]


@pytest.mark.usefixtures("long_log")
@pytest.mark.parametrize("feed_days", [0, 90])
def test_where_lines_are_deleted_the_feed_ends_before_that(feed_days, api, settings):
    """Of each mentor the newest line is kept: nobody would see what is missing between them."""
    settings.MENTORCERTS_FEED_DAYS = feed_days
    settings.MENTORCERTS_KEEP_EVENTS_DAYS = 12
    assert numbers(page(api, limit=1)) == [46]
    refused(api, {"after": 40}, 410, "gone")


def test_beyond_the_end_is_gone_too(api):
    """Only a restored backup makes such a position."""
    lines(1, 2)
    ended_at(2)
    error = refused(api, {"after": 3}, 410, "gone")
    assert error["details"] == {"first": 1, "last": 2}
    assert "backup" in error["message"]
    assert page(api, after=2)["data"] == []


def test_an_empty_log(api):
    answer = page(api)
    assert answer == {
        "data": [], "pagination": {"after": 0, "limit": 100, "next_after": 0, "last": 0},
    }  # fmt: skip
    assert refused(api, {"after": 1}, 410, "gone")["details"] == {"first": 1, "last": 0}


@pytest.mark.usefixtures("long_log")
def test_where_all_is_too_old_it_begins_at_the_end(api):
    Event.objects.update(occurred_at=timezone.now() - timedelta(days=200))
    answer = page(api)
    assert (answer["data"], answer["pagination"]["next_after"]) == ([], 50)
    assert page(api, after=50)["data"] == []
    assert refused(api, {"after": 49}, 410, "gone")["details"] == {"first": 51, "last": 50}


# --- how much it costs, and who may -----------------------------------------------------------
def test_a_page_costs_the_same_number_of_questions_whatever_is_on_it(api):
    lines(*range(1, 400))
    ended_at(399)
    page(api, after=0)  # who reads is recorded once a minute
    counts = set()
    for query in ({"after": 1, "limit": 10}, {"after": 1, "limit": 300}, {"after": 300}):
        with CaptureQueriesContext(connection) as asked:
            page(api, **query)
        counts.add(len([each for each in asked if "certifications_event" in each["sql"]]))
    assert counts == {2}


def client_of(user: User):
    return api_client(headers={"authorization": f"Token {tokens.create_token(owner=user)[1]}"})


@pytest.mark.parametrize("role", ["Viewers", "Coordinators", "Administrators"])
def test_every_role_reads_the_feed(role, settings):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    user = User.objects.create_user("sync")
    assert client_of(user).get(EVENTS).status_code == 403
    user.groups.add(Group.objects.get(name=role))
    assert client_of(User.objects.get(pk=user.pk)).get(EVENTS).status_code == 200


def test_one_permission_is_enough(settings):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    user = User.objects.create_user("sync")
    user.user_permissions.add(Permission.objects.get(codename="view_event"))
    body = {"get": None, "post": {"paused": []}}
    for method in body:
        answer = getattr(client_of(user), method)(COMPARE, body[method])
        assert answer.status_code == 200


# --- who reads --------------------------------------------------------------------------------
def test_who_reads_is_recorded_by_token_with_the_position(on):
    lines(*range(1, 8))
    ended_at(7)
    user = User.objects.create_user("matching app")
    client = client_of(user)
    page(client, after=0, limit=3)
    reader = Reader.objects.get()
    token = TokenUse.objects.get().token
    assert (reader.name, reader.source) == ("matching app", f"token {token.token_key[:8]}")
    assert reader.after == 0
    assert timezone.now() - reader.read_at < timedelta(seconds=30)
    page(client, after=3, limit=3)
    assert Reader.objects.get().after == 0, "once a minute"
    page(client, after=6, limit=3)
    assert Reader.objects.get().after == 6, "it has caught up"
    on(TODAY, "01:02:00")
    page(client, after=3, limit=3)
    assert Reader.objects.get().after == 3


def test_readers_without_a_token_are_one(api):
    page(api)
    page(api)
    [reader] = Reader.objects.all()
    assert (reader.name, reader.source) == ("", "")
    assert str(reader) == "without a token"


def test_a_refused_position_is_none_that_anybody_has(api):
    refused(api, {"after": 5}, 410, "gone")
    assert not Reader.objects.exists()


def test_a_feed_that_nobody_writes_to_is_read_without_writing(api):
    page(api)
    with CaptureQueriesContext(connection) as asked:
        page(api)
    assert all(each["sql"].lstrip("( ").upper().startswith("SELECT") for each in asked)
    assert len(asked) >= 3


def test_numbers_are_in_the_order_of_the_pages():
    """What the feed rests on: one order for everybody."""
    for number in range(5):
        recorded(f"mentor-{number}")
        publish()
    found = list(Event.objects.order_by("pk").values_list("sequence", flat=True))
    assert all(one < other for one, other in pairwise(found))
    assert Mentor.objects.count() == 5
