"""``Idempotency-Key``: a POST that is sent again is answered again, and done once."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from mentorcerts.access import tokens
from mentorcerts.lib.change_source import COMMAND
from mentorcerts.lib.idempotency.models import StoredAnswer
from mentorcerts.personal_data.erasure import erase_mentor
from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, RENEWALS, RUN, STATUSES, api_client
from tests.support.records import everything, recorded

pytestmark = pytest.mark.django_db

NEW = {
    CERTIFICATIONS: {
        "mentor_id": "mentor-9",
        "certification_type": "advanced",
        "issued_at": "2026-01-01",
        "expires_at": "2030-01-01",
    },
    STATUSES: {
        "mentor_id": "mentor-9",
        "certification_type": "advanced",
        "issue_date": "2026-01-01",
        "expiry_date": "2030-01-01",
    },
    RENEWALS: {
        "mentor_id": "mentor-1",
        "renewal_date": "2026-03-26",
        "new_expiry_date": "2031-01-01",
    },
    RUN: {"dry_run": False},
}


@pytest.fixture
def _held_by_mentor_1() -> None:
    recorded()


@pytest.mark.usefixtures("_held_by_mentor_1")
@pytest.mark.parametrize("path", NEW)
def test_the_same_request_gets_the_first_answer_and_writes_nothing_more(api, path):
    first = api.post(path, NEW[path], HTTP_IDEMPOTENCY_KEY="order-4711")
    assert first.status_code in (200, 201), first.content
    assert "Idempotency-Replayed" not in first
    before = everything()
    for _ in range(3):
        again = api.post(path, NEW[path], HTTP_IDEMPOTENCY_KEY="order-4711")
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again["Idempotency-Replayed"] == "true"
        assert again.headers.get("ETag") == first.headers.get("ETag")
    assert everything() == before


@pytest.mark.usefixtures("_held_by_mentor_1")
@pytest.mark.parametrize("path", NEW)
def test_the_key_of_another_body_is_refused(api, path):
    api.post(path, NEW[path], HTTP_IDEMPOTENCY_KEY="order-4711")
    before = everything()
    other = {"dry_run": True} if path == RUN else {**NEW[path], "mentor_id": "mentor-8"}
    answer = api.post(path, other, HTTP_IDEMPOTENCY_KEY="order-4711")
    refused(answer, 422, "idempotency_key_reused")
    assert everything() == before


def test_the_order_of_the_fields_makes_no_other_body(api):
    body = NEW[CERTIFICATIONS]
    api.post(CERTIFICATIONS, body, HTTP_IDEMPOTENCY_KEY="k")
    turned = dict(reversed(body.items()))
    assert "Idempotency-Replayed" in api.post(CERTIFICATIONS, turned, HTTP_IDEMPOTENCY_KEY="k")


def test_another_key_is_another_request(api):
    api.post(CERTIFICATIONS, NEW[CERTIFICATIONS], HTTP_IDEMPOTENCY_KEY="one")
    again = api.post(CERTIFICATIONS, NEW[CERTIFICATIONS], HTTP_IDEMPOTENCY_KEY="two")
    refused(again, 409, "conflict")


def test_a_key_belongs_to_a_client_a_method_and_a_path(api, django_user_model):
    first = api.post(CERTIFICATIONS, NEW[CERTIFICATIONS], HTTP_IDEMPOTENCY_KEY="k")
    assert first.status_code == 201
    elsewhere = api.post(STATUSES, NEW[STATUSES], HTTP_IDEMPOTENCY_KEY="k")
    refused(elsewhere, 409, "conflict")  # judged by itself, and not replayed
    ann = django_user_model.objects.create_user("ann", is_superuser=True)
    of_ann = api_client(HTTP_AUTHORIZATION=f"Token {tokens.create_token(owner=ann)[1]}")
    refused(
        of_ann.post(CERTIFICATIONS, NEW[CERTIFICATIONS], HTTP_IDEMPOTENCY_KEY="k"), 409, "conflict"
    )


def test_a_refusal_is_not_stored(api):
    body = {**NEW[RENEWALS], "mentor_id": "mentor-7"}
    refused(api.post(RENEWALS, body, HTTP_IDEMPOTENCY_KEY="k"), 404)
    assert not StoredAnswer.objects.exists()
    recorded("mentor-7")
    assert api.post(RENEWALS, body, HTTP_IDEMPOTENCY_KEY="k").status_code == 201


@pytest.mark.parametrize("key", ["", "k" * 256, "zwei Wörter", "two words"])
def test_an_impossible_key_is_a_bad_header(api, key):
    answer = api.post(CERTIFICATIONS, NEW[CERTIFICATIONS], HTTP_IDEMPOTENCY_KEY=key)
    refused(answer, 400, "invalid", fields={"Idempotency-Key"})


def test_an_answer_is_kept_for_a_day(api, on):
    api.post(CERTIFICATIONS, NEW[CERTIFICATIONS], HTTP_IDEMPOTENCY_KEY="k")
    on("2026-03-27", "01:00:01")
    other = {**NEW[CERTIFICATIONS], "mentor_id": "mentor-8"}
    assert api.post(CERTIFICATIONS, other, HTTP_IDEMPOTENCY_KEY="k").status_code == 201
    StoredAnswer.objects.update(created_at=timezone.now() - timedelta(days=2))
    call_command("prune_old_records")
    assert not StoredAnswer.objects.exists()


def test_erasing_a_mentor_deletes_the_answers_that_name_them(api):
    api.post(CERTIFICATIONS, NEW[CERTIFICATIONS], HTTP_IDEMPOTENCY_KEY="k")
    other = {**NEW[CERTIFICATIONS], "mentor_id": "mentor-8"}
    api.post(CERTIFICATIONS, other, HTTP_IDEMPOTENCY_KEY="other")
    erase_mentor(mentor_id="mentor-9", by="kim", source=COMMAND)
    assert ["mentor-8" in answer.body for answer in StoredAnswer.objects.all()] == [True]
