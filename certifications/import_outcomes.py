"""What an import came to, in words and for the preview: shared by the tables of this house."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Model

from certifications import expiry
from certifications.services.many import Written, look_alikes
from mentorcerts.lib.chunks import in_chunks, values_in_order
from mentorcerts.lib.sheets.cells import Cell
from mentorcerts.lib.sheets.row_kinds import Changes, RowKind, RowResult
from mentorcerts.lib.sheets.tables import Facts

ROWS_NAMED = 10
NEW_MENTORS_NAMED = 5
"""New mentors whom a summary names: a mistyped id makes one."""
LOOK_ALIKES_NAMED = 10

_FIRST = (RowKind.CHANGED, RowKind.NEW, RowKind.UNCHANGED)


def counted(number: int, noun: str) -> str:
    """``1 mentor``, ``20,000 mentors``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shown_first(results: Sequence[RowResult], most: int) -> list[RowResult]:
    """So many of the rows: those that change something before the new ones, then the rest.

    One changed row among a thousand is what its person looks for.
    """
    shown: list[RowResult] = []
    for kind in _FIRST:
        shown += [each for each in results if each.kind is kind][: most - len(shown)]
    return shown


def kinds_in_words(results: Iterable[RowResult], noun: str, *, added: str) -> list[str]:
    """``3 mentors made.``, ``1 mentor changed.``, ``736 mentors left as they are.``"""
    numbers = Counter(result.kind for result in results)
    told = {RowKind.NEW: added, RowKind.CHANGED: "changed"}
    sentences = [
        f"{counted(numbers[kind], noun)} {what}." for kind, what in told.items() if numbers[kind]
    ]
    if number := numbers[RowKind.UNCHANGED]:
        sentences.append(
            f"{counted(number, noun)} left as {'it is' if number == 1 else 'they are'}."
        )
    return sentences


def kinds_as_facts(results: Iterable[RowResult]) -> Iterator[tuple[Any, ...]]:
    """What comes of each row, as it must come again when it is confirmed."""
    return (
        # The number of a new record is drawn anew each time.
        (each.row, each.kind.value, None if each.kind is RowKind.NEW else each.pk, each.changes)
        for each in results
    )


def with_changes(cells: Mapping[str, Cell], changes: Changes) -> list[Cell]:
    """The cells of a previewed row, in their order; those that change with old and new."""
    changed: dict[str, Any] = {change.column: change for change in changes}
    return [changed.get(name, cell) for name, cell in cells.items()]


def years_in_question(rows: Sequence[int]) -> list[str]:
    """Ask about rows that set an expiry date far ahead: one sentence, or none."""
    if not rows:
        return []
    return [
        f"{counted(len(rows), 'expiry date')} more than {expiry.FAR_AHEAD_YEARS} years ahead: is "
        f"the year right? {rows_named(rows)}."
    ]


def ids_in_question(made: Sequence[str]) -> list[str]:
    """Ask about new mentors whose id a known one differs from by case or zeros only."""
    alike = look_alikes(set(made))
    questions = [
        f"{new} is new. Did you mean {' or '.join(known)}?"
        for new, known in list(alike.items())[:LOOK_ALIKES_NAMED]
    ]
    if (more := len(alike) - len(questions)) > 0:
        questions.append(
            f"{more:,} more new ids differ from known ones by capital letters or zeros only."
        )
    return questions


def unknown_ids_in_question(rows: Sequence[int], column: str, noun: str) -> list[str]:
    """Ask about rows that name an unknown record, and would be recorded as new ones."""
    if not rows:
        return []
    number = counted(len(rows), noun)
    return [
        f"{number} would be new, with an id of {'its' if len(rows) == 1 else 'their'} own: nothing "
        f"on record has the {column} in the file. {rows_named(rows)}."
    ]


def rows_named(rows: Sequence[int]) -> str:
    """``Row 3``, ``Rows 3, 4, …``."""
    named = ", ".join(map(str, rows[:ROWS_NAMED])) + (", …" if len(rows) > ROWS_NAMED else "")
    return f"Row{'' if len(rows) == 1 else 's'} {named}"


def look_at_records(
    done: Written, model: type[Model], *fields: str, end: str, today: date
) -> tuple[Facts, list[int]]:
    """What came of every row, with these fields of its record if it was written; and besides.

    Second: the rows that set an expiry date far ahead. ``end`` names it: the field, and its column.
    """
    facts, far_ahead = Facts(kinds_as_facts(done.results)), list[int]()
    written = [each for each in done.results if each.kind is not RowKind.UNCHANGED]
    for some in in_chunks(written):
        records = values_in_order(model, [each.pk for each in some], end, *fields)
        facts.add_all(records)
        far_ahead += [
            each.row
            for each, (expires_at, *_) in zip(some, records, strict=True)
            if _sets(each, end) and expiry.is_far_ahead(expires_at, today=today)
        ]
    facts.add_all([sorted(done.made), sorted(done.lifted)])
    return facts, far_ahead


def _sets(result: RowResult, column: str) -> bool:
    """Whether the row sets the field: that of a new record may be set by its type."""
    is_new = result.kind is RowKind.NEW
    return is_new or any(change.column == column for change in result.changes)


def side_effects(done: Written) -> list[str]:
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
