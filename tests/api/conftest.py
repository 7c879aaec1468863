"""What the tests of the API share: records to ask about, and the one shape of a refusal."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from knox.models import AuthToken

from certifications import services
from certifications.models import Certification
from renewals.models import Renewal
from renewals.services import renew_certification

CERTIFICATIONS = "/api/v1/certifications"
RUN = "/api/v1/certifications/expiry-job/run"
LOGS = "/api/v1/certifications/expiry-job/logs"
STATUSES = "/api/v1/certification-statuses"
RENEWALS = "/api/v1/certification-renewals"

TODAY = "2026-03-26"
"""The day on which every test of the API begins, at one o'clock at night UTC."""


@pytest.fixture(autouse=True)
def _the_day(on: Callable[[str], Any]) -> None:
    on(TODAY)


# --- records ------------------------------------------------------------------------------
def utc(text: str) -> datetime:
    """``utc("2026-03-26")``: that midnight; ``utc("2026-03-26T08:30:00")``: that moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def recorded(
    mentor_id: str = "mentor-1",
    *,
    kind: str = "peer_mentor_basic",
    issued: str = "2024-03-01",
    expires: str = "2026-03-01",
    status: str | None = None,
) -> Certification:
    """A certification, as of ``TODAY``; the default one expired 25 days ago."""
    return services.record_certification(
        mentor_id=mentor_id,
        certification_type=kind,
        issued_at=utc(issued),
        expires_at=utc(expires),
        status=status,
        today=date.fromisoformat(TODAY),
    )


def renewed(
    mentor_id: str = "mentor-1",
    *,
    granted: str = "2026-03-10",
    until: str = "2027-03-10",
    by: str = "coordinator-7",
) -> Renewal:
    """A renewal of the mentor's governing certification, as of ``TODAY``."""
    return renew_certification(
        mentor_id=mentor_id,
        renewal_date=utc(granted),
        new_expiry_date=utc(until),
        processed_by=by,
        today=date.fromisoformat(TODAY),
    )


def facts() -> dict[str, list[Any]]:
    """Every row of every table of ours: equal facts mean that nothing was written."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for app in ("certifications", "renewals")
        for model in apps.get_app_config(app).get_models()
    }


@pytest.fixture
def token(db: None) -> str:
    """A token of the user ``coordinator``, who has that role."""
    user = get_user_model().objects.create_user("coordinator")
    user.groups.add(Group.objects.get(name="Coordinators"))
    return AuthToken.objects.create(user)[1]


@pytest.fixture
def application(db: None) -> Iterator[Any]:
    """The WSGI application as a server calls it, inside the test's own transaction."""
    from mentorcerts.wsgi import application

    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield application
    for signal in signals:
        signal.connect(close_old_connections)


# --- answers ------------------------------------------------------------------------------
def refused(
    response: Any, status: int, code: str | None = None, fields: set[str] | None = None
) -> dict[str, Any]:
    """The error in the answer, once it is sure that it has the one shape and the status."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    body = response.json()
    assert_error_shape(body)
    error = body["error"]
    if code is not None:
        assert error["code"] == code, error
    if fields is not None:
        assert set(error["fields"]) == fields, error
    return error


def assert_error_shape(body: Any) -> None:
    """Exactly ``{"error": {"code", "message", "fields", "details"}}``, of the right types."""
    assert list(body) == ["error"]
    error = body["error"]
    assert list(error) == ["code", "message", "fields", "details"]
    assert re.fullmatch(r"[a-z_]+", error["code"])
    assert isinstance(error["message"], str)
    assert error["message"]
    assert isinstance(error["fields"], dict)
    for texts in error["fields"].values():
        assert isinstance(texts, list)
        assert texts
        assert all(isinstance(text, str) and text for text in texts)
    assert isinstance(error["details"], dict)
