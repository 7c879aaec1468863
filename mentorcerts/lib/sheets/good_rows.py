"""Import the rows of a file that can be imported, and give the others back as a file."""

from collections import defaultdict
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import IO, Any

from mentorcerts.lib.sheets.bounds import Sheet
from mentorcerts.lib.sheets.cells import NO_RESULT, Cell, format_cell
from mentorcerts.lib.sheets.files import FileFormat
from mentorcerts.lib.sheets.headings import WHY_NOT
from mentorcerts.lib.sheets.importing import ImportResult, Problem

PASSES = 3
"""A row may rest on one that is left out; then it is left out as well."""
MAX_REASON = 500
"""Characters."""


def import_good_rows(
    import_without: Callable[[Sequence[Problem]], ImportResult], refused: ImportResult
) -> ImportResult | None:
    """Import what is left without the refused rows; None where nothing is, or it stays refused.

    ``import_without`` reads the file anew, and leaves out the rows with these problems.
    """
    left_out = refused.problems
    for _ in range(PASSES):
        if len({problem.row for problem in left_out}) >= refused.total_rows:
            return None
        result = import_without(left_out)
        if not result.refused:
            return result
        left_out = sorted([*left_out, *result.problems], key=lambda problem: problem.row)
    return None


def left_out_file(sheet: Sheet, left_out: Sequence[Problem], file_format: FileFormat) -> IO[bytes]:
    """An open file with the rows that were left out, as they came, and why; at its beginning.

    Mended, it can be imported as it is: what is said of the rows isn't read. Empties the sheet.
    """
    reasons: defaultdict[int, list[str]] = defaultdict(list)
    for problem in left_out:
        title = problem.title or problem.column
        column = f"{title}: " if title else ""
        reasons[problem.row].append(f"{column}{problem.message}")
    width = len(sheet.headers)

    def rows() -> Generator[list[Cell], None, None]:
        for number, *cells in sheet.pop_rows():
            if number in reasons:
                cells += [None] * (width - len(cells))
                why = " ".join(reasons[number])[:MAX_REASON]
                yield [*map(_as_it_came, cells[:width]), format_cell(why)]

    headings = [str(heading or "") for heading in sheet.headers]
    with closing(rows()) as lines:
        return file_format.write([*headings, WHY_NOT], lines)


def _as_it_came(cell: Any) -> Cell:
    """A text gets its guard against formulas back; all else is written as it was read."""
    if cell is NO_RESULT:
        return None
    return format_cell(cell) if isinstance(cell, str) else cell  # type: ignore[no-any-return]
