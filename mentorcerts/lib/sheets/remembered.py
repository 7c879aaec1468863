"""What headings of people's own spreadsheets mean, as somebody has said once for everybody."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from mentorcerts.lib.sheets.headings import fold_heading
from mentorcerts.lib.sheets.models import HEADING_LENGTH, RememberedHeading

MAX_REMEMBERED = 500
"""Headings of one table; those that were said longest ago give way."""


def remembered_headings(table: str) -> dict[str, str]:
    """Folded heading → name of the column, or empty where it is ignored."""
    said = RememberedHeading.objects.filter(table=table)
    return dict(said.values_list("heading", "column"))


@transaction.atomic
def remember_headings(table: str, said: Mapping[str, str], *, by: str, now: datetime) -> None:
    """Store what these headings (folded) of a table mean, in place of what was said before."""
    RememberedHeading.objects.bulk_create(
        [
            RememberedHeading(table=table, heading=heading, column=column, said_by=by, said_at=now)
            for heading, column in sorted(said.items())
            if heading and len(heading) <= HEADING_LENGTH
        ],
        update_conflicts=True,
        unique_fields=["table", "heading"],
        update_fields=["column", "said_by", "said_at"],
    )
    theirs = RememberedHeading.objects.filter(table=table).order_by("-said_at", "pk")
    given_up = list(theirs.values_list("pk", flat=True)[MAX_REMEMBERED:])
    RememberedHeading.objects.filter(pk__in=given_up).delete()


def forget_headings_with(texts: Iterable[str]) -> None:
    """Delete headings that contain all words of one of these texts, such as somebody's name.

    What stands above a column is no name, unless the wrong row was taken for the headings.
    """
    words = [list(filter(None, map(fold_heading, text.split()))) for text in texts]
    named = [
        pk
        for pk, heading in RememberedHeading.objects.values_list("pk", "heading")
        if any(each and all(word in heading for word in each) for each in words)
    ]
    RememberedHeading.objects.filter(pk__in=named).delete()
