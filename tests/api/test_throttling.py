"""The API's rate limits by token and by address, and what its answers say about them."""

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentorcerts.access import tokens
from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, COMPARE, EVENTS, api_client
from tests.support.records import recorded

PATHS = [CERTIFICATIONS, EVENTS, COMPARE, "/api/schema/", "/api/docs/", f"{CERTIFICATIONS}/nothing"]


@pytest.fixture(autouse=True)
def rates(settings):
    """Three a minute by token, two by address; two bad tokens."""
    cache.clear()
    settings.MENTORCERTS_API_RATES = {"token": (3, 60), "address": (2, 60), "failures": (2, 60)}
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    yield settings.MENTORCERTS_API_RATES
    cache.clear()


@pytest.fixture
def holder(db, django_user_model):
    """Makes a client with a token of their own."""
    user = django_user_model.objects.create_user("ann")
    user.groups.add(Group.objects.get(name="Viewers"))
    return lambda **headers: api_client(
        HTTP_AUTHORIZATION=f"Token {tokens.create_token(owner=user)[1]}", **headers
    )


def statuses(who, times: int, path: str = CERTIFICATIONS) -> list[int]:
    return [who.get(path).status_code for _ in range(times)]


def test_a_token_is_counted_by_itself(holder):
    ann, other = holder(), holder()
    assert statuses(ann, 4) == [200, 200, 200, 429]
    assert statuses(other, 1) == [200]


def test_a_token_is_one_client_wherever_it_comes_from(holder):
    ann = holder()
    seen = [ann.get(CERTIFICATIONS, REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(4)]
    assert seen == [200, 200, 200, 429]


@pytest.mark.django_db
def test_without_a_token_the_address_is_counted_also_for_what_is_refused():
    assert statuses(api_client(), 3) == [401, 401, 429]
    assert statuses(api_client(REMOTE_ADDR="192.0.2.7"), 1) == [401]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_every_endpoint_counts(path, settings):
    settings.MENTORCERTS_API_ACCESS = "public"
    assert statuses(api_client(), 3, path)[2] == 429


@pytest.mark.django_db
def test_a_header_that_anybody_can_send_makes_nobody_another(settings):
    strangers = [api_client(HTTP_X_FORWARDED_FOR=f"203.0.113.{n}") for n in range(3)]
    assert [who.get(CERTIFICATIONS).status_code for who in strangers] == [401, 401, 429]
    cache.clear()
    settings.MENTORCERTS_PROXIES = 1
    assert [who.get(CERTIFICATIONS).status_code for who in strangers] == [401, 401, 401]


def test_guessing_tokens_ends_before_they_are_looked_up(holder):
    guesser = api_client(HTTP_AUTHORIZATION=f"Token {'0' * 64}")
    assert statuses(guesser, 2) == [401, 401]
    with CaptureQueriesContext(connection) as captured:
        refused(guesser.get(CERTIFICATIONS), 429, "throttled")
    assert len(captured) == 0
    ann = holder()
    refused(ann.get(CERTIFICATIONS), 429)
    assert ann.get(CERTIFICATIONS, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_good_token_is_not_blocked_by_strangers_at_its_address(holder):
    assert statuses(api_client(), 3)[2] == 429
    assert statuses(holder(), 1) == [200]


def test_the_headers_tell_how_much_is_left(holder, on):
    on("2026-03-26", "09:00:10")
    ann = holder()
    told = [ann.get(CERTIFICATIONS) for _ in range(4)]
    assert [answer["RateLimit-Remaining"] for answer in told] == ["2", "1", "0", "0"]
    for answer in told:
        assert answer["RateLimit-Limit"] == "3"
        assert answer["RateLimit-Policy"] == '"token";q=3;w=60'
        assert 55 <= int(answer["RateLimit-Reset"]) <= 60
        left, reset = answer["RateLimit-Remaining"], answer["RateLimit-Reset"]
        assert answer["RateLimit"] == f'"token";r={left};t={reset}'


@pytest.mark.django_db
def test_the_headers_name_what_was_counted():
    assert api_client().get(CERTIFICATIONS)["RateLimit-Policy"] == '"address";q=2;w=60'
    guesser = api_client(HTTP_AUTHORIZATION=f"Token {'0' * 64}")
    assert statuses(guesser, 2) == [401, 401]
    assert guesser.get(CERTIFICATIONS)["RateLimit"].startswith('"failures";r=0;t=')


def test_the_refusal_says_when_to_come_back_and_then_lets_in(holder, on):
    on("2026-03-26", "09:00:10")
    ann = holder()
    statuses(ann, 3)
    answer = ann.get(CERTIFICATIONS)
    error = refused(answer, 429, "throttled")
    assert f"Try again in {answer['Retry-After']} seconds" in error["message"]
    assert 55 <= int(answer["Retry-After"]) <= 60
    on("2026-03-26", "09:01:11")
    assert statuses(ann, 1) == [200]


def test_a_refused_write_has_written_nothing(holder, settings):
    settings.MENTORCERTS_API_ACCESS = "public"
    record = recorded()
    ann = holder()
    statuses(ann, 3)
    path = f"{CERTIFICATIONS}/{record.certification_id}"
    refused(ann.put(path, {"expires_at": "2030-01-01"}), 429)
    assert ann.get(path, REMOTE_ADDR="192.0.2.7").status_code == 429
    record.refresh_from_db()
    assert record.expires_at.year == 2026


@pytest.mark.django_db
def test_a_rate_that_is_off_counts_nothing(settings, rates):
    settings.MENTORCERTS_API_RATES = dict.fromkeys(rates)
    answers = [api_client().get(CERTIFICATIONS) for _ in range(9)]
    assert {answer.status_code for answer in answers} == {401}
    assert "RateLimit-Limit" not in answers[0]


@pytest.mark.django_db
def test_a_count_that_was_dropped_begins_anew(settings):
    assert statuses(api_client(), 2) == [401, 401]
    cache.clear()
    assert statuses(api_client(), 2) == [401, 401]
