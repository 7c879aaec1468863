"""The form that matches the columns of a file: what each heading means."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.text import get_text_list
from openpyxl.utils import get_column_letter
from unfold.widgets import UnfoldAdminSelectWidget

from mentorcerts.lib.sheets.bounds import SheetRow
from mentorcerts.lib.sheets.cells import is_blank
from mentorcerts.lib.sheets.headings import IGNORED, examples, fit
from mentorcerts.lib.sheets.layouts import Layout, ReadFile

IGNORE = "ignore"
"""The choice in the form; an empty one would be *nothing chosen*."""
SHOWN_CHARACTERS = 60
"""Of a heading, or of a row among which the headings are chosen."""


def chosen_place(data: QueryDict, shown: Layout) -> tuple[int, int | None]:
    """The sheet and the row of headings that a person has chosen, instead of those shown.

    In another sheet the headings are looked for anew.
    """
    sheet = _number(data.get("sheet"), shown["sheet"])
    row = _number(data.get("heading_row"), shown["heading_row"])
    return sheet, row if sheet == shown["sheet"] else None


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else otherwise


class _PlaceField(forms.TypedChoiceField):
    """A sheet or a row by its number."""

    widget = UnfoldAdminSelectWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)


class MatchForm(forms.Form):
    """Which sheet and row the headings are in, and for each of them a column of the table."""

    def __init__(self, *args: Any, file: ReadFile, **kwargs: Any) -> None:
        layout = file.layout
        columns = {f"column_{place}": name or IGNORE for place, name in enumerate(file.fit.columns)}
        kwargs["initial"] = {**layout, **columns}
        super().__init__(*args, **kwargs)
        self.file = file
        sheets = [(head.number, head.name) for head in file.sheet.sheets]
        if len(sheets) > 1:
            self.fields["sheet"] = _PlaceField(label="Sheet", choices=sheets)
        rows = [*((row[0], _row_in_words(row)) for row in file.head), (0, "no row: there are none")]
        self.fields["heading_row"] = _PlaceField(label="The headings are in", choices=rows)
        choices = _choices(file)
        for place, heading in enumerate(file.sheet.headers):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=_shown(heading) or f"Column {get_column_letter(place + 1)} (no heading)",
                choices=choices,
                required=False,
                widget=UnfoldAdminSelectWidget,
            )

    def rows(self) -> Iterator[tuple[BoundField, list[str]]]:
        """The field of each column, with examples of what stands in it; none for empty columns."""
        for place, values in enumerate(examples(self.file.sheet)):
            if values or not is_blank(self.file.sheet.headers[place]):
                yield self[f"column_{place}"], values

    def still_missing(self) -> str:
        """What has to be found among the columns, before anybody has chosen something."""
        missing = [] if self.is_bound else self.file.fit.missing
        return f"Still to be found: {self._headings(missing)}." if missing else ""

    def columns(self) -> list[str]:
        """What each column of the file is, by place, as it was chosen."""
        places = range(len(self.file.sheet.headers))
        chosen = [self.cleaned_data.get(f"column_{place}") for place in places]
        return [name if name in self.file.table.columns else IGNORED for name in chosen]

    def clean(self) -> dict[str, Any] | None:
        found = fit(self.file.table, self.columns())
        if found.missing:
            raise ValidationError(f"Needed, and not there yet: {self._headings(found.missing)}.")
        if found.repeated:
            raise ValidationError(
                f"Two columns can't both be {self._headings(found.repeated)}: ignore one of them."
            )
        return self.cleaned_data

    def _headings(self, names: list[str]) -> str:
        return get_text_list([self.file.table.columns[name].heading for name in names], "and")


def _choices(file: ReadFile) -> list[Any]:
    columns = file.table.columns.values()
    imported = [
        (column.name, f"{column.heading}{' (needed)' if column.required else ''}")
        for column in columns
        if column.imported
    ]
    others = [(column.name, column.heading) for column in columns if not column.imported]
    choices: list[Any] = [(IGNORE, "Ignore this column"), *imported]
    return [*choices, ("Only in exports, not imported", others)] if others else choices


def _row_in_words(row: SheetRow) -> str:
    cells = ", ".join(str(cell) for cell in row[1:] if not is_blank(cell))
    return f"row {row[0]}: {_shown(cells)}"


def _shown(cell: object) -> str:
    text = " ".join(str("" if cell is None else cell).split())
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
