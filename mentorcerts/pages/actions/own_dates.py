"""New expiry dates for single mentors of a selection: from a file, or typed beside them.

The page carries them along as JSON, mentor id → date, in a hidden field. What they come to is in
the preview, whose digest is confirmed.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from certifications.services.many.naming import with_mentor_ids
from mentorcerts.lib import clock, moments
from mentorcerts.lib.sheets import turns
from mentorcerts.lib.sheets.bounds import Unreadable
from mentorcerts.lib.sheets.cells import read_text
from mentorcerts.lib.sheets.dates import read_date
from mentorcerts.lib.sheets.files import FileFormat
from mentorcerts.lib.sheets.importing import ImportResult, import_sheet
from mentorcerts.lib.sheets.layouts import read_file
from mentorcerts.lib.sheets.problems import Problems, RefusedRows
from mentorcerts.lib.sheets.tables import Column, ImportTable, Outcome

CARRIED = "dates"
"""The hidden field."""
TYPED = "day:"
"""How the names of the fields beside the mentors begin; their ids follow."""
PROBLEMS_TOLD = 20

Dates = dict[str, date]


@dataclass(frozen=True, kw_only=True, slots=True)
class DateRow:
    """Whose new expiry date it is, by id or e-mail address; ``None`` takes what is proposed."""

    row: int
    mentor_id: str
    day: datetime | None


class DatesTable(ImportTable[DateRow]):
    """A file of ids and dates. Nothing is written: ``found`` has them afterwards."""

    title = "new expiry dates"
    other_names = {
        "id": "mentor_id",
        "e_mail": "email",
        "new_expiry": "new_expiry_date",
        "new_date": "new_expiry_date",
        "expiry_after": "new_expiry_date",
    }

    mentor_id = Column(
        "mentor_id",
        reader=read_text,
        imported=True,
        help_text="The mentor's id. Or leave it out, and give the e-mail address.",
    )
    email = Column(
        "email", reader=read_text, imported=True, heading="E-mail", help_text="Instead of the id."
    )
    new_expiry_date = Column(
        "new_expiry_date",
        reader=read_date,
        imported=True,
        help_text="Empty: what is proposed.",
    )

    def __init__(self, *, chosen: Collection[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._chosen = chosen
        self.found: Dates = {}

    @classmethod
    def missing_columns(cls, names: Collection[str]) -> list[str]:
        """An e-mail address names a mentor as well."""
        missing = [] if {"mentor_id", "email"}.intersection(names) else ["mentor_id"]
        return missing + [name for name in ("new_expiry_date",) if name not in names]

    def make_row(self, number: int, values: dict[str, Any]) -> DateRow:
        named = values.get("mentor_id") or values.get("email") or ""
        return DateRow(row=number, mentor_id=named, day=values.get("new_expiry_date"))

    def write(self, rows: list[DateRow]) -> Outcome:
        problems = Problems()
        first: dict[str, int] = {}
        for row in with_mentor_ids(rows, problems):
            earlier = first.setdefault(row.mentor_id, row.row)
            if not row.mentor_id:
                problems.add(row.row, "mentor_id", "It is empty. It is needed in every row.")
            elif row.mentor_id not in self._chosen:
                message = f"{row.mentor_id} is not among the mentors who are chosen."
                problems.add(row.row, "mentor_id", message)
            elif earlier != row.row:
                message = f"{row.mentor_id} is in row {earlier} already. Keep one of them."
                problems.add(row.row, "mentor_id", message)
            elif row.day is not None:
                self.found[row.mentor_id] = moments.utc_date(row.day)
        if problems:
            raise RefusedRows(problems)
        return Outcome()


def dates_of_file(file_format: FileFormat, content: bytes, *, chosen: Collection[str]) -> Dates:
    """The dates that a file gives some of the chosen mentors.

    ``ValidationError`` with what is wrong, by row and column.
    """
    table = DatesTable(chosen=chosen, today=clock.today())
    try:
        with turns.turn():
            read = read_file(DatesTable, file_format, content)
            if missing := read.fit.missing:
                headings = ", ".join(DatesTable.columns[name].heading for name in missing)
                raise ValidationError(f"The file has no column {headings}.")
            result = import_sheet(table, read.sheet, columns=read.columns)
    except (turns.Busy, Unreadable) as error:
        raise ValidationError(str(error)) from None
    if result.problems:
        raise ValidationError(_told(result))
    return table.found


def _told(result: ImportResult) -> list[str]:
    told = [
        f"Row {each.row}, {DatesTable.columns[each.column].heading}: {each.message}"
        if each.column
        else f"Row {each.row}: {each.message}"
        for each in result.problems[:PROBLEMS_TOLD]
    ]
    further = len(result.problems) - len(told)
    return told + ([f"And {further:,} more."] if further else [])


def carried_dates(text: str) -> Dates:
    """What the hidden field carries. ``ValidationError`` where that was tampered with."""
    try:
        return {
            str(mentor_id): date.fromisoformat(day)
            for mentor_id, day in json.loads(text or "{}").items()
        }
    except (AttributeError, TypeError, ValueError):
        raise ValidationError("The dates of single mentors can't be read. Begin anew.") from None


def as_carried(dates: Mapping[str, date]) -> str:
    """For the hidden field; empty where there are none."""
    return json.dumps({each: day.isoformat() for each, day in dates.items()}) if dates else ""


def typed_dates(data: Mapping[str, Any]) -> tuple[dict[str, date | None], list[str]]:
    """What stands in the fields beside the mentors, ``None`` in an empty one.

    And sentences about those that can't be read.
    """
    typed: dict[str, date | None] = {}
    wrong = []
    for name in data:
        if name.startswith(TYPED):
            mentor_id, text = name.removeprefix(TYPED), str(data[name]).strip()
            try:
                typed[mentor_id] = moments.utc_date(read_date(text)) if text else None
            except ValueError as error:
                wrong.append(f"{mentor_id}: {error}")
    return typed, wrong
