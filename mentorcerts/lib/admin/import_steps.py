"""What the pages of an import do with an upload: read it, see what it comes to, give rows back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mentorcerts.lib.admin.left_out_rows import LeftOut, keep_left_out
from mentorcerts.lib.admin.spreadsheet_forms import Upload
from mentorcerts.lib.sheets import waiting
from mentorcerts.lib.sheets.files import FORMATS
from mentorcerts.lib.sheets.good_rows import import_good_rows, left_out_file
from mentorcerts.lib.sheets.importing import ImportResult, Problem, import_sheet
from mentorcerts.lib.sheets.layouts import ReadFile, read_file
from mentorcerts.lib.sheets.row_kinds import Scope
from mentorcerts.lib.sheets.tables import ImportTable


@dataclass
class Look:
    """What an upload comes to: all of it, and where rows are refused, without them."""

    file: ReadFile
    result: ImportResult
    good: ImportResult | None = None

    @property
    def shown(self) -> ImportResult:
        """What its person confirms, if anything."""
        return self.good or self.result


@dataclass
class ImportSteps:
    """The steps of one upload of one person."""

    table: type[ImportTable[Any]]
    make_table: Callable[[], ImportTable[Any]]
    user: Any
    upload: Upload

    def read(self) -> ReadFile:
        """The file as its person has matched it. Raises ``UploadGone`` and ``Unreadable``."""
        layout = self.upload["layout"]
        file = self.read_place(layout["sheet"], layout["heading_row"])
        file.columns = layout["columns"]
        return file

    def read_place(self, sheet: int, heading_row: int | None) -> ReadFile:
        """The file, its headings in this row of this sheet, before anybody has matched them."""
        content = waiting.content_of(self.upload["token"], user=self.user)
        file_format = FORMATS[self.upload["format"]]
        return read_file(self.table, file_format, content, sheet=sheet, heading_row=heading_row)

    def look(self, file: ReadFile, *, confirmed: str | None = None) -> Look:
        """Import the file if ``confirmed`` is the digest of what it comes to, else only look.

        Where rows are refused, the same is done without them. Empties the file's sheet.
        """
        only_good = self.upload["only_good_rows"]
        look = Look(file, self._import(file, confirmed=None if only_good else confirmed))
        if look.result.refused:
            look.good = import_good_rows(
                lambda left_out: self._import(
                    self.read(), confirmed=confirmed if only_good else None, without=left_out
                ),
                look.result,
            )
        if look.good is not None:
            look.result.problems = look.good.left_out
            look.result.bad_rows = look.good.rows_left_out
        return look

    def keep_left_out(self, done: ImportResult) -> LeftOut:
        """Store the rows that were left out, in the format of the upload, in its place."""
        file_format = FORMATS[self.upload["format"]]
        with left_out_file(self.read().sheet, done.left_out, file_format) as file:
            content = file.read()
        self.forget()
        rows = done.rows_left_out
        return keep_left_out(content, self.upload["format"], rows, user=self.user)

    def forget(self) -> None:
        waiting.forget(self.upload["token"], user=self.user)

    def _import(
        self, file: ReadFile, *, confirmed: str | None, without: Sequence[Problem] = ()
    ) -> ImportResult:
        table = self.make_table()
        table.scope = Scope(self.upload["scope"])
        return import_sheet(
            table, file.sheet, columns=file.columns, confirmed=confirmed, without=without
        )
