"""Links to a mentor's page: wherever the admin names a mentor, it names them with these."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from certifications.models import Mentor
from certifications.registry import registry
from mentorcerts.lib.sheets.tables import Outcome, PreviewRow

LOOK = "text-link underline"
"""Unfold's classes: not by colour alone, and readable on light and dark."""
PART_OF_ID = r"[A-Za-z0-9_.:-]"
WORD = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.:-]{0,62}[A-Za-z0-9_])?")
"""What may be an id within a sentence: no full stop or colon at its end."""
MENTOR_COLUMN = "mentor_id"
"""Of a spreadsheet."""


def mentor_link(mentor: Mentor | str, text: str = "") -> SafeString:
    """Return a link to the page of a mentor, or of the one with this id.

    ``text`` is what it says; else the mentor's name and id.
    """
    mentor_id = mentor if isinstance(mentor, str) else mentor.pk
    address = registry.mentor_link(mentor_id)
    return format_html('<a class="{}" href="{}">{}</a>', LOOK, address, text or str(mentor))


def with_mentor_links(text: str, mentors: Iterable[Mentor | str]) -> SafeString:
    """Return a text, escaped, in which every mention of one of these is a link to their page."""
    links: dict[str, SafeString] = {}
    for mentor in mentors:
        mentor_id = mentor if isinstance(mentor, str) else mentor.pk
        for said in {str(mentor), mentor_id}:
            links[said] = mentor_link(mentor_id, said)
    if not links:
        return escape(text)
    said_first = "|".join(map(re.escape, sorted(links, key=len, reverse=True)))
    parts = re.split(rf"(?<!{PART_OF_ID})({said_first})(?!{PART_OF_ID}*[A-Za-z0-9_])", text)
    # Each part is escaped, or one of our links.
    return mark_safe("".join(links.get(part) or escape(part) for part in parts))  # noqa: S308


def mentors_of(record: Any) -> list[Mentor]:
    """Return the mentor whom a record is about: itself, its own, or that of its certification."""
    if isinstance(record, Mentor):
        return [record]
    mentor = getattr(record, "mentor", None) or getattr(
        getattr(record, "certification", None), "mentor", None
    )
    return [mentor] if isinstance(mentor, Mentor) else []


def known_mentors_linked(texts: Sequence[str]) -> list[SafeString]:
    """Return sentences with a link wherever they name a mentor on record, by id.

    One query for all; a mentor whom a preview has made and taken back has no page.
    """
    words = {word for text in texts for word in WORD.findall(text)}
    known = list(Mentor.objects.filter(pk__in=words)) if words else []
    return [with_mentor_links(text, known) for text in texts]


def rows_with_mentor_links(outcome: Outcome) -> list[tuple[PreviewRow, list[Any]]]:
    """Return each row of an import's preview with its cells: ids of mentors on record are links."""
    if MENTOR_COLUMN not in outcome.columns:
        return [(row, row.cells) for row in outcome.rows]
    place = outcome.columns.index(MENTOR_COLUMN)
    named = Mentor.objects.filter(pk__in=[row.cells[place] for row in outcome.rows])
    known = set(named.values_list("pk", flat=True))
    rows: list[tuple[PreviewRow, list[Any]]] = []
    for row in outcome.rows:
        cells: list[Any] = list(row.cells)
        if cells[place] in known:
            cells[place] = mentor_link(str(cells[place]))
        rows.append((row, cells))
    return rows
