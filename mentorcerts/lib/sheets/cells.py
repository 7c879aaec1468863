"""Read text from a cell, and write a value into one.

A spreadsheet runs a text that begins like a formula. On the way out such a text gets an apostrophe
before it; on the way in it is taken off again, so that what was exported comes back as it was. The
same after a semicolon: in many countries it is what separates the cells of a CSV file.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from mentorcerts.lib import moments

_FORMULA = "=+\\-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
_FORMULA += "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
_STARTS_LIKE_FORMULA = re.compile(f"'*[{_FORMULA}]")
_ESCAPED = re.compile(f"'+[{_FORMULA}]")
_LIKE_FORMULA_AFTER_SEMICOLON = re.compile(f";(?='*[{_FORMULA}])")
_ESCAPED_AFTER_SEMICOLON = re.compile(f";'(?='*[{_FORMULA}])")

_FORMULA_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}

Cell = str | int | float | bool | date | None


class NoResult:
    """What a cell holds whose formula was never calculated: nobody knows what it would show."""


NO_RESULT = NoResult()


def check_result(cell: object) -> None:
    """Raise ``ValueError`` where a formula has no result."""
    if cell is NO_RESULT:
        raise ValueError("A formula without a result: open the file in Excel and save it.")


class Since1904(float):
    """A number of a workbook in which days are counted from 1904 on, as on old Macs."""


@dataclass(frozen=True)
class LocalTime:
    """A moment as the programme's clock shows it: spreadsheets know no zones.

    Its column says which zone it is.
    """

    moment: datetime
    """Naive, in whole seconds."""


def is_blank(cell: object) -> bool:
    """Whether the cell holds nothing, or only spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def read_text(cell: object) -> str:
    """The text of a cell, also where a spreadsheet has made a number or a date of it.

    Raises ``ValueError``, with a sentence for the person, where the cell holds no text.
    """
    check_result(cell)
    if isinstance(cell, bool):
        raise ValueError(f"Write a text, not {str(cell).upper()}.")
    if isinstance(cell, datetime) and cell.time() == time.min:
        cell = cell.date()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell)
    if "\0" in text:
        raise ValueError("It contains an invisible character (NUL). Type it again.")
    if text in _FORMULA_ERRORS:
        raise ValueError(f"The formula in this cell has failed: it shows {text}.")
    text = _ESCAPED_AFTER_SEMICOLON.sub(";", text)
    return text[1:] if _ESCAPED.match(text) else text.strip()


def format_cell(value: Any) -> Cell:
    """A value as a cell; no text is a formula.

    An aware datetime is the date of a certification: its UTC date, with its time of day where it
    has one. ``LocalTime`` is a moment at which something happened.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, LocalTime):
        return value.moment
    if isinstance(value, datetime):
        midnight = value == moments.utc_midnight(moments.utc_date(value))
        there = value.astimezone(UTC)
        return there.date() if midnight else there.replace(microsecond=0, tzinfo=None)
    if isinstance(value, str):
        value = _LIKE_FORMULA_AFTER_SEMICOLON.sub(";'", value)
        return f"'{value}" if _STARTS_LIKE_FORMULA.match(value) else value
    return value  # type: ignore[no-any-return]
