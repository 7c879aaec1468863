"""Totals are exact, however they are known."""

from itertools import product

from tests.support.api import STATUSES
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


FILTERS = {
    "paused": ("true", "false"),
    "left": (None, "true", "false"),
    "certification_type": (None, "basic", "unknown"),
    "is_expired": (None, "true", "false"),
    "expiring_within_days": (None, "7"),
}


def test_the_total_of_those_who_are_paused_is_that_of_the_records_shown(api):
    stands_of_every_kind()
    totals = set()
    for values in product(*FILTERS.values()):
        query = {name: value for name, value in zip(FILTERS, values, strict=True) if value}
        answer = api.get(STATUSES, {**query, "limit": 100})
        total = answer.json()["pagination"]["total"]
        assert total == len(data(answer)), query
        totals.add(total)
    assert {0, 4, 60} <= totals
