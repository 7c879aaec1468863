"""Records written through the services, and all that is in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from certifications import services
from certifications.models import Certification, EventCursor
from mentorcerts.reminders.models import SenderState
from renewals.models import Renewal
from renewals.services import renew_certification
from tests.support.dates import TODAY, at


def everything() -> dict[str, list[dict[str, Any]]]:
    """All records of the programme and their history as plain values: before against after.

    How far the change log has been published is none: its lines are, each with its number. Nor is
    the row that planners and senders of mails lock.
    """
    models = [
        model
        for app in ("certifications", "promises", "reminders", "renewals", "statuses")
        for model in apps.get_app_config(app).get_models()
        if not model._meta.proxy and model not in (EventCursor, SenderState)
    ]
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}


@contextmanager
def refuses(
    kind: type[Exception], match: str | None = None
) -> Iterator[pytest.ExceptionInfo[Exception]]:
    """The body raises this exception, and nothing has been written."""
    before = everything()
    with pytest.raises(kind, match=match) as refusal:
        yield refusal
    assert everything() == before


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
        issued_at=at(issued),
        expires_at=at(expires),
        status=status,
        today=TODAY,
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
        renewal_date=at(granted),
        new_expiry_date=at(until),
        processed_by=by,
        today=TODAY,
    )


@contextmanager
def rolled_back() -> Iterator[None]:
    """What happens here is undone afterwards, so that each horror meets the same records."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
