"""The rows of one sheet of a workbook, as a person sees them in Excel.

openpyxl's reading of large workbooks hands out neither which rows and columns are hidden nor
whether an empty cell holds a formula. So this uses its parser, one level below: the only place that
does.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from mentorcerts.lib.sheets.bounds import MAX_COLUMNS
from mentorcerts.lib.sheets.cells import NO_RESULT

BEYOND_64_BITS = 2**63

_FIXED_WIDTH = re.compile(r'(?:\[\$-\w+\])?(?:"([^"]*)")?(0+)(?:"([^"]*)")?(?:;.*)?')
"""A number format of zeros only, with texts in quotation marks before and after them."""


class SheetRows:
    """The rows of a sheet, to be read once; afterwards what of them is hidden."""

    def __init__(self, workbook: Any, sheet: Any) -> None:
        self._workbook, self._sheet = workbook, sheet
        self._layouts: dict[int, Callable[[int], str] | None] = {}
        self.hidden = 0
        """Rows that hold something,"""
        self.hidden_columns: set[int] = set()
        """and columns, from 1."""

    def __iter__(self) -> Iterator[Sequence[object]]:
        """Each row from the first on, also empty ones, as the values of its cells."""
        with self._sheet._get_source() as source:
            parser = _Parser(
                source,
                self._sheet._shared_strings,
                data_only=True,
                epoch=self._workbook.epoch,
                date_formats=self._workbook._date_formats,
                timedelta_formats=self._workbook._timedelta_formats,
            )
            expected, hidden = 1, None
            for number, cells in parser.parse():
                dimension = parser.row_dimensions.pop(str(number), {})
                for _ in range(expected, number):
                    yield ()
                if number < expected:
                    continue  # a file that counts backwards
                expected = number + 1
                row = self._values(cells)
                if row and _is_hidden(dimension):
                    self.hidden += 1
                if hidden is None:  # columns stand before the rows
                    hidden = set(_hidden(parser.column_dimensions.values()))
                self.hidden_columns |= {
                    each for each in hidden if each <= len(row) and row[each - 1] is not None
                }
                yield row

    def _values(self, cells: list[dict[str, Any]]) -> Sequence[object]:
        filled = [cell for cell in cells if cell["value"] is not None]
        if not filled:
            return ()
        # One column more than may be filled: whether it is shows that there are too many.
        places = [min(cell["column"], MAX_COLUMNS + 1) for cell in filled]
        row: list[object] = [None] * max(places)
        for place, cell in zip(places, filled, strict=True):
            row[place - 1] = self._value(cell["value"], cell["style_id"])
        return row

    def _value(self, value: object, style: int) -> object:
        """As it is shown: ``00123`` where the number format says so, and huge numbers as text."""
        if type(value) is not int:
            return value
        if abs(value) >= BEYOND_64_BITS:
            return str(value)
        if style not in self._layouts:
            self._layouts[style] = _layout(self._number_format(style))
        layout = self._layouts[style]
        return layout(value) if layout and value >= 0 else value

    def _number_format(self, style: int) -> str:
        styles = self._workbook._cell_styles
        number = styles[style].numFmtId if style < len(styles) else 0
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return str(BUILTIN_FORMATS.get(number, "General"))
        formats = self._workbook._number_formats
        place = number - BUILTIN_FORMATS_MAX_SIZE
        return str(formats[place]) if place < len(formats) else "General"


def _is_hidden(dimension: Mapping[str, str]) -> bool:
    return dimension.get("hidden") in ("1", "true")


def _hidden(columns: Iterable[Mapping[str, str]]) -> Iterator[int]:
    """The numbers of those that are hidden, from 1."""
    for each in columns:
        if _is_hidden(each):
            first = int(each["min"])
            yield from range(first, min(int(each.get("max", first)), MAX_COLUMNS) + 1)


def _layout(number_format: str) -> Callable[[int], str] | None:
    """How numbers of the format are written, where it adds something to their digits."""
    found = _FIXED_WIDTH.fullmatch(number_format)
    if found is None:
        return None
    before, width, after = found[1] or "", len(found[2]), found[3] or ""
    if width == 1 and not before:
        return None
    return lambda number: f"{before}{number:0{width}d}{after}"


class _Parser(WorkSheetParser):  # type: ignore[misc]
    """Notices formulas that were never calculated: nobody knows what the cell would show."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        # A text that is empty is a result, too.
        empty = cell["value"] is None and element.get("t") not in ("str", "inlineStr", "s")
        if empty and element.find(FORMULA_TAG) is not None:
            cell["value"] = NO_RESULT
        return cell
