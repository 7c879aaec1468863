"""A renewal that was recorded already is a retry, and moves nothing."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from mentorcerts.lib import moments
from mentorcerts.lib.compiled_query import CompiledQuery
from mentorcerts.lib.refusals import Conflict
from renewals.models import Renewal, public_id


def refuse_repetition(
    mentor_id: str,
    renewal_date: datetime,
    new_expiry_date: datetime,
    processed_by: str,
    certification_id: str | None,
) -> None:
    """Raise ``Conflict``, naming the live renewal that is the same in all that was asked for."""
    wanted = (renewal_date, new_expiry_date, processed_by)
    for pk, of_certification, *made in _LIVE_RENEWALS.rows({"mentor_id": mentor_id}):
        if tuple(made) == wanted and certification_id in (None, of_certification):
            raise _recorded_already(pk, of_certification, new_expiry_date)


def _recorded_already(pk: int, certification_id: str, new_expiry_date: datetime) -> Conflict:
    renewal_id = public_id(pk)
    return Conflict(
        f"This renewal was recorded already: {renewal_id} moved "
        f"{certification_id} to {moments.in_words(moments.utc_date(new_expiry_date))}.",
        renewal_id=renewal_id,
        certification_id=certification_id,
    )


class Repetitions:
    """``refuse_repetition`` for many renewals, also of one by another among them."""

    def __init__(self, mentor_ids: Collection[str], new_expiry_dates: Collection[datetime]) -> None:
        """Reads what is recorded of these mentors to these dates, in one query."""
        self._made: dict[tuple[Any, ...], list[tuple[str, Conflict]]] = defaultdict(list)
        live = Renewal.objects.live().filter(certification__deleted_at=None)
        asked = live.filter(
            certification__mentor_id__in=mentor_ids, new_expiry_date__in=new_expiry_dates
        )
        for pk, of_certification, mentor_id, granted, expires, by in asked.order_by(
            "-pk"
        ).values_list(
            "pk",
            "certification__certification_id",
            "certification__mentor_id",
            "renewal_date",
            "new_expiry_date",
            "processed_by",
        ):
            said = _recorded_already(pk, of_certification, expires)
            self._made[mentor_id, granted, expires, by].append((of_certification, said))

    def refuse(self, key: tuple[str, datetime, datetime, str], named: str | None) -> None:
        """Raise ``Conflict`` where it was recorded already: mentor, renewal date, new expiry date,
        who processed it, and the certification, if one is ``named``."""
        for of_certification, said in self._made.get(key, ()):
            if named in (None, of_certification):
                raise said

    def add(self, key: tuple[str, datetime, datetime, str], certification_id: str) -> None:
        """Another one that will be recorded with the rest."""
        said = Conflict(
            "This renewal is in the same request or file already: it moves "
            f"{certification_id} to {moments.in_words(moments.utc_date(key[2]))}.",
            certification_id=certification_id,
        )
        self._made[key].append((certification_id, said))


def _live_renewals(mentor_id: str) -> QuerySet[Any, Any]:
    live = Renewal.objects.live().filter(certification__deleted_at=None)
    return (
        live.filter(certification__mentor_id=mentor_id)
        .order_by("-pk")
        .values_list(
            "pk",
            "certification__certification_id",
            "renewal_date",
            "new_expiry_date",
            "processed_by",
        )
    )


_LIVE_RENEWALS = CompiledQuery(_live_renewals, "mentor_id")
"""Asked at every renewal, which the benchmark holds against Django's usual way."""
