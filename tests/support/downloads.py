"""Files that pages offer: what their links and buttons give, as a spreadsheet program sees it."""

import codecs
import csv
import io
import re
from html import unescape
from typing import Any
from urllib.parse import urljoin

from django.test import Client
from openpyxl import load_workbook

from tests.support.pages import hidden_fields

OFFER = re.compile(r"<p[^>]* data-download>.*?</p>", re.DOTALL)


def rows_of(content: bytes, kind: str) -> list[dict[str, Any]]:
    """By heading. A CSV file begins with the mark by which Excel knows that it is UTF-8."""
    if kind == "csv":
        assert content.startswith(codecs.BOM_UTF8)
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    headings, *rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def downloaded(
    client: Client, shown: Any, kind: str, fields: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """What the page's offer gives: its link; or its button, with the form as it was shown.

    ``fields``: those of the form that are seen.
    """
    [offer] = OFFER.findall(shown.content.decode())
    address = shown.wsgi_request.get_full_path()
    if fields is None:
        link = next(each for each in re.findall(r'href="([^"]+)"', offer) if f"={kind}" in each)
        answer = client.get(urljoin(address, unescape(link)))
    else:
        assert f'name="format" value="{kind}"' in offer
        answer = client.post(address, {**hidden_fields(shown), **fields, "format": kind})
    assert f".{kind}" in answer["Content-Disposition"]
    return rows_of(answer.getvalue(), kind)
