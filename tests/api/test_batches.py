"""Many certifications or renewals in one request: all of them or none, or each by itself."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certifications.models import AutoPause, Certification, CertificationType, Event
from renewals.models import Renewal
from tests.support.answers import assert_error_shape, refused
from tests.support.api import CERTIFICATIONS, NEW_CERTIFICATION, NEW_RENEWAL, RENEWALS, RUN, stand
from tests.support.records import everything, recorded

pytestmark = pytest.mark.django_db

BATCH, RENEWAL_BATCH = f"{CERTIFICATIONS}/batch", f"{RENEWALS}/batch"
both = pytest.mark.parametrize("path", [BATCH, RENEWAL_BATCH])


def certification(number: int, **fields: Any) -> dict[str, Any]:
    return {**NEW_CERTIFICATION, "mentor_id": f"mentor-{number}", **fields}


def renewal(number: int, **fields: Any) -> dict[str, Any]:
    return {**NEW_RENEWAL, "mentor_id": f"mentor-{number}", **fields}


def good(path: str, number: int) -> list[dict[str, Any]]:
    """So many items of different mentors; those to be renewed hold a certification already."""
    if path == BATCH:
        return [certification(n) for n in range(number)]
    for n in range(number):
        recorded(f"mentor-{n}")
    return [renewal(n) for n in range(number)]


def bad(path: str) -> dict[str, Any]:
    """One that only the records there are stand against."""
    recorded("mentor-x", issued="2026-03-26", expires="2028-03-26")
    if path == BATCH:
        return certification(0, mentor_id="mentor-x")
    return renewal(0, mentor_id="mentor-y")


@both
def test_each_item_is_answered_as_the_single_post_would_be(api, path):
    items = good(path, 4)
    single = api.post(path.removesuffix("/batch"), items.pop()).json()
    answer = api.post(path, {"items": items})
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["accepted"], body["refused"], body["dry_run"]) == (3, 0, False)
    assert [(each["index"], each["status"], each["error"]) for each in body["data"]] == [
        (0, 201, None),
        (1, 201, None),
        (2, 201, None),
    ]
    for item, told in zip(items, body["data"], strict=True):
        assert list(told["record"]) == list(single)
        assert told["record"] | item == told["record"]
    key = "certification_id" if path == BATCH else "renewal_id"
    for told in body["data"]:
        address = f"{path.removesuffix('/batch')}/{told['record'][key]}"
        assert api.get(address).json().items() >= told["record"].items()


@both
@pytest.mark.parametrize("address", ["{}/", "/api/v1/{first}/api/v1/{last}"])
def test_it_answers_on_every_spelling_of_its_address(api, path, address):
    first = "certifications" if path == BATCH else "certification-statuses"
    spelt = address.format(path, first=first, last=path.removeprefix("/api/v1/"))
    assert api.post(spelt, {"items": good(path, 1)}).status_code == 201
    refused(api.get(spelt), 405, "method_not_allowed")


@both
@pytest.mark.parametrize("each", ["", "?each=false"])
def test_if_one_item_can_not_be_written_none_is(api, path, each):
    items = [*good(path, 2), bad(path)]
    before = everything()
    status, code = (409, "conflict") if path == BATCH else (404, "not_found")
    error = refused(api.post(path + each, {"items": items}), status, code)
    assert error["message"].startswith("1 of 3 items can't be written, so none was. Item 2: ")
    [told] = error["details"]["items"]
    assert (told["index"], told["status"], told["code"]) == (2, status, code)
    if path == BATCH:
        twin = Certification.objects.get(mentor_id="mentor-x")
        assert told["details"] == {"certification_id": twin.certification_id}
    assert everything() == before


def test_all_bad_items_are_told_those_that_are_unsound_and_those_that_stand_against_records(api):
    recorded("mentor-1", issued="2026-03-26", expires="2028-03-26")
    items = [
        certification(1),
        certification(2, issued_at="yesterday", colour="red"),
        certification(3),
        certification(4, expires_at="2020-01-01"),
        "mentor-5",
        certification(6, mentor_id="mentor 6"),
        certification(7, certification_type="Peer_Mentor_Basic"),
        certification(8, status="expired"),
        certification(3, issued_at="2026-03-26T09:00:00Z"),
    ]
    before = everything()
    error = refused(api.post(BATCH, {"items": items}), 400, "invalid")
    assert list(error["fields"]) == [
        "items[1].colour",
        "items[3].expires_at",
        "items[5].mentor_id",
        "items[6].certification_type",
        "items[7].status",
    ]
    told = {each["index"]: each for each in error["details"]["items"]}
    assert sorted(told) == [0, 1, 3, 4, 5, 6, 7, 8]
    assert [told[index]["status"] for index in sorted(told)] == [409, *[400] * 6, 409]
    assert told[8]["message"].startswith("Item 2 records the same: mentor-3, ")
    assert everything() == before


@both
def test_each_by_itself_writes_the_good_ones_and_tells_the_bad_ones(api, path):
    first, second = good(path, 2)
    items = [first, bad(path), {"mentor_id": "mentor-9"}, second]
    answer = api.post(f"{path}?each=true", {"items": items})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["accepted"], body["refused"]) == (2, 2)
    assert [each["index"] for each in body["data"]] == [0, 1, 2, 3]
    missing = 409 if path == BATCH else 404
    assert [each["status"] for each in body["data"]] == [201, missing, 400, 201]
    assert [each["record"] is None for each in body["data"]] == [False, True, True, False]
    for index in (1, 2):
        assert_error_shape({"error": body["data"][index]["error"]})
    assert [each["record"]["mentor_id"] for each in body["data"] if each["record"]] == [
        "mentor-0",
        "mentor-1",
    ]
    assert Renewal.objects.count() == (0 if path == BATCH else 2)
    assert Certification.objects.count() == 3


@both
def test_each_by_itself_is_refused_as_the_single_post_would_refuse_it(api, path):
    item = bad(path)
    single = api.post(path.removesuffix("/batch"), item)
    [told] = api.post(f"{path}?each=true", {"items": [item]}).json()["data"]
    assert (told["status"], {"error": told["error"]}) == (single.status_code, single.json())


@both
def test_when_all_are_refused_each_by_itself_nothing_is_written(api, path):
    item = bad(path)
    before = everything()
    body = api.post(f"{path}?each=true", {"items": [item, {}]}).json()
    assert (body["accepted"], body["refused"]) == (0, 2)
    assert everything() == before


@both
@pytest.mark.parametrize("each", ["", "?each=true"])
def test_a_dry_run_writes_nothing_and_tells_what_would_become_of_the_items(api, path, each):
    items = good(path, 3)
    before = everything()
    answer = api.post(path + each, {"items": items, "dry_run": True})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["accepted"], body["refused"], body["dry_run"]) == (3, 0, True)
    assert [(each["status"], each["record"]) for each in body["data"]] == [(201, None)] * 3
    assert everything() == before
    answer = api.post(path + each, {"items": [*items, bad(path)], "dry_run": True})
    assert answer.status_code == (200 if each else 409 if path == BATCH else 404)


@both
def test_the_same_key_gets_the_first_answer_and_writes_nothing_more(api, path):
    body = {"items": good(path, 2)}
    first = api.post(path, body, HTTP_IDEMPOTENCY_KEY="k")
    before = everything()
    again = api.post(path, body, HTTP_IDEMPOTENCY_KEY="k")
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert everything() == before
    refused(api.post(f"{path}?each=true", body, HTTP_IDEMPOTENCY_KEY="k"), 422)


@both
def test_sent_again_without_a_key_nothing_is_written_twice(api, path):
    items = good(path, 2)
    api.post(path, {"items": items})
    before = everything()
    error = refused(api.post(path, {"items": items}), 409, "conflict")
    assert len(error["details"]["items"]) == 2
    assert everything() == before


def test_a_renewal_sent_again_never_moves_the_certification_that_governs_now(api):
    """Two requirements: once the weaker one is renewed, the other one governs."""
    CertificationType.objects.create(code="check", requirement="check")
    recorded("mentor-1", expires="2026-03-01")
    recorded("mentor-1", kind="check", expires="2026-06-01")
    items = [renewal(1)]
    assert api.post(RENEWAL_BATCH, {"items": items}).status_code == 201
    made = Renewal.objects.get()
    error = refused(api.post(RENEWAL_BATCH, {"items": items}), 409, "conflict")
    assert error["details"]["items"][0]["details"]["renewal_id"] == made.renewal_id
    body = api.post(f"{RENEWAL_BATCH}?each=true", {"items": items}).json()
    assert body["data"][0]["status"] == 409
    assert Renewal.objects.count() == 1


def test_the_same_renewal_twice_in_a_batch_is_done_once(api):
    recorded("mentor-1")
    body = api.post(f"{RENEWAL_BATCH}?each=true", {"items": [renewal(1), renewal(1)]}).json()
    assert [each["status"] for each in body["data"]] == [201, 409]
    assert "in the same request or file already" in body["data"][1]["error"]["message"]
    assert Renewal.objects.count() == 1


def test_a_batch_of_renewals_lifts_the_jobs_pause_and_says_who_processed_it(api):
    recorded("mentor-1")
    api.post(RUN)
    assert stand(api)["paused"]
    item = renewal(1)
    del item["processed_by"]
    answer = api.post(RENEWAL_BATCH, {"items": [item]}).json()
    assert answer["data"][0]["record"]["processed_by"] == "API"
    assert not stand(api)["paused"]
    assert AutoPause.objects.get().lifted_by == "API"


def test_a_status_sent_with_an_item_is_a_claim_as_in_the_single_post(api):
    items = [
        certification(1, status="revoked"),
        certification(2, status="valid"),
        certification(3, status="expired"),
        certification(4, expires_at="2026-03-01", issued_at="2024-03-01", status="expired"),
    ]
    body = api.post(f"{BATCH}?each=true", {"items": items}).json()
    assert [each["status"] for each in body["data"]] == [201, 201, 400, 201]
    shown = [each["record"] and each["record"]["status"] for each in body["data"]]
    assert shown == ["revoked", "valid", None, "expired"]
    assert list(body["data"][2]["error"]["fields"]) == ["status"]
    assert stand(api, "mentor-1")["paused"]


def test_each_certification_has_its_line_in_the_change_log(api):
    api.post(f"{BATCH}?each=true", {"items": [certification(1), certification(2), {}]})
    lines = Event.objects.filter(type=Event.Type.RECORDED)
    assert sorted(lines.values_list("mentor_id", flat=True)) == ["mentor-1", "mentor-2"]


@both
@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "items"),
        ({"items": {}}, "items"),
        ({"items": None}, "items"),
        ({"items": [{}] * 1001}, "items"),
        ({"items": [], "dry_run": "true"}, "dry_run"),
        ({"items": [], "each": True}, "each"),
    ],
)
def test_a_body_that_is_no_batch_is_refused(api, path, body, named):
    refused(api.post(path, body), 400, "invalid", {named})


@both
def test_each_is_true_or_false(api, path):
    for value in ("True", "1", "yes"):
        refused(api.post(f"{path}?each={value}", {"items": []}), 400, "invalid", {"each"})
    refused(api.post(f"{path}?all=true", {"items": []}), 400, "invalid", {"all"})


@both
def test_an_empty_batch_is_done_at_once(api, path):
    answer = api.post(path, {"items": []})
    assert (answer.status_code, answer.json()["data"]) == (201, [])


@pytest.mark.parametrize("each", ["", "?each=true"])
@both
def test_the_number_of_statements_does_not_grow_with_the_items(api, path, each):
    items = good(path, 40)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert api.post(path + each, {"items": items[:5]}).status_code in (200, 201)
    with CaptureQueriesContext(connection) as many:
        assert api.post(path + each, {"items": items[5:]}).status_code in (200, 201)
    assert len(many) <= len(few) + 2


@both
def test_who_may_not_write_one_may_not_write_many(settings, api, path, django_user_model):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    refused(api.post(path, {"items": []}), 401)
    api.force_authenticate(django_user_model.objects.create_user("sam"))
    permission = "certifications.add_certification" if path == BATCH else "renewals.add_renewal"
    assert permission in refused(api.post(path, {"items": []}), 403)["message"]
