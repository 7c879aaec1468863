"""Spreadsheets as people really have them, and what an import makes of each.

One list for the tests and for the table in ``docs/spreadsheets.md``: a test holds both together.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from certifications.models import Certification, Mentor
from mentorcerts.lib.sheets.bounds import MAX_ROWS
from tests.support.spreadsheet_attacks import MAIN
from tests.support.spreadsheet_attacks import workbook as workbook_of_parts
from tests.support.spreadsheets import BASIC

READ, ASKED, REFUSED = "Read", "Asked", "Refused"


@dataclass(frozen=True)
class PeoplesFile:
    """A file, what happens to it, and what is on record afterwards.

    ``found`` are mentor ids with names, or with the dates on which certifications were issued.
    """

    what: str
    outcome: str
    make: Callable[[], SimpleUploadedFile]
    found: dict[str, str] = field(default_factory=dict)
    model: Any = Mentor
    choices: dict[str, str] = field(default_factory=dict)
    """What its person chooses on the page that matches columns."""
    words: str = ""
    """A part of the refusal, or of what the preview says was assumed."""

    @property
    def kind(self) -> str:
        """``READ``, ``ASKED`` or ``REFUSED``: the first word of the outcome."""
        return re.split(r"\W", self.outcome)[0]


def text(content: str, *, encoding: str = "utf-8", name: str = "mine.csv") -> Any:
    return lambda: SimpleUploadedFile(name, content.replace("\n", "\r\n").encode(encoding))


def binary(content: bytes, name: str) -> Any:
    return lambda: SimpleUploadedFile(name, content)


def excel(*rows: list[Any], name: str = "mine.xlsx", change: Any = None, **sheets: Any) -> Any:
    """A workbook of one sheet, and of further ones; ``change`` does the rest to it."""

    def make() -> SimpleUploadedFile:
        book, file = Workbook(), io.BytesIO()
        book.active.title = "Mine"
        for title, lines in {"Mine": rows, **sheets}.items():
            sheet = book["Mine"] if title == "Mine" else book.create_sheet(title)
            for line in lines:
                sheet.append(line)
        if change:
            change(book.active)
        book.save(file)
        return SimpleUploadedFile(name, file.getvalue())

    return make


def raw_excel(*cells: bytes) -> Any:
    """A workbook with a certification of f-1, whose issue date is this cell."""
    texts = b"".join(
        b'<c t="inlineStr"><is><t>%b</t></is></c>' % each for each in (b"f-1", BASIC.encode())
    )
    names = b"".join(
        b'<c t="inlineStr"><is><t>%b</t></is></c>' % each
        for each in (b"mentor_id", b"certification_type", b"issued_at")
    )
    rows = b"<row>" + names + b"</row>" + b"".join(b"<row>" + texts + c + b"</row>" for c in cells)
    sheet = b"<worksheet " + MAIN + b"><sheetData>" + rows + b"</sheetData></worksheet>"
    return lambda: SimpleUploadedFile("mine.xlsx", workbook_of_parts(sheet1=sheet))


def dates(*written: Any, file: Any = excel) -> Any:
    """Certifications of f-1, f-2, …, issued on these dates."""
    rows = [[f"f-{number}", BASIC, each] for number, each in enumerate(written, 1)]
    return file(["Mentor", "Type", "Issued"], *rows)


def hide_a_row(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def hide_a_column(sheet: Any) -> None:
    sheet.column_dimensions["B"].hidden = True


def merge_the_title(sheet: Any) -> None:
    sheet.merge_cells("A1:C1")


def five_digits(sheet: Any) -> None:
    for row in (2, 3):
        sheet.cell(row, 1).number_format = "00000"
    sheet.cell(3, 1).number_format = '"f-"000'


def colour_empty_rows(sheet: Any) -> None:
    for row in range(4, 300):
        sheet.cell(row, 1).number_format = "0.00"


def count_from_1904(sheet: Any) -> None:
    sheet.parent.epoch = CALENDAR_MAC_1904


HEADINGS = ["mentor_id", "name", "email"]
ANN, ZOE = ["f-1", "Ann", "ann@example.org"], ["f-2", "Zoë Ölmann", None]
BOTH = {"f-1": "Ann", "f-2": "Zoë Ölmann"}
LINES = "mentor_id{0}name\nf-1{0}Ann\nf-2{0}Zoë Ölmann\n"
OWN = {"column_0": "mentor_id", "column_1": "name"}
C = Certification

FILES = (
    # --- text files ---------------------------------------------------------------------------
    PeoplesFile("CSV with commas", "Read.", text(LINES.format(",")), BOTH),
    PeoplesFile(
        "CSV with semicolons and a byte order mark: *CSV UTF-8* of a German or French Excel",
        "Read.", text("\ufeff" + LINES.format(";")), BOTH,
    ),
    PeoplesFile("tabs, in a .tsv file", "Read.", text(LINES.format("\t"), name="a.tsv"), BOTH),
    PeoplesFile(
        "*Unicode Text* of Excel: tabs and UTF-16, in a .txt file",
        "Read. The preview says that it was UTF-16.",
        text("\ufeff" + LINES.format("\t"), encoding="utf-16-le", name="a.txt"), BOTH,
        words="UTF-16",
    ),
    PeoplesFile(
        "UTF-16 without a mark", "Read. The preview says that it was UTF-16.",
        text(LINES.format(","), encoding="utf-16-be"), BOTH, words="UTF-16",
    ),
    PeoplesFile(
        "Windows-1252: *CSV* of Excel, with accents",
        "Read. The preview asks you to look at names with accents.",
        text(LINES.format(";"), encoding="cp1252"), BOTH, words="Windows-1252",
    ),
    PeoplesFile("`sep=;` as the first line", "Read.", text("sep=;\n" + LINES.format(";")), BOTH),
    PeoplesFile(
        "commas inside cells that are separated by semicolons", "Read.",
        text("mentor_id;name\nf-1;Cole, Ann\nf-2;Ölmann, Zoë\n"),
        {"f-1": "Cole, Ann", "f-2": "Ölmann, Zoë"},
    ),
    PeoplesFile(
        "a comma too many in a row of CSV", "Refused: by row; the cells have moved.",
        text("mentor_id,name\nf-1,Cole, Ann\n"), words="more cells than columns",
    ),
    PeoplesFile(
        "a workbook whose name ends in .csv", "Refused: let its name end in .xlsx.",
        lambda: SimpleUploadedFile("a.csv", excel(HEADINGS, ANN)().read()),
        words="let its name end in .xlsx",
    ),
    # --- workbooks ----------------------------------------------------------------------------
    PeoplesFile("an Excel workbook", "Read.", excel(HEADINGS, ANN, ZOE), BOTH),
    PeoplesFile(
        "a workbook with macros (.xlsm)", "Read, without the macros.",
        excel(HEADINGS, ANN, ZOE, name="a.xlsm"), BOTH,
    ),
    PeoplesFile(
        "the old format (.xls), or a password", "Refused: save it as .xlsx, without a password.",
        binary(b"\xd0\xcf\x11\xe0" + bytes(600), "a.xlsx"), words="Take the password off",
    ),
    PeoplesFile(
        "hidden rows", "Read, hidden rows too. The preview says how many there are.",
        excel(HEADINGS, ANN, ZOE, change=hide_a_row), BOTH, words="1 hidden row is read as well.",
    ),
    PeoplesFile(
        "hidden columns", "Read, hidden columns too. The preview says which.",
        excel(HEADINGS, ANN, ZOE, change=hide_a_column), BOTH,
        words="Hidden column B is read as well.",
    ),
    PeoplesFile(
        "several sheets, of which one fits", "Read. The preview says from which sheet.",
        excel(HEADINGS, ANN, ZOE, Notes=[["Who", "when"], ["Kim", "May"]]), BOTH,
        words='Read from the sheet "Mine"; not from "Notes".',
    ),
    PeoplesFile(
        "several sheets that could be meant",
        "Asked: which sheet. The one that was open is proposed.",
        excel(HEADINGS, ANN, ZOE, Old=[HEADINGS, ["f-9", "Old", None]]), BOTH,
    ),
    PeoplesFile(
        "empty rows, and rows with formats only", "Read. Rows keep the numbers that Excel shows.",
        excel(HEADINGS, [], ANN, [], ZOE, change=colour_empty_rows), BOTH,
    ),
    PeoplesFile(
        "more rows than allowed", "Refused: 25,000 rows at once; split it.",
        lambda: text("mentor_id\n" + "f\n" * (MAX_ROWS + 1))(), words="more than 25,000 rows",
    ),
    PeoplesFile(
        "headings and nothing below", "Refused: there are no rows.",
        excel(HEADINGS), words="no rows below",
    ),
    # --- headings -----------------------------------------------------------------------------
    PeoplesFile(
        "headings as lists and exports show them", "Read.",
        excel(["Mentor id", "Name", "E-mail"], ANN, ZOE), BOTH,
    ),
    PeoplesFile(
        "other common names: *Mentor*, *Valid until*, *Issue date*", "Read.",
        excel(["Mentor", "Type", "Issue date", "Valid until"], ["f-1", BASIC, "1 Mar 2026", None]),
        {"f-1": "2026-03-01"}, C,
    ),
    PeoplesFile(
        "headings in your own words", "Asked: what each is. Remembered for the next file.",
        excel(["Nr.", "Wer"], ANN[:2], ZOE[:2]), BOTH, choices=OWN,
        words='"Nr." is read as Mentor id.',
    ),
    PeoplesFile(
        "columns that nobody needs here", "Asked: ignored, when you say so. Remembered.",
        excel(["mentor_id", "name", "Bemerkung"], ["f-1", "Ann", "nett"], [*ZOE[:2], "x"]), BOTH,
        words='Not read: "Bemerkung".',
    ),
    PeoplesFile(
        "a title above the headings, also one of merged cells", "Read. The preview says so.",
        excel(["Our mentors, 2026"], [], HEADINGS, ANN, ZOE, change=merge_the_title), BOTH,
        words="The headings are in row 3",
    ),
    PeoplesFile(
        "an empty column without a heading", "Read.",
        excel(["mentor_id", None, "name"], ["f-1", None, "Ann"], ["f-2", None, "Zoë Ölmann"]), BOTH,
    ),
    PeoplesFile(
        "a column without a heading that holds something", "Asked: what it is.",
        excel(["mentor_id", "name"], ["f-1", "Ann", "called"], ["f-2", "Zoë Ölmann"]), BOTH,
    ),
    PeoplesFile(
        "no headings at all", "Asked: choose *no row*, and what each column is.",
        excel(ANN[:2], ZOE[:2]), BOTH, choices={**OWN, "heading_row": "0"},
        words="There are no headings: the first row is read as well.",
    ),
    PeoplesFile(
        "the same heading twice", "Asked: which of the two it is.",
        excel(["mentor_id", "name", "Name"], ["f-1", "Ann", "A."], ["f-2", "Zoë Ölmann", "Z."]),
        BOTH, choices={"column_2": "ignore"},
    ),
    # --- ids ----------------------------------------------------------------------------------
    PeoplesFile(
        "numbers shown with zeros or letters by their format (`00000`, `\"f-\"000`)",
        "Read as they are shown: 00123, f-007.",
        excel(HEADINGS, [123, "Ann"], [7, "Bo"], change=five_digits),
        {"00123": "Ann", "f-007": "Bo"},
    ),
    PeoplesFile(
        "ids that are plain numbers, or texts of digits", "Read: 4711, 00123.",
        excel(HEADINGS, [4711, "Ann"], ["00123", "Bo"]), {"4711": "Ann", "00123": "Bo"},
    ),
    # --- dates --------------------------------------------------------------------------------
    PeoplesFile(
        "dates of Excel, also with a time", "Read.",
        dates(datetime(2026, 2, 3), datetime(2026, 2, 4, 14, 30)),
        {"f-1": "2026-02-03", "f-2": "2026-02-04"}, C,
    ),
    PeoplesFile(
        "serial numbers in a column of dates (45741)", "Read: 25 Mar 2025.",
        dates(45741, "45742"), {"f-1": "2025-03-25", "f-2": "2025-03-26"}, C,
    ),
    PeoplesFile(
        "days counted from 1904 on, as on old Macs", "Read.",
        excel(["Mentor", "Type", "Issued"], ["f-1", BASIC, 44279],
              ["f-2", BASIC, datetime(2025, 3, 26)], change=count_from_1904),
        {"f-1": "2025-03-25", "f-2": "2025-03-26"}, C,
    ),
    PeoplesFile(
        "dates with dots: 05.03.2025, 5.3.2025, 26.03.2025 14:30",
        "Read: the day, the month, the year.",
        dates("05.03.2025", "5.3.2025", "26.03.2025 14:30"),
        {"f-1": "2025-03-05", "f-2": "2025-03-05", "f-3": "2025-03-26"}, C,
    ),
    PeoplesFile(
        "the year first: 2026-03-26, 2026/03/26", "Read.", dates("2026-03-26", "2026/03/26"),
        {"f-1": "2026-03-26", "f-2": "2026-03-26"}, C,
    ),
    PeoplesFile(
        "names of months: 26 March 2026, 1 Mar 2026, March 26, 2026", "Read.",
        dates("26 March 2026", "1 Mar 2026", "March 26, 2026"),
        {"f-1": "2026-03-26", "f-2": "2026-03-01", "f-3": "2026-03-26"}, C,
    ),
    PeoplesFile(
        "slashes that can be only one day: 26/03/2026", "Read.", dates("26/03/2026"),
        {"f-1": "2026-03-26"}, C,
    ),
    PeoplesFile(
        "slashes that could be two days: 03/04/2026",
        "Refused: by cell, with both days as you should write them.",
        dates("03/04/2026"), model=C, words="write 2026-04-03 or 2026-03-04.",
    ),
    PeoplesFile(
        "years of two digits: 26.03.26", "Refused: by cell; write four digits.",
        dates("26.03.26"), model=C, words="four digits",
    ),
    # --- formulas -----------------------------------------------------------------------------
    PeoplesFile(
        "formulas with results", "Read: the results.",
        raw_excel(b"<c><f>TODAY()</f><v>45741</v></c>"), {"f-1": "2025-03-25"}, C,
    ),
    PeoplesFile(
        "formulas without results, from a program that isn't Excel",
        "Refused: by cell; open the file in Excel and save it.",
        raw_excel(b"<c><f>EDATE(C2,12)</f></c>"), model=C,
        words="A formula without a result: open the file in Excel and save it.",
    ),
    PeoplesFile(
        "formulas that have failed (`#REF!`)", "Refused: by cell.",
        raw_excel(b'<c t="e"><f>A0</f><v>#REF!</v></c>'), model=C, words="not understood",
    ),
)  # fmt: skip


def table() -> str:
    """The table of ``docs/spreadsheets.md``."""
    rows = [f"| {file.what} | {file.outcome} |" for file in FILES]
    return "\n".join(["| your file has | what happens |", "|---|---|", *rows])
