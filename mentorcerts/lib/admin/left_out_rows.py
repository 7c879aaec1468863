"""The rows that were left out of an import: kept for a day, and given back as a file."""

import zlib
from io import BytesIO
from typing import Any, TypedDict
from urllib.parse import urlencode

from django.core import signing
from django.http import FileResponse, QueryDict

from mentorcerts.lib.sheets import waiting
from mentorcerts.lib.sheets.files import FORMATS
from mentorcerts.lib.sheets.waiting import UploadGone

LEFT_OUT_GONE = "The rows that were left out are no longer there. Upload the file again."
ROWS, FILE = "rows", "file"
"""Parameters of the page that offers them: which, and that the file itself is wanted."""


class LeftOut(TypedDict):
    """A file of rows that were left out of an import: where it is kept, and what it is."""

    token: str
    format: str
    rows: int


def keep_left_out(content: bytes, file_format: str, rows: int, *, user: Any) -> LeftOut:
    """Store the file. Reasons are long, and much the same: packed, it is as small as the upload."""
    token = waiting.keep(zlib.compress(content), user=user)
    return LeftOut(token=token, format=file_format, rows=rows)


def query_of(left_out: LeftOut, *, salt: str) -> str:
    """The query of the page that offers them, for this person and list: ``salt``."""
    return urlencode({ROWS: signing.dumps(left_out, salt=salt)})


def left_out_of(query: QueryDict, *, salt: str) -> LeftOut:
    """What the query is about. Raises ``UploadGone``."""
    try:
        left_out: LeftOut = signing.loads(
            query.get(ROWS, ""), salt=salt, max_age=waiting.CONFIRMED_WITHIN
        )
    except signing.BadSignature:
        raise UploadGone from None
    return left_out


def file_response(left_out: LeftOut, *, title: str, user: Any) -> FileResponse:
    """The file itself. Raises ``UploadGone``."""
    content = zlib.decompress(waiting.content_of(left_out["token"], user=user))
    file_format = FORMATS[left_out["format"]]
    return FileResponse(
        BytesIO(content),
        as_attachment=True,
        filename=f"{title.replace(' ', '-')}-not-imported.{file_format.extension}",
        content_type=file_format.content_type,
    )
