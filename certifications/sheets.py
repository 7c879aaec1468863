"""Mentors and certifications as spreadsheets."""

from typing import Any

from django.db.models import QuerySet

from certifications import expiry
from certifications.models import Certification
from certifications.services import many
from mentorcerts.lib.sheets.cells import read_text, written
from mentorcerts.lib.sheets.dates import read_date
from mentorcerts.lib.sheets.tables import SHOWN_ROWS, Column, Outcome, Shown, Table

NEW, CHANGED, SAME = "new", "changed", "unchanged"
NAMED = 5
"""New mentors whom a summary names: a mistyped id makes one."""


def counted(number: int, what: str) -> str:
    """``1 mentor``, ``20,000 mentors``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def not_removed(cell: object) -> None:
    """A removed record is not quietly brought back."""
    raise ValueError("This record was removed. Take the row out of the file, or restore it there.")


def not_revoked(cell: object) -> None:
    """A revocation is not quietly lost. What an export says of the status otherwise is ignored."""
    if str(cell).strip().lower() == expiry.REVOKED:
        raise ValueError(
            "A revoked certification can't come in through a file. Take the row out, or leave "
            "status empty and revoke it by hand afterwards."
        )


class MentorTable(Table):
    title = "mentors"

    mentor_id = Column(
        "mentor_id",
        read=read_text,
        required=True,
        note="The id under which your other systems know the mentor.",
    )
    name = Column("name", read=read_text, empty="", note="An empty cell takes a name away.")
    email = Column("email", read=read_text, empty="", note="An empty cell takes an address away.")
    exempt_until = Column("exempt_until")
    exempt_reason = Column("exempt_reason")
    paused_at = Column("paused_at")
    paused_by = Column("paused_by")
    pause_reason = Column("pause_reason")

    def row(self, number: int, values: dict[str, Any]) -> many.MentorRow:
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
            [self._shown(row, saved) for row in rows[:SHOWN_ROWS]],
            [
                f"{counted(number, 'mentor')} {what}."
                for number, what in (
                    (new, "made"),
                    (changed, "changed"),
                    (len(rows) - new - changed, "left as they are"),
                )
                if number
            ],
        )

    @staticmethod
    def _shown(row: many.MentorRow, saved: many.SavedMentors) -> Shown:
        kind, effect = SAME, ""
        if row.mentor_id in saved.made:
            kind, effect = NEW, "Makes the mentor."
        elif changes := saved.changed.get(row.mentor_id):
            kind, effect = CHANGED, f"Changes {' and '.join(changes)}."
        return Shown(row.row, kind, [row.mentor_id, row.name, row.email], effect)


class CertificationTable(Table):
    title = "certifications"

    mentor_id = Column(
        "mentor_id",
        read=read_text,
        required=True,
        note="Whose it is. A mentor whom nobody knows yet is made.",
    )
    certification_type = Column(
        "certification_type_id",
        read=read_text,
        required=True,
        note="The type's code. A type that nobody knows yet is made.",
    )
    issued_at = Column("issued_at", read=read_date, required=True, note="The issue date.")
    expires_at = Column(
        "expires_at",
        read=read_date,
        note="Valid through this date. Empty: the type's validity from the issue date.",
    )
    certification_id = Column("certification_id")
    mentor_name = Column("mentor__name")
    status = Column(read=not_revoked)
    is_current = Column("is_current")
    auto_pause_applied = Column("auto_pause_applied")
    auto_pause_applied_at = Column("auto_pause_applied_at")
    revoked_at = Column("revoked_at")
    revocation_reason = Column("revocation_reason")
    deleted_at = Column("deleted_at", read=not_removed)

    def dehydrate_status(self, record: Certification) -> str:
        return expiry.status_of(record, today=self.today)

    def exported(self, records: QuerySet[Certification]) -> QuerySet[Certification]:
        # Oldest first: read in again in this order, the same one governs where dates are equal.
        return records.select_related("mentor").order_by("pk")

    def row(self, number: int, values: dict[str, Any]) -> many.CertificationRow:
        return many.CertificationRow(
            row=number,
            mentor_id=values["mentor_id"],
            certification_type=values["certification_type"],
            issued_at=values["issued_at"],
            expires_at=values.get("expires_at"),
        )

    def write(self, rows: list[many.CertificationRow]) -> Outcome:
        done = many.record_certifications(rows=rows, today=self.today, by=self.by)
        records = Certification.objects.in_bulk(done.pks[:SHOWN_ROWS])
        made, lifted = set(done.made), set(done.lifted)
        shown = []
        for row, pk in zip(rows, done.pks[:SHOWN_ROWS], strict=False):
            record = records[pk]
            cells = [
                record.mentor_id,
                record.certification_type_id,
                written(record.issued_at),
                written(record.expires_at),
            ]
            effects = [
                expiry.status_of(record, today=self.today).capitalize() + ".",
                "Makes the mentor." if record.mentor_id in made else "",
                "" if record.is_current else "Another one lasts longer, and goes on counting.",
                "Ends the pause by the expiry job." if record.mentor_id in lifted else "",
            ]
            shown.append(Shown(row.row, NEW, cells, " ".join(filter(None, effects))))
        return Outcome(
            ["mentor_id", "certification_type", "issued_at", "expires_at"],
            shown,
            [f"{counted(len(done.pks), 'certification')} recorded.", *also(done)],
        )


def also(done: many.Written) -> list[str]:
    """What else came of it, in sentences."""
    sentences = []
    if done.made:
        named = ", ".join(done.made[:NAMED])
        more = f" and {len(done.made) - NAMED:,} more" if len(done.made) > NAMED else ""
        sentences.append(f"{counted(len(done.made), 'new mentor')} made: {named}{more}.")
    if done.lifted:
        sentences.append(f"{counted(len(done.lifted), 'pause')} by the expiry job ended.")
    return sentences
