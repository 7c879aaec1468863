"""The comparison: who is missing, superfluous or unknown, and no false alarm."""

import json
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client

from certifications import services
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Event
from mentorcerts.access import tokens
from mentorcerts.access.wsgi_guard import ApiGuard
from mentorcerts.lib import body_limits
from mentorcerts.personal_data.erasure import erase_mentor
from mentorcerts.sync import compare
from mentorcerts.sync.models import Comparison, Reader
from tests.support.api import COMPARE, EVENTS, api_client
from tests.support.dates import TODAY
from tests.support.feed import compared, differing, page, publish
from tests.support.records import recorded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def programme(on, db):
    """``ann`` and ``bob`` are active, ``cid`` and ``dee`` paused, ``eve`` is on record only."""
    on(TODAY)
    for mentor_id in ("ann", "bob", "cid", "dee"):
        recorded(mentor_id, expires="2027-03-01")
    for mentor_id in ("cid", "dee"):
        services.pause_mentor(mentor_id=mentor_id, reason="On leave", by="kim")
    services.save_mentor(mentor_id="eve", name="Eve")
    publish()


def resume(mentor_id: str) -> None:
    services.resume_mentor(mentor_id=mentor_id, reason="Back")


NONE: tuple[list[str], ...] = ([], [], [])


# --- what differs -----------------------------------------------------------------------------
def test_sets_that_are_in_step(api):
    assert differing(api, paused=["cid", "dee"]) == NONE
    assert differing(api, active=["bob", "ann"]) == NONE


def test_the_answer_has_the_documented_shape(api):
    last = Event.objects.order_by("-sequence").values_list("sequence", flat=True)[0]
    assert compared(api, paused=["zoe", "ann", "cid"]) == {
        "last": last,
        "missing": ["dee"],
        "superfluous": ["ann"],
        "unknown": ["zoe"],
        "missing_count": 1,
    }


def test_who_has_no_stand_is_in_neither_set_and_unknown(api):
    for which in ("paused", "active"):
        missing, superfluous, unknown = differing(api, **{which: ["eve", "nobody"]})
        assert (superfluous, unknown) == ([], ["eve", "nobody"])
        assert "eve" not in missing


def test_who_loses_the_last_certification_leaves_both_sets(api):
    services.remove_mentor_certifications(mentor_id="ann", today=TODAY, by="kim")
    publish()
    assert differing(api, active=["bob"]) == NONE
    assert differing(api, active=["ann", "bob"]) == ([], [], ["ann"])


def test_every_cause_of_a_pause_counts(api):
    recorded("fay", expires="2026-02-01")
    expire_certifications(today=TODAY, trigger="api", force=True)
    services.update_certification(
        certification=recorded("gil", expires="2028-01-01"), status="revoked", changes={},
        reason="Complaint", today=TODAY,
    )  # fmt: skip
    publish()
    assert differing(api, paused=[]) == (["cid", "dee", "fay", "gil"], [], [])


def test_ids_are_sorted_by_bytes(api):
    for mentor_id in ("a_1", "a.1", "A1", "a1"):
        recorded(mentor_id, expires="2027-03-01")
    publish()
    missing, *_ = differing(api, active=["ann", "bob"])
    assert missing == ["A1", "a.1", "a1", "a_1"]


def test_an_id_that_is_sent_twice_counts_once(api):
    assert compared(api, paused=["cid", "cid", "dee"])["missing_count"] == 0
    assert Comparison.objects.get().sent == 2


def test_more_than_is_listed_is_counted(api, monkeypatch):
    monkeypatch.setattr(compare, "MAX_IDS", 2)
    found = compared(api, active=[])
    assert found["missing"] == ["ann", "bob"]
    for number in range(5):
        recorded(f"new-{number}", expires="2027-03-01")
    publish()
    found = compared(api, active=["ann"])
    assert (len(found["missing"]), found["missing_count"]) == (2, 6)
    assert "ann" not in found["missing"]


# --- no false alarm ---------------------------------------------------------------------------
def test_what_the_feed_does_not_tell_yet_is_no_difference(api):
    resume("cid")
    recorded("fay", expires="2027-03-01")
    services.remove_mentor_certifications(mentor_id="ann", today=TODAY, by="kim")
    assert differing(api, paused=["cid", "dee"]) == NONE
    assert differing(api, active=["ann", "bob"]) == NONE
    publish()
    assert differing(api, paused=["cid", "dee"]) == ([], ["cid"], [])
    assert differing(api, active=["ann", "bob"]) == (["cid", "fay"], [], ["ann"])


def test_a_pause_of_the_job_that_is_not_published_is_no_difference(api):
    recorded("fay", expires="2026-02-01")
    publish()
    expire_certifications(today=TODAY, trigger="api", force=True)
    assert AutoPause.objects.filter(mentor_id="fay", lifted_at=None).exists()
    assert differing(api, active=["ann", "bob", "fay"]) == NONE
    publish()
    assert differing(api, active=["ann", "bob", "fay"]) == ([], ["fay"], [])


def test_with_a_position_what_comes_later_is_no_difference(api):
    position = page(api)["pagination"]["last"]
    resume("cid")
    publish()
    assert differing(api, paused=["cid", "dee"]) == ([], ["cid"], [])
    assert differing(api, paused=["cid", "dee"], after=position) == NONE
    assert differing(api, paused=["cid"], after=position) == (["dee"], [], [])
    assert differing(api, paused=["cid", "dee"], after=position + 1) == ([], ["cid"], [])


def test_a_position_beyond_the_end_is_gone(api):
    last = page(api)["pagination"]["last"]
    answer = api.post(COMPARE, {"paused": [], "after": last + 1})
    assert answer.status_code == 410
    assert answer.json()["error"]["details"]["last"] == last
    assert not Comparison.objects.exists()


def test_an_erased_mentor_is_nobodys_difference(api):
    pseudonym = erase_mentor(mentor_id="cid", by="kim", source="admin")
    publish()
    for ids in (["dee"], ["dee", pseudonym]):
        assert differing(api, paused=ids) == NONE
    assert api.get(COMPARE).json()["paused"]["count"] == 1


def test_an_erasure_that_the_reader_has_not_been_told_is_no_difference(api):
    """Its line is about no mentor, but holds the former id."""
    position = page(api)["pagination"]["last"]
    erase_mentor(mentor_id="cid", by="kim", source="admin")
    Event.objects.create(type=Event.Type.ERASED, data={"former_mentor_id": "cid"})
    assert differing(api, paused=["cid", "dee"]) == NONE, "not published"
    publish()
    assert differing(api, paused=["cid", "dee"], after=position) == NONE, "not read"
    assert differing(api, paused=["cid", "dee"]) == ([], [], ["cid"])


# --- digests ----------------------------------------------------------------------------------
def digest(*ids: str) -> dict[str, object]:
    return {"count": len(ids), "sha256": sha256("\n".join(ids).encode()).hexdigest()}


def test_digests_are_of_the_ids_sorted_by_bytes_and_joined_by_line_feeds(api):
    for mentor_id in ("a_1", "a.1", "B", "b"):
        recorded(mentor_id, expires="2027-03-01")
    publish()
    answer = api.get(COMPARE).json()
    assert answer == {
        "last": Event.objects.count(),
        "paused": digest("cid", "dee"),
        "active": digest("B", "a.1", "a_1", "ann", "b", "bob"),
        "unpublished": 0,
    }


def test_an_empty_set_has_the_digest_of_nothing(api):
    for mentor_id in ("cid", "dee"):
        resume(mentor_id)
    publish()
    assert api.get(COMPARE).json()["paused"] == digest()


def test_the_answer_says_who_has_changed_since_the_last_event(api):
    resume("cid")
    answer = api.get(COMPARE).json()
    assert (answer["unpublished"], answer["last"]) == (1, Event.objects.count() - 1)
    assert answer["paused"] == digest("dee")
    publish()
    again = api.get(COMPARE).json()
    assert again == answer | {"unpublished": 0, "last": Event.objects.count()}


# --- what is sent -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "field", "advice"),
    [
        ({}, "", "either paused or active"),
        ({"paused": [], "active": []}, "", "either paused or active"),
        ({"paused": "cid"}, "paused", "list of texts"),
        ({"paused": None}, "paused", "null"),
        ({"paused": ["cid", 7]}, "paused", "list of texts"),
        ({"paused": ["c d"]}, "paused", "'c d' can't be"),
        ({"active": ["\0"]}, "active", "can't be"),
        ({"active": [{"mentor_id": "ann"}]}, "active", "list of texts"),
        ({"paused": [], "after": "4"}, "after", "whole number"),
        ({"paused": [], "after": 4.0}, "after", "whole number"),
        ({"paused": [], "after": True}, "after", "whole number"),
        ({"paused": [], "after": 10**18}, "after", "less than"),
        ({"paused": [], "after": -1}, "after", "0"),
        ({"paused": [], "expired": []}, "expired", "Unknown field"),
    ],
)
def test_a_bad_body_is_refused_and_nothing_is_kept(body, field, advice, api):
    answer = api.post(COMPARE, body)
    assert answer.status_code == 400, answer.content
    error = answer.json()["error"]
    assert error["code"] == "invalid"
    assert list(error["fields"]) == ([field] if field else [])
    assert advice in error["message"]
    assert not Comparison.objects.exists()


def test_fifty_thousand_ids_are_taken_and_no_more(api):
    ids = [f"mntr_{number:059d}" for number in range(50_000)]
    assert len(json.dumps(ids)) > 3 * 2**20, "as long as ids can be"
    assert len(compared(api, paused=ids)["unknown"]) == 50_000
    answer = api.post(COMPARE, {"paused": [*ids, "one-more"]})
    assert answer.status_code == 400
    assert "50,001" in answer.json()["error"]["message"]


@pytest.mark.parametrize("path", [COMPARE, f"{COMPARE}/"])
def test_this_path_alone_takes_four_megabytes(path, api):
    padded = json.dumps({"paused": ["cid", "dee"]}).ljust(4 * 2**20)
    sent = {"data": padded, "content_type": "application/json"}
    assert api.generic("POST", path, **sent).status_code == 200
    longer = {**sent, "data": padded + " "}
    answer = api.generic("POST", path, **longer)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    elsewhere = api.generic("POST", "/api/v1/certification-renewals", **sent)
    assert elsewhere.status_code == 413


@pytest.mark.parametrize(("path", "bound"), [(COMPARE, 4 * 2**20), (EVENTS, 2_621_440)])
def test_a_chunked_body_is_read_to_one_byte_beyond_its_bound(path, bound):
    lengths = []

    def application(environ, start_response):
        lengths.append(int(environ["CONTENT_LENGTH"]))
        return []

    body = b" " * (5 * 2**20)
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    ApiGuard(application)({"PATH_INFO": path, "wsgi.input": BytesIO(body), **chunked}, None)
    assert lengths == [bound + 1]


def test_the_bound_is_of_the_path_not_of_what_contains_it():
    assert body_limits.body_limit(COMPARE) == 4 * 2**20
    assert body_limits.body_limit(f"{COMPARE}/x") < 4 * 2**20
    assert body_limits.body_limit("/api/v1/certification-events") < 4 * 2**20


# --- what is kept -----------------------------------------------------------------------------
def client(owner: str) -> Client:
    token = tokens.create_token(owner=User.objects.create_user(owner))[1]
    return api_client(headers={"authorization": f"Token {token}"})


def test_each_comparison_is_kept_with_who_asked_and_what_came_of_it():
    app = client("matching app")
    compared(app, paused=["ann", "zoe"])
    kept = Comparison.objects.get()
    assert (kept.reader.name, kept.reader.source[:6]) == ("matching app", "token ")
    assert (kept.which, kept.sent, kept.last) == ("paused", 2, Event.objects.count())
    assert (kept.missing, kept.superfluous, kept.unknown, kept.differences) == (2, 1, 1, 4)
    compared(app, active=["ann", "bob"])
    reader = Reader.objects.get()
    assert (reader.paused_differences, reader.active_differences) == (4, 0)
    assert reader.differences == 4, "the set of the paused is still out of step"
    assert list(Reader.objects.out_of_step()) == [reader]
    compared(app, paused=["cid", "dee"])
    assert not Reader.objects.out_of_step().exists()
    assert Comparison.objects.count() == 3


def test_a_comparison_leaves_the_position_of_the_same_reader_alone():
    app = client("matching app")
    page(app)
    compared(app, paused=["cid", "dee"])
    reader = Reader.objects.get()
    assert (reader.after, reader.differences) == (0, 0)
    assert Reader.objects.count() == 1


def test_a_key_is_no_use_here_because_nothing_is_written(api):
    for _ in range(2):
        answer = api.post(COMPARE, {"paused": []}, headers={"Idempotency-Key": "one"})
        assert answer.status_code == 200
        assert "Idempotency-Replayed" not in answer
    assert Comparison.objects.count() == 2


def test_nobody_is_forgotten_on_the_way_of_a_year(api, on):
    """As the days pass, following and comparing agree at each step."""
    position, paused = page(api)["pagination"]["last"], {"cid": True, "dee": True}
    for step in range(1, 5):
        day = TODAY + timedelta(days=90 * step)
        on(day)
        expire_certifications(today=day, trigger="api", force=True)
        publish()
        for event in page(api, after=position)["data"]:
            position = event["sequence"]
            if event["mentor_id"]:
                paused[event["mentor_id"]] = event["paused"]
        held = sorted(each for each, is_paused in paused.items() if is_paused)
        assert differing(api, paused=held, after=position) == NONE
    assert date(2027, 3, 2) < day
    assert len(held) == 4
