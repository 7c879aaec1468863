"""Which encoding a text file has, and what a person is told about it.

A file says so by a mark at its beginning, or it is UTF-8 throughout, or it is what Excel has
written on Windows for decades. The last is assumed, and said.
"""

import codecs
from dataclasses import dataclass, field

from mentorcerts.lib.sheets.bounds import Unreadable

PIECE = 64 * 1024
LOOKED_AT = 1000
"""Bytes at the beginning, in which half of UTF-16 is zeros where a text is written in Latin."""

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files begin that are XLSX, or XLS."""


@dataclass(frozen=True)
class Encoding:
    """Python's name of it, and sentences where it was not certain."""

    name: str
    notes: list[str] = field(default_factory=list)


UTF_8 = Encoding("utf-8-sig")
UTF_16 = Encoding("utf-16", ["The file is in UTF-16, which was read."])
WINDOWS = Encoding(
    "cp1252",
    [
        "The file doesn't say how its letters are written. It was read as Windows-1252: make sure "
        "that names with accents look right."
    ],
)


def encoding_of(content: bytes) -> Encoding:
    """Find the encoding of a text file. Raises ``Unreadable`` where it is no text.

    Looks through the content piece by piece: no second copy of it is made.
    """
    if content.startswith(_WORKBOOKS):
        raise Unreadable(
            "The file isn't a CSV file but a workbook. Save it as an Excel workbook (.xlsx), and "
            "let its name end in .xlsx."
        )
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(content, UTF_16)
    even, odd = (content[start:LOOKED_AT:2].count(0) for start in (0, 1))
    if max(even, odd) > min(len(content), LOOKED_AT) // 4:
        name = "utf-16-le" if odd > even else "utf-16-be"
        return _checked(content, Encoding(name, UTF_16.notes))
    return UTF_8 if _fits(content, UTF_8) else _checked(content, WINDOWS)


def _checked(content: bytes, encoding: Encoding) -> Encoding:
    if not _fits(content, encoding):
        raise Unreadable(
            "The file isn't a CSV file in UTF-8, UTF-16 or Windows-1252, so that names with "
            'accents would come out wrong. In Excel, save it as "CSV UTF-8" or as an Excel '
            "workbook (.xlsx)."
        )
    return encoding


def _fits(content: bytes, encoding: Encoding) -> bool:
    decoder = codecs.getincrementaldecoder(encoding.name)()
    view = memoryview(content)
    try:
        for start in range(0, len(content), PIECE):
            decoder.decode(view[start : start + PIECE], final=start + PIECE >= len(content))
    except UnicodeDecodeError:
        return False
    return True
