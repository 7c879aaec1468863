"""Mentors as a spreadsheet."""

from itertools import chain
from typing import Any, ClassVar

from certifications.import_outcomes import (
    ids_in_question,
    kinds_as_facts,
    kinds_in_words,
    shown_first,
    with_changes,
)
from certifications.models import Mentor
from certifications.services import many
from mentorcerts.lib.sheets.cells import read_text
from mentorcerts.lib.sheets.row_kinds import RowKind
from mentorcerts.lib.sheets.tables import (
    Column,
    Facts,
    ImportTable,
    Outcome,
    PreviewRow,
)

MENTOR_NAMES = {"mentor": "mentor_id", "id": "mentor_id"}
"""What else people write above mentors' ids."""


class MentorTable(ImportTable[many.MentorRow]):
    title = "mentors"
    other_names: ClassVar[dict[str, str]] = MENTOR_NAMES | {
        "full name": "name",
        "mail": "email",
        "e-mail address": "email",
    }
    examples: ClassVar[dict[str, str]] = {
        "mentor_id": "mentor-042",
        "name": "Zoë O'Neil",
        "email": "zoe@example.org",
    }

    mentor_id = Column(
        "mentor_id",
        reader=read_text,
        imported=True,
        required=True,
        help_text="The id under which your other systems know the mentor, or the e-mail address "
        "of one who is known.",
    )
    name = Column(
        "name",
        reader=read_text,
        imported=True,
        emptied="",
        help_text="An empty cell leaves the name as it is; - takes it away.",
    )
    email = Column(
        "email",
        reader=read_text,
        imported=True,
        emptied="",
        help_text="An empty cell leaves the address as it is; - takes it away.",
        heading="E-mail",
    )
    exempt_until = Column("exempt_until")
    exempt_reason = Column("exempt_reason")
    paused_at = Column("paused_at", moment=True)
    paused_by = Column("paused_by")
    pause_reason = Column("pause_reason")
    left_at = Column("left_at", moment=True)
    left_by = Column("left_by")
    left_reason = Column("left_reason")

    def make_row(self, number: int, values: dict[str, Any]) -> many.MentorRow:
        return many.MentorRow(
            row=number,
            mentor_id=values["mentor_id"],
            name=values.get("name"),
            email=values.get("email"),
        )

    def write(self, rows: list[many.MentorRow]) -> Outcome:
        saved = many.save_mentors(rows=rows, scope=self.scope)
        mentor_of = dict(zip((row.row for row in rows), saved.mentor_ids, strict=False))
        return Outcome(
            ["mentor_id", "name", "email"],
            self._previewed(saved, mentor_of),
            kinds_in_words(saved.results, "mentor", added="made"),
            ids_in_question(sorted(saved.made)),
            Facts(chain(kinds_as_facts(saved.results), saved.mentor_ids)),
        )

    def _previewed(self, saved: many.SavedMentors, mentor_of: dict[int, str]) -> list[PreviewRow]:
        shown = shown_first(saved.results, self.previewed)
        mentors = Mentor.objects.in_bulk([mentor_of[each.row] for each in shown])
        previewed = []
        for result in shown:
            mentor, effect = mentors[mentor_of[result.row]], ""
            if result.kind is RowKind.NEW:
                effect = "Makes the mentor."
            elif result.kind is RowKind.CHANGED:
                effect = f"Changes {' and '.join(saved.changed[mentor.pk])}."
            cells = {"mentor_id": mentor.pk, "name": mentor.name, "email": mentor.email}
            cells_shown = with_changes(cells, result.changes)
            previewed.append(PreviewRow(result.row, result.kind, cells_shown, effect))
        return previewed
