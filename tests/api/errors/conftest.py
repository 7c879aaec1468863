"""Development and production, and the addresses that take a body."""

import pytest

from tests.support.api import CERTIFICATIONS, RENEWALS, RUN, STATUSES
from tests.support.records import recorded, renewed


@pytest.fixture(params=[True, False], ids=["DEBUG on", "DEBUG off"])
def either_mode(request, settings):
    """Where Django answers by itself, it says other things in development."""
    settings.DEBUG = request.param


@pytest.fixture
def written(db):
    """The addresses that take a body, each with its method."""
    certification, renewal = recorded(), renewed()
    records = (
        f"{CERTIFICATIONS}/{certification.certification_id}",
        f"{STATUSES}/mentor-1",
        f"{RENEWALS}/{renewal.renewal_id}",
    )
    return [
        *(("POST", path) for path in (CERTIFICATIONS, RUN, STATUSES, RENEWALS)),
        *((method, path) for path in records for method in ("PUT", "PATCH")),
    ]
