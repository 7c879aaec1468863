"""A renewal that was recorded already is a retry, and moves nothing."""

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
            renewal_id = public_id(pk)
            raise Conflict(
                f"This renewal was recorded already: {renewal_id} moved "
                f"{of_certification} to {moments.in_words(moments.utc_date(new_expiry_date))}.",
                renewal_id=renewal_id,
                certification_id=of_certification,
            )


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
