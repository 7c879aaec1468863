"""What goes wrong on our side is told in one shape and logged, and tells no secret."""

import json
import logging

import pytest
from django.db import InterfaceError, InternalError, OperationalError

from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, LOGS, NEW_CERTIFICATION, RENEWALS, RUN, STATUSES
from tests.support.records import everything, recorded

pytestmark = pytest.mark.usefixtures("either_mode")

SECRET = "the password is swordfish"


def crash(*args, **kwargs):
    raise RuntimeError(SECRET)


@pytest.mark.parametrize(
    ("method", "path", "place"),
    [
        (
            "GET",
            CERTIFICATIONS,
            "mentorcerts.lib.api.lists.paging.ContractPagination.paginate_queryset",
        ),
        ("GET", f"{STATUSES}/mentor-1", "statuses.views.get_or_missing"),
        ("POST", CERTIFICATIONS, "certifications.services.record_certification"),
        ("POST", RUN, "certifications.views.expire_certifications"),
        ("POST", RENEWALS, "mentorcerts.lib.api.serializers.StrictSerializer.to_internal_value"),
    ],
)
def test_a_view_that_crashes(method, path, place, api, monkeypatch, caplog):
    monkeypatch.setattr(place, crash)
    with caplog.at_level(logging.ERROR):
        response = api.generic(
            method, path, json.dumps(NEW_CERTIFICATION), content_type="application/json"
        )
    if path == RUN:
        response = api.post(RUN)
    error = refused(response, 500, "internal_error")
    assert SECRET not in json.dumps(error)
    [record] = [record for record in caplog.records if record.name == "mentorcerts.lib.api.errors"][
        -1:
    ]
    assert record.levelno == logging.ERROR
    route = path.lstrip("/").removesuffix("/mentor-1")
    assert record.getMessage().startswith(f"{method} {route}")
    assert "mentor-1" not in record.getMessage(), "the route, in which nobody is named"
    assert SECRET in str(record.exc_info[1])


@pytest.mark.parametrize(
    "place",
    [
        "django.middleware.common.CommonMiddleware.process_request",
        "django.middleware.clickjacking.XFrameOptionsMiddleware.process_response",
        "mentorcerts.lib.api.json.JsonRenderer.render",
    ],
)
def test_a_crash_outside_the_views(place, api, monkeypatch, caplog):
    monkeypatch.setattr(place, crash)
    error = refused(api.get(CERTIFICATIONS), 500, "internal_error")
    assert SECRET not in json.dumps(error)
    assert any(record.exc_info and SECRET in str(record.exc_info[1]) for record in caplog.records)


def write_and_crash(record, *args, **kwargs):
    record.save()
    crash()


def test_a_write_that_crashes_half_way_has_written_nothing(api, monkeypatch):
    recorded()
    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr("mentorcerts.lib.history.save", write_and_crash)
        refused(api.post(CERTIFICATIONS, NEW_CERTIFICATION), 500, "internal_error")
        refused(api.put(f"{STATUSES}/mentor-1", {"expiry_date": "2027-03-01"}), 500)
        refused(api.delete(f"{STATUSES}/mentor-1"), 500)
    assert everything() == before


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_is_away(error, api, written, monkeypatch):
    def away(*args, **kwargs):
        raise error(SECRET)

    with monkeypatch.context() as patch:
        patch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
        for path in (CERTIFICATIONS, LOGS, STATUSES, RENEWALS, f"{STATUSES}/mentor-1"):
            told = refused(api.get(path), 503, "unavailable")
            assert SECRET not in json.dumps(told)
        refused(api.post(CERTIFICATIONS, NEW_CERTIFICATION), 503, "unavailable")
        refused(api.post(RUN), 503, "unavailable")
        for method, path in written[4:]:
            refused(getattr(api, method.lower())(path, {}), 503, "unavailable")


def test_a_database_that_is_away_while_it_is_asked_who_is_there(api, token, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        patch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
        response = api.get(CERTIFICATIONS, HTTP_AUTHORIZATION=f"Token {token}")
        refused(response, 503, "unavailable")
        api.cookies["sessionid"] = "a" * 32
        refused(api.get(CERTIFICATIONS), 503, "unavailable")


def test_a_database_that_takes_no_writes_is_away(api, monkeypatch):
    """As PostgreSQL says it on a standby; Django has no class of its own for that."""

    class ReadOnly(Exception):
        sqlstate = "25006"

    def refuse(*args, **kwargs):
        raise InternalError("cannot execute INSERT in a read-only transaction") from ReadOnly()

    monkeypatch.setattr("certifications.services.record_certification", refuse)
    response = api.post(CERTIFICATIONS, NEW_CERTIFICATION)
    refused(response, 503, "unavailable")
    assert int(response["Retry-After"]) > 0


def test_any_other_internal_error_of_the_database_is_ours(api, monkeypatch):
    def refuse(*args, **kwargs):
        raise InternalError(SECRET)

    monkeypatch.setattr("certifications.services.record_certification", refuse)
    refused(api.post(CERTIFICATIONS, NEW_CERTIFICATION), 500, "internal_error")


def test_an_error_in_answer_to_head_has_no_body(api):
    response = api.head(f"{CERTIFICATIONS}/cert_00000000")
    assert (response.status_code, response.content) == (404, b"")
