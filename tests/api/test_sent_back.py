"""What an answer has shown may be sent back: a client PUTs what it got, and it is no change."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.support.answers import refused
from tests.support.api import (
    CERTIFICATIONS,
    NEW_CERTIFICATION,
    NEW_RENEWAL,
    NEW_STATUS,
    RENEWALS,
    STATUSES,
    put_or_patch,
)
from tests.support.records import everything, recorded

pytestmark = pytest.mark.django_db

NEW = {CERTIFICATIONS: NEW_CERTIFICATION, STATUSES: NEW_STATUS, RENEWALS: NEW_RENEWAL}
KEY = {CERTIFICATIONS: "certification_id", STATUSES: "mentor_id", RENEWALS: "renewal_id"}
CHANGE = {
    CERTIFICATIONS: {"expires_at": "2029-01-01T00:00:00Z"},
    STATUSES: {"expiry_date": "2029-01-01T00:00:00Z"},
    RENEWALS: {"new_expiry_date": "2029-01-01T00:00:00Z"},
}

of_every_kind = pytest.mark.parametrize("path", NEW)


def _made(api: APIClient, path: str) -> tuple[str, dict[str, Any]]:
    """The address of a new record, and what the POST of it answered."""
    if path == RENEWALS:
        recorded("mentor-1")
    answer = api.post(path, NEW[path])
    assert answer.status_code == 201, answer.content
    return f"{path}/{answer.json()[KEY[path]]}", answer.json()


def _sent_back_unchanged(api: APIClient, method: str, address: str, shown: Any) -> None:
    before = everything()
    answer = getattr(api, method)(address, shown)
    assert answer.status_code == 200, answer.content
    assert everything() == before


@of_every_kind
@put_or_patch
def test_the_answer_to_a_post(api, path, method):
    address, shown = _made(api, path)
    _sent_back_unchanged(api, method, address, shown)


@of_every_kind
@put_or_patch
def test_the_answer_to_a_put(api, path, method):
    address, _ = _made(api, path)
    shown = getattr(api, method)(address, CHANGE[path]).json()
    _sent_back_unchanged(api, method, address, shown)


@of_every_kind
@put_or_patch
def test_a_record_and_its_line_in_the_list(api, path, method):
    address, _ = _made(api, path)
    _sent_back_unchanged(api, method, address, api.get(address).json())
    [line] = api.get(path).json()["data"]
    _sent_back_unchanged(api, method, address, line)


@of_every_kind
def test_a_record_sent_back_with_one_value_changed_changes_that(api, path):
    address, _ = _made(api, path)
    shown = api.get(address).json()
    assert api.put(address, {**shown, **CHANGE[path]}).status_code == 200
    assert CHANGE[path].items() <= api.get(address).json().items()


@pytest.mark.parametrize("path", [CERTIFICATIONS, RENEWALS])
@pytest.mark.parametrize("name", ["created_at", "updated_at"])
def test_a_time_that_can_only_be_read_is_told_after_the_others_and_never_contradicted(
    api, path, name
):
    address, _ = _made(api, path)
    shown = api.get(address).json()
    assert shown[name].startswith("2026-03-26T01:00:0")
    before = everything()
    error = refused(api.put(address, {name: "2026-01-01T00:00:00Z"}), 400, "invalid", {name})
    assert f"it is '{shown[name]}'" in error["message"]
    assert everything() == before


@pytest.mark.parametrize("name", ["is_expired", "days_until_expiry", "paused", "pause_reason"])
def test_what_follows_from_a_status_is_never_contradicted(api, name):
    address, _ = _made(api, STATUSES)
    refused(api.put(address, {name: "else"}), 400, "invalid", {name})


def test_what_a_record_showed_before_a_colleague_changed_it_is_refused_with_a_sentence(api, on):
    address, _ = _made(api, CERTIFICATIONS)
    shown = api.get(address).json()
    on("2026-03-27")
    assert api.put(address, CHANGE[CERTIFICATIONS]).status_code == 200
    error = refused(api.put(address, shown), 400, "invalid", {"updated_at"})
    assert "2026-03-27" in error["message"]
