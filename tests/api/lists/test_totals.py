"""Totals are exact, however they are known."""

from itertools import product

from certifications.models import Certification
from tests.support.api import CERTIFICATIONS, STATUSES
from tests.support.dates import at
from tests.support.factories import CertificationFactory, MentorFactory
from tests.support.lists import data

LEFT = {"left_at": at("2026-01-10"), "left_reason": "Moved away"}
CAUSES = ("job", "revoked", "by_hand", "left")


def stands_of_every_kind():
    """A mentor for each set of causes, each type, and before and after their expiry date."""
    for *flags, kind, expires in product(
        *[(False, True)] * len(CAUSES), ("basic", "advanced"), ("2026-03-01", "2026-04-01")
    ):
        holds = dict(zip(CAUSES, flags, strict=True))
        mentor = MentorFactory(paused_by_hand=holds["by_hand"], **(LEFT if holds["left"] else {}))
        CertificationFactory(
            mentor=mentor,
            certification_type__code=kind,
            expires_at=at(expires),
            auto_pause_applied=holds["job"],
            revoked=holds["revoked"],
            mentor_left=holds["left"],
        )


def queries(filters):
    """Every choice of one value for each filter; ``None`` leaves it out."""
    for values in product(*filters.values()):
        yield {name: value for name, value in zip(filters, values, strict=True) if value}


FILTERS_OF_STATUSES = {
    "paused": ("true", "false"),
    "left": (None, "true", "false"),
    "certification_type": (None, "basic", "unknown"),
    "is_expired": (None, "true", "false"),
    "expiring_within_days": (None, "7"),
}


def test_the_total_of_those_who_are_paused_is_that_of_the_records_shown(api):
    stands_of_every_kind()
    totals = set()
    for values in product(*FILTERS_OF_STATUSES.values()):
        query = {
            name: value for name, value in zip(FILTERS_OF_STATUSES, values, strict=True) if value
        }
        answer = api.get(STATUSES, {**query, "limit": 100})
        total = answer.json()["pagination"]["total"]
        assert total == len(data(answer)), query
        totals.add(total)
    assert {0, 4, 60} <= totals


FILTERS_OF_CERTIFICATIONS = {
    "left": ("true", "false"),
    "status": (None, "valid", "expired", "revoked"),
    "certification_type": (None, "basic"),
    "auto_pause_applied": (None, "true"),
    "expires_before": (None, "2026-03-15", "2026-03-15T12:00:00Z"),
}


def test_the_total_of_certifications_of_those_who_left_is_that_of_the_records_shown(api):
    """All their certifications, not only the one that governs."""
    stands_of_every_kind()
    for governing in Certification.objects.filter(certification_type="basic"):
        CertificationFactory(
            mentor_id=governing.mentor_id, issued_at=at("2022-03-01"), is_current=False
        )
    totals = set()
    for query in queries(FILTERS_OF_CERTIFICATIONS):
        answer = api.get(CERTIFICATIONS, {**query, "limit": 100})
        total = answer.json()["pagination"]["total"]
        assert total == len(data(answer)), query
        totals.add(total)
    assert {0, 4, 48} <= totals
