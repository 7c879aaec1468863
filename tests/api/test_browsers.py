"""For web pages of other origins, and for slow lines: CORS, compression, caching, and the day."""

import gzip
import json
from typing import Any

import pytest
import zstandard
from django.test import Client

from mentorcerts.lib.api import compression
from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, NEW_CERTIFICATION, STATUSES, address_of, api_client
from tests.support.commands import PRODUCTION, manage, read_settings
from tests.support.records import recorded

pytestmark = pytest.mark.django_db

ORIGIN = "https://match.example.org"
CORS = "corsheaders.middleware.CorsMiddleware"


@pytest.fixture
def _open_to_a_page(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [ORIGIN]
    first, *others = settings.MIDDLEWARE
    settings.MIDDLEWARE = [first, CORS, *others]


def preflight(origin: str, path: str = CERTIFICATIONS) -> Any:
    return api_client().options(
        path,
        HTTP_ORIGIN=origin,
        HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST",
        HTTP_ACCESS_CONTROL_REQUEST_HEADERS="authorization,content-type,idempotency-key",
    )


# --- web pages of other origins ---------------------------------------------------------------
def test_without_the_setting_no_page_of_another_origin_may_read_an_answer(settings):
    assert CORS not in settings.MIDDLEWARE
    answer = api_client().get(CERTIFICATIONS, HTTP_ORIGIN=ORIGIN)
    assert "Access-Control-Allow-Origin" not in answer
    assert "Access-Control-Allow-Origin" not in preflight(ORIGIN)


@pytest.mark.usefixtures("_open_to_a_page")
def test_a_browser_asks_without_a_token_whether_its_page_may_send_one(settings):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    answer = preflight(ORIGIN)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == ORIGIN
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        assert method in answer["Access-Control-Allow-Methods"]
    for header in ("authorization", "content-type", "idempotency-key", "if-match"):
        assert header in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.usefixtures("_open_to_a_page")
@pytest.mark.parametrize(
    "origin", ["https://else.example.org", "http://match.example.org", f"{ORIGIN}:8443", "null"]
)
def test_other_origins_are_not_allowed(origin):
    assert "Access-Control-Allow-Origin" not in preflight(origin)
    answer = api_client().get(CERTIFICATIONS, HTTP_ORIGIN=origin)
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer
    assert "origin" in answer["Vary"]


@pytest.mark.usefixtures("_open_to_a_page")
def test_the_page_reads_the_headers_of_answers_and_of_refusals(settings, token):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    with_token = api_client(HTTP_AUTHORIZATION=f"Token {token}", HTTP_ORIGIN=ORIGIN)
    made = with_token.post(CERTIFICATIONS, NEW_CERTIFICATION)
    assert made.status_code == 201
    anonymous = api_client(HTTP_ORIGIN=ORIGIN)
    refusals = [
        anonymous.get(CERTIFICATIONS),
        anonymous.get("/api/nothing"),
        anonymous.get(CERTIFICATIONS, HTTP_HOST="elsewhere.example"),
    ]
    assert [answer.status_code for answer in refusals] == [401, 404, 400]
    for answer in (made, *refusals):
        assert answer["Access-Control-Allow-Origin"] == ORIGIN
        exposed = answer["Access-Control-Expose-Headers"].split(", ")
        for name in ("ETag", "Location", "Retry-After", "Idempotency-Replayed", "RateLimit"):
            assert name in exposed


@pytest.mark.usefixtures("_open_to_a_page")
def test_the_admin_is_open_to_no_page_of_another_origin():
    answer = Client().get("/admin/login/", headers={"origin": ORIGIN})
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.process
@pytest.mark.one_database
def test_origins_are_named_by_a_setting():
    shown = read_settings("MIDDLEWARE", MENTORCERTS_CORS_ORIGINS=f"{ORIGIN}, http://localhost:5173")
    assert CORS in shown.stdout, shown.stderr
    answer = manage("check", **PRODUCTION, MENTORCERTS_CORS_ORIGINS=ORIGIN)
    assert answer.returncode == 0, answer.stderr
    for bad in ("match.example.org", f"{ORIGIN}/app", "*", "https://"):
        answer = manage("check", **PRODUCTION, MENTORCERTS_CORS_ORIGINS=bad)
        assert answer.returncode != 0
        assert f"{bad!r} is no origin" in answer.stderr


# --- slow lines -------------------------------------------------------------------------------
@pytest.fixture
def _a_long_list() -> None:
    for number in range(10):
        recorded(f"mentor-{number}")


@pytest.mark.usefixtures("_a_long_list")
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("br, gzip;q=0.8", "gzip"),
        ("deflate, GZIP;q=1.0, *;q=0.5", "gzip"),
        ("*", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, zstd;q=0.9", "gzip"),
        ("gzip;q=0.5, zstd;q=0.9", "zstd"),
        ("zstd;q=0, *", "gzip"),
        ("zstd;q=nan, gzip;q=0.1", "gzip"),
    ],
)
def test_a_long_answer_is_compressed_for_who_takes_it(api, accepted, encoding):
    plain = api.get(CERTIFICATIONS)
    packed = api.get(CERTIFICATIONS, HTTP_ACCEPT_ENCODING=accepted)
    assert packed["Content-Encoding"] == encoding
    unpack = {"gzip": gzip.decompress, "zstd": zstandard.ZstdDecompressor().decompress}[encoding]
    assert unpack(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer["Vary"]
    assert "Content-Encoding" not in plain


@pytest.mark.usefixtures("_a_long_list")
@pytest.mark.parametrize(
    "accepted",
    ["", "identity", "br", "gzip;q=0", "*;q=0", "gzip;q=0.0, br", "gzip;q=much, zstd;q=-1"],
)
def test_who_does_not_take_it_gets_it_plain(api, accepted):
    assert "Content-Encoding" not in api.get(CERTIFICATIONS, HTTP_ACCEPT_ENCODING=accepted)


def test_a_short_answer_is_sent_as_it_is(api):
    recorded()
    answer = api.get(CERTIFICATIONS, HTTP_ACCEPT_ENCODING="gzip")
    assert len(answer.content) < compression.LEAST_BYTES
    assert "Content-Encoding" not in answer
    assert "Accept-Encoding" not in answer.get("Vary", "")


@pytest.mark.usefixtures("_a_long_list")
def test_answers_to_a_session_are_not_compressed_and_those_to_a_token_are(token, admin_client):
    """Who can make a browser ask could measure what is in the answers (BREACH)."""
    asked = {"HTTP_ACCEPT_ENCODING": "gzip"}
    assert "Content-Encoding" not in admin_client.get(CERTIFICATIONS, **asked)
    assert "Content-Encoding" not in admin_client.get("/admin/", **asked)
    with_token = api_client(HTTP_AUTHORIZATION=f"Token {token}", **asked)
    assert with_token.get(CERTIFICATIONS)["Content-Encoding"] == "gzip"


def test_the_description_is_compressed(api):
    answer = api.get("/api/schema/", HTTP_ACCEPT_ENCODING="gzip")
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < len(gzip.decompress(answer.content)) / 5


def test_a_long_refusal_is_compressed(api):
    body = {"items": [{}] * 100}
    answer = api.post(f"{CERTIFICATIONS}/batch", body, HTTP_ACCEPT_ENCODING="gzip")
    assert (answer.status_code, answer["Content-Encoding"]) == (400, "gzip")
    assert json.loads(gzip.decompress(answer.content))["error"]["code"] == "invalid"


def test_the_tag_of_a_compressed_record_is_weak_and_taken_back(api, monkeypatch):
    monkeypatch.setattr(compression, "LEAST_BYTES", 100)  # a record is short
    address = address_of(recorded())
    strong = api.get(address)["ETag"]
    weak = api.get(address, HTTP_ACCEPT_ENCODING="gzip")["ETag"]
    assert weak == f"W/{strong}"
    again = api.get(address, HTTP_IF_NONE_MATCH=weak, HTTP_ACCEPT_ENCODING="gzip")
    assert (again.status_code, again.content) == (304, b"")
    change = {"expires_at": "2029-01-01"}
    changed = api.put(address, change, HTTP_IF_MATCH=weak, HTTP_ACCEPT_ENCODING="gzip")
    assert changed.status_code == 200
    refused(api.put(address, change, HTTP_IF_MATCH=weak), 412)


# --- caches, and the day ----------------------------------------------------------------------
def test_answers_stay_with_who_asked_and_are_asked_for_again(api):
    record = recorded()
    for answer in (api.get(CERTIFICATIONS), api.get(address_of(record)), api.get("/api/nothing")):
        assert answer["Cache-Control"] == "private, no-cache"


def test_an_answer_tells_the_day_by_which_it_was_judged(api, on, settings):
    recorded(expires="2026-03-26")
    answer = api.get(f"{STATUSES}/mentor-1")
    assert (answer["Mentorcerts-Today"], answer.json()["is_expired"]) == ("2026-03-26", False)
    same = api.get(f"{STATUSES}/mentor-1", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (same.status_code, same["Mentorcerts-Today"]) == (304, "2026-03-26")
    on("2026-03-26", "23:30:00")
    settings.MENTORCERTS_TIME_ZONE = "Europe/Berlin"
    later = api.get(STATUSES)
    assert later["Mentorcerts-Today"] == "2026-03-27"
    assert later.json()["data"][0]["is_expired"] is True


def test_an_answer_that_is_given_again_tells_the_day_of_the_first(api, on):
    sent = {"HTTP_IDEMPOTENCY_KEY": "k"}
    assert api.post(CERTIFICATIONS, NEW_CERTIFICATION, **sent)["Mentorcerts-Today"] == "2026-03-26"
    on("2026-03-27", "00:30:00")
    again = api.post(CERTIFICATIONS, NEW_CERTIFICATION, **sent)
    assert again["Idempotency-Replayed"] == "true"
    assert again["Mentorcerts-Today"] == "2026-03-26"
