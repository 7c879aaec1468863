"""Spreadsheets that are small as files and huge once somebody reads them.

Each is about as bad of its kind as the bounds on the upload and on the unpacked size allow.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from openpyxl import Workbook

from mentorcerts.lib.sheets.bounds import MAX_BYTES, MAX_ROWS
from mentorcerts.lib.sheets.workbook_reader import MAX_UNPACKED_BYTES

MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEADER = b'<row r="1"><c t="inlineStr"><is><t>mentor_id</t></is></c></row>'
SECOND = b'<row r="2"><c t="inlineStr"><is><t>m-1</t></is></c></row>'
NEARLY_ALL = MAX_UNPACKED_BYTES - 2**20
"""Bytes of a part that leave room for the rest of the workbook."""


@dataclass(frozen=True)
class Attack:
    """A file; and what the sentence that its person reads must match."""

    name: str
    make: Callable[[], bytes]
    words: str
    extension: str = "xlsx"
    may_be_read: bool = False
    """A machine that is quick enough reads it within the bounds."""

    @property
    def file_name(self) -> str:
        return f"{self.name}.{self.extension}"


SHARED_STRINGS = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats'
    b'-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def workbook(**parts: bytes) -> bytes:
    """A sound workbook in which the parts whose names contain these words are replaced."""
    whole, out = io.BytesIO(), io.BytesIO()
    plain = Workbook()
    plain.active.append(["mentor_id"])
    plain.save(whole)
    strings = parts.pop("sharedStrings", b"")
    with zipfile.ZipFile(whole) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as ours:
        for name in given.namelist():
            replaced = [parts[word] for word in parts if f"/{word}" in name]
            content = replaced[0] if replaced else given.read(name)
            if strings and "Content_Types" in name:
                content = content.replace(b"</Types>", SHARED_STRINGS)
            ours.writestr(name, content)
        if strings:
            ours.writestr("xl/sharedStrings.xml", strings)
    return out.getvalue()


def sheet(rows: bytes, *, before: bytes = b"", after: bytes = b"") -> bytes:
    """A workbook whose one sheet has the header and these rows, and this before and after them."""
    table = b"<sheetData>" + HEADER + rows + b"</sheetData>"
    return workbook(sheet1=b"<worksheet " + MAIN + b">" + before + table + after + b"</worksheet>")


def filled(piece: bytes, size: int = NEARLY_ALL) -> bytes:
    return piece * (size // len(piece))


@cache
def empty_rows() -> bytes:
    """115 KB, of which a reader that keeps each row makes 1.3 GB."""
    return sheet(filled(b"<row/>"))


def shared_strings() -> bytes:
    strings = b"<sst " + MAIN + b">" + filled(b"<si/>") + b"</sst>"
    return workbook(sharedStrings=strings)


def one_text_many_times() -> bytes:
    """Every cell of every row shows the same long text, which the file holds once."""
    strings = b"<sst " + MAIN + b"><si><t>" + b"x" * 30_000 + b"</t></si></sst>"
    rows = filled(b"<row>" + b'<c t="s"><v>0</v></c>' * 10 + b"</row>", 5_000_000)
    table = b"<sheetData>" + HEADER + rows + b"</sheetData>"
    return workbook(
        sharedStrings=strings, sheet1=b"<worksheet " + MAIN + b">" + table + b"</worksheet>"
    )


def unfolding() -> bytes:
    """Entities of entities: a thousand million of one letter."""
    entities = b'<!ENTITY a "x">' + b"".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">'.encode()
        for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    )
    table = HEADER + SECOND.replace(b"m-1", b"&j;")
    return workbook(
        sheet1=b"<!DOCTYPE worksheet [" + entities + b"]><worksheet " + MAIN
        + b"><sheetData>" + table + b"</sheetData></worksheet>"
    )  # fmt: skip


def full_workbook() -> bytes:
    """No attack: all the rows that an import takes, of mentors whom nobody knows yet."""
    workbook = Workbook(write_only=True)
    table = workbook.create_sheet()
    table.append(["mentor_id", "name", "email"])
    for number in range(MAX_ROWS):
        table.append([f"full-{number}", f"Mentor number {number}", f"m-{number}@example.org"])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def before_the_rows(piece: bytes) -> bytes:
    return sheet(SECOND, before=b"<cols>" + filled(piece) + b"</cols>")


def after_the_rows(piece: bytes) -> bytes:
    return sheet(SECOND, after=b"<mergeCells>" + filled(piece) + b"</mergeCells>")


def styles(piece: bytes) -> bytes:
    cells = b"<cellXfs>" + filled(piece) + b"</cellXfs>"
    return workbook(styles=b"<styleSheet " + MAIN + b">" + cells + b"</styleSheet>")


def far_down() -> bytes:
    """One cell in the last row that a sheet has: a reader makes all the rows above it."""
    return sheet(b'<row r="1048576"><c><v>1</v></c></row>', before=b'<dimension ref="A1"/>')


def one_number() -> bytes:
    return sheet(b"<row><c><v>" + filled(b"9") + b"</v></c></row>")


def long_lines(piece: bytes) -> bytes:
    return b"mentor_id\n" + filled(piece, MAX_BYTES - 100)


def quoted(piece: bytes) -> bytes:
    return b'mentor_id\n"' + filled(piece, MAX_BYTES - 100)


TOO_MUCH = "The workbook (needs too much memory|takes too long)"
MUCH_MORE = "holds much more than 25,000 rows"
ANY_OF_BOTH = f"{TOO_MUCH}|{MUCH_MORE}"
NO_ROWS = f"no rows below|{TOO_MUCH}"
EMPTY = "goes on beyond row 100,000"
NO_WORKBOOK = "isn't an Excel workbook"
ATTACKS = (
    Attack("empty-rows", empty_rows, MUCH_MORE),
    Attack("row-with-the-last-number", far_down, EMPTY),
    Attack("empty-cells", lambda: sheet(b"<row>" + filled(b"<c/>") + b"</row>"), MUCH_MORE),
    Attack("wide", lambda: sheet(b'<row r="2"><c r="AY2"><v>1</v></c></row>'), "50 columns"),
    Attack("deep", lambda: sheet(b"<a>" * 900_000 + b"</a>" * 900_000), NO_ROWS),
    Attack(
        "columns",
        lambda: before_the_rows(b'<col min="1" max="2" width="9"/>'),
        TOO_MUCH,
        may_be_read=True,
    ),
    Attack("merged", lambda: after_the_rows(b'<mergeCell ref="A1:B2"/>'), MUCH_MORE),
    Attack("strings", lambda: workbook(sharedStrings=filled(b"<si/>")), MUCH_MORE),
    Attack("one-text-many-times", one_text_many_times, "characters of text"),
    Attack("styles", lambda: styles(b"<xf/>"), MUCH_MORE),
    Attack("large-styles", lambda: styles(b'<xf numFmtId="0" fontId="0"/>'), ANY_OF_BOTH),
    Attack("one-text", lambda: sheet(SECOND.replace(b"m-1", filled(b"x"))), "32,767"),
    Attack("one-number", one_number, NO_WORKBOOK),
    Attack("entities", unfolding, NO_WORKBOOK),
    Attack("zip", lambda: workbook(sheet1=b" " * 10 * MAX_UNPACKED_BYTES), "too large"),
    Attack("line", lambda: long_lines(b"x"), "Row 2", "csv"),
    Attack("line-without-end", lambda: b"x" * MAX_BYTES, "Row 1", "csv"),
    Attack("semicolons", lambda: b";" * MAX_BYTES, "Row 1", "csv"),
    Attack("columns-of-a-row", lambda: long_lines(b";"), "Row 2", "csv"),
    Attack("quotes", lambda: quoted(b'","\n'), "Row 2", "csv"),
    Attack("quote-without-end", lambda: quoted(b"x\n"), "quotation mark", "csv"),
    Attack("empty-lines", lambda: long_lines(b"\n"), EMPTY, "csv"),
    Attack("empty-lines-of-old-macs", lambda: long_lines(b"\r"), EMPTY, "csv"),
    Attack("rows", lambda: long_lines(b"1\n"), "25,000 rows", "csv"),
    Attack("cells", lambda: long_lines(b"1," * 49 + b"1\n"), "400,000 cells", "csv"),
)  # fmt: skip
