"""A renewal that was recorded already is a retry, and moves nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
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
    made = _LIVE_RENEWALS.rows({"mentor_id": mentor_id})
    wanted = (renewal_date, new_expiry_date, processed_by)
    refuse_made_already(wanted, made, certification_id)


def refuse_made_already(
    wanted: tuple[datetime, datetime, str],
    recorded: Iterable[Sequence[Any]],
    certification_id: str | None,
) -> None:
    """``refuse_repetition`` where the mentor's live renewals have been read, the newest first.

    ``wanted``: renewal date, new expiry date, processed by.
    """
    for pk, of_certification, *made in recorded:
        if tuple(made) == wanted and certification_id in (None, of_certification):
            ends = moments.in_words(moments.utc_date(wanted[1]))
            if pk is None:
                raise Conflict(
                    "This renewal is in the same request or file already: it moves "
                    f"{of_certification} to {ends}.",
                    certification_id=of_certification,
                )
            raise Conflict(
                f"This renewal was recorded already: {public_id(pk)} moved "
                f"{of_certification} to {ends}.",
                renewal_id=public_id(pk),
                certification_id=of_certification,
            )


def add_to_recorded(recorded: list[Sequence[Any]], renewal: Renewal) -> None:
    """Count a renewal that is about to be saved among those of its mentor."""
    of_certification = renewal.certification.certification_id
    made = (renewal.renewal_date, renewal.new_expiry_date, renewal.processed_by)
    recorded.insert(0, (renewal.pk, of_certification, *made))


def recorded_renewals(mentor_ids: Collection[str]) -> defaultdict[str, list[Sequence[Any]]]:
    """What ``refuse_made_already`` wants to know of these mentors, in one query."""
    by_mentor: defaultdict[str, list[Sequence[Any]]] = defaultdict(list)
    theirs = _live().filter(certification__mentor_id__in=mentor_ids)
    for mentor_id, *made in theirs.values_list("certification__mentor_id", *_COLUMNS):
        by_mentor[mentor_id].append(made)
    return by_mentor


def _live_renewals(mentor_id: str) -> QuerySet[Any, Any]:
    return _live().filter(certification__mentor_id=mentor_id).values_list(*_COLUMNS)


def _live() -> QuerySet[Renewal]:
    return Renewal.objects.live().filter(certification__deleted_at=None).order_by("-pk")


_COLUMNS = (
    "pk",
    "certification__certification_id",
    "renewal_date",
    "new_expiry_date",
    "processed_by",
)


_LIVE_RENEWALS = CompiledQuery(_live_renewals, "mentor_id")
"""Asked at every renewal, which the benchmark holds against Django's usual way."""
