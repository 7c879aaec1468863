"""Mentors and certifications as spreadsheets."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet

from certifications import expiry
from certifications.models import Certification
from certifications.revocations import told_of_revocations
from certifications.services import many
from certifications.services.type_names import TypeNames
from mentorcerts.lib.chunks import values_in_order
from mentorcerts.lib.sheets.cells import format_cell, read_text
from mentorcerts.lib.sheets.dates import read_date
from mentorcerts.lib.sheets.tables import (
    PREVIEW_ROWS,
    Column,
    ImportTable,
    Outcome,
    PreviewRow,
    RowKind,
)

ROWS_NAMED = 10
NEW_MENTORS_NAMED = 5
"""New mentors whom a summary names: a mistyped id makes one."""


def counted(number: int, noun: str) -> str:
    """``1 mentor``, ``20,000 mentors``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def refuse_removed(cell: object) -> None:
    """Refuse to bring a removed record back unnoticed. Reads ``deleted_at``."""
    raise ValueError("This record was removed. Take the row out of the file, or restore it there.")


def refuse_revoked(cell: object) -> None:
    """Refuse to lose a revocation unnoticed. Ignores what an export says of other statuses."""
    if str(cell).strip().lower() == expiry.REVOKED:
        raise ValueError(
            "A revoked certification can't come in through a file. Take the row out, or leave "
            "status empty and revoke it by hand afterwards."
        )


class MentorTable(ImportTable[many.MentorRow]):
    title = "mentors"

    mentor_id = Column(
        "mentor_id",
        reader=read_text,
        imported=True,
        required=True,
        help_text="The id under which your other systems know the mentor.",
    )
    name = Column(
        "name",
        reader=read_text,
        imported=True,
        empty="",
        help_text="An empty cell takes a name away.",
    )
    email = Column(
        "email",
        reader=read_text,
        imported=True,
        empty="",
        help_text="An empty cell takes an address away.",
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
        saved = many.save_mentors(rows=rows)
        new, changed = len(saved.made), len(saved.changed)
        return Outcome(
            ["mentor_id", "name", "email"],
            [_previewed_mentor(row, saved) for row in rows[:PREVIEW_ROWS]],
            [
                f"{counted(number, 'mentor')} {what}."
                for number, what in (
                    (new, "made"),
                    (changed, "changed"),
                    (len(rows) - new - changed, "left as they are"),
                )
                if number
            ],
            facts=[sorted(saved.made), sorted(saved.changed.items())],
        )


def _previewed_mentor(row: many.MentorRow, saved: many.SavedMentors) -> PreviewRow:
    kind, effect = RowKind.UNCHANGED, ""
    if row.mentor_id in saved.made:
        kind, effect = RowKind.NEW, "Makes the mentor."
    elif changes := saved.changed.get(row.mentor_id):
        kind, effect = RowKind.CHANGED, f"Changes {' and '.join(changes)}."
    return PreviewRow(row.row, kind, [row.mentor_id, row.name, row.email], effect)


class CertificationTable(ImportTable[many.CertificationRow]):
    title = "certifications"

    mentor_id = Column(
        "mentor_id",
        reader=read_text,
        imported=True,
        required=True,
        help_text="Whose it is. A mentor whom nobody knows yet is made.",
    )
    certification_type = Column(
        "certification_type_id",
        reader=read_text,
        imported=True,
        required=True,
        help_text="The type's code. A type that nobody knows yet is made.",
        heading="Type",
    )
    issued_at = Column(
        "issued_at",
        reader=read_date,
        imported=True,
        required=True,
        help_text="The issue date.",
        heading="Issued",
    )
    expires_at = Column(
        "expires_at",
        reader=read_date,
        imported=True,
        help_text="Valid through this date. Empty: the type's validity from the issue date.",
        heading="Expires",
    )
    certification_id = Column("certification_id")
    type_name = Column("certification_type__name")
    mentor_name = Column("mentor__name", heading="Name")
    status = Column(computed=expiry.status_of, reader=refuse_revoked)
    is_current = Column("is_current", heading="Counts")
    auto_pause_applied = Column("auto_pause_applied", heading="Paused by run")
    auto_pause_applied_at = Column("auto_pause_applied_at", heading="Paused by run at", moment=True)
    revoked_at = Column("revoked_at", moment=True)
    revocation_reason = Column("revocation_reason")
    deleted_at = Column("deleted_at", reader=refuse_removed, heading="Removed at", moment=True)

    def prepare_export(self, records: QuerySet[Certification]) -> QuerySet[Certification]:
        # Oldest first: imported again in this order, the same one governs where dates are equal.
        return records.select_related("mentor", "certification_type").order_by("pk")

    def make_row(self, number: int, values: dict[str, Any]) -> many.CertificationRow:
        return many.CertificationRow(
            row=number,
            mentor_id=values["mentor_id"],
            certification_type=self._code_of(values["certification_type"]),
            issued_at=values["issued_at"],
            expires_at=values.get("expires_at"),
        )

    @cached_property
    def _types(self) -> TypeNames:
        """As they were before the file."""
        return TypeNames()

    def _code_of(self, text: str) -> str:
        """The code of the type that the cell means: its displayed name is understood as well."""
        meant = self._types.meant_by(text)
        return meant[0] if len(meant) == 1 else text

    def write(self, rows: list[many.CertificationRow]) -> Outcome:
        types = self._types
        done = many.record_certifications(rows=rows, today=self.today, by=self.by)
        facts = facts_of(done, Certification, "expires_at", "is_current")
        ends = [(row.row, expires_at) for row, (expires_at, _) in zip(rows, facts, strict=False)]
        return Outcome(
            ["mentor_id", "certification_type", "issued_at", "expires_at"],
            self._previewed(rows, done),
            [f"{counted(len(done.pks), 'certification')} recorded.", *side_effects(done)],
            [
                *(_question_of_type(code, types) for code in done.made_types),
                *years_in_question(ends, today=self.today),
            ],
            [
                *facts,
                sorted(done.made_types),
                sorted(told_of_revocations(_mentors_of(rows)).items()),
            ],
        )

    def _previewed(self, rows: list[many.CertificationRow], done: many.Written) -> list[PreviewRow]:
        records = Certification.objects.in_bulk(done.pks[:PREVIEW_ROWS])
        made, lifted = set(done.made), set(done.lifted)
        revoked = told_of_revocations(_mentors_of(rows[:PREVIEW_ROWS]))
        previewed = []
        for row, pk in zip(rows, done.pks[:PREVIEW_ROWS], strict=False):
            record = records[pk]
            cells = [
                record.mentor_id,
                record.certification_type_id,
                format_cell(record.issued_at),
                format_cell(record.expires_at),
            ]
            effects = [
                expiry.status_of(record, today=self.today).capitalize() + ".",
                "Makes the mentor." if record.mentor_id in made else "",
                "" if record.is_current else "Another one decides where the mentor stands.",
                "Ends the pause by the nightly run." if record.mentor_id in lifted else "",
                revoked.get(record.mentor_id, ""),
            ]
            effect = " ".join(filter(None, effects))
            previewed.append(PreviewRow(row.row, RowKind.NEW, cells, effect))
        return previewed


def _mentors_of(rows: list[many.CertificationRow]) -> set[str]:
    return {row.mentor_id for row in rows}


def _question_of_type(code: str, known: TypeNames) -> str:
    close = known.close_to(code)
    meant = f"Did you mean {' or '.join(close)}?" if close else f"Known are: {known.known()}."
    return f"1 new type would be made: {code}. {meant}"


def years_in_question(ends: Iterable[tuple[int, datetime]], *, today: date) -> list[str]:
    """Ask about expiry dates (row, date) whose year looks mistyped: one sentence, or none."""
    rows = [row for row, end in ends if expiry.is_far_ahead(end, today=today)]
    if not rows:
        return []
    named = ", ".join(map(str, rows[:ROWS_NAMED])) + (", …" if len(rows) > ROWS_NAMED else "")
    return [
        f"{counted(len(rows), 'expiry date')} more than {expiry.FAR_AHEAD_YEARS} years ahead: is "
        f"the year right? Row{'' if len(rows) == 1 else 's'} {named}."
    ]


def facts_of(done: many.Written, model: type[Model], *fields: str) -> list[Any]:
    """What an import came to: these fields of each record, and what came of it besides."""
    return [*values_in_order(model, done.pks, *fields), sorted(done.made), sorted(done.lifted)]


def side_effects(done: many.Written) -> list[str]:
    """What came of an import besides its own records, in sentences."""
    sentences = []
    if done.made:
        named = ", ".join(done.made[:NEW_MENTORS_NAMED])
        more = (
            f" and {len(done.made) - NEW_MENTORS_NAMED:,} more"
            if len(done.made) > NEW_MENTORS_NAMED
            else ""
        )
        sentences.append(f"{counted(len(done.made), 'new mentor')} made: {named}{more}.")
    if done.lifted:
        sentences.append(f"{counted(len(done.lifted), 'pause')} by the nightly run ended.")
    return sentences
