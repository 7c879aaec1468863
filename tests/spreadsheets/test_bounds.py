"""What is too much is refused before it fills a disk or a memory."""

import io
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.test import RequestFactory
from django.test.client import encode_multipart

from certifications.models import Mentor
from mentorcerts.lib.sheets import uploads
from mentorcerts.lib.sheets.files import MAX_UNPACKED_BYTES, Unreadable, Xlsx
from tests.support.spreadsheets import base_errors, preview, xlsx_file

pytestmark = pytest.mark.slow

BOUND = 200_000


class Counted(io.BytesIO):
    """A body, and how much of it has been read."""

    taken = 0

    def read(self, size=-1):
        piece = super().read(size)
        self.taken += len(piece)
        return piece


class Kept(FileUploadHandler):
    """Where the file would be kept: how much of it comes here."""

    size = 0

    def receive_data_chunk(self, raw_data, start):
        Kept.size += len(raw_data)


def received(**sizes: int):
    """The request with files of so many bytes, and its body."""
    files = {name: SimpleUploadedFile(f"{name}.csv", b"x" * size) for name, size in sizes.items()}
    body = encode_multipart("BoUnDaRy", files)
    stream = Counted(body)
    request = RequestFactory().generic(
        "POST", "/", body, content_type="multipart/form-data; boundary=BoUnDaRy"
    )
    request._stream = stream
    return request, stream


@pytest.fixture
def _bound(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", BOUND)


@pytest.mark.usefixtures("_bound")
def test_what_is_not_too_much_comes_in_whole():
    request, _ = received(file=BOUND)
    assert request.FILES["file"].read() == b"x" * BOUND


@pytest.mark.usefixtures("_bound")
def test_what_is_too_much_is_dropped_and_its_size_told(settings):
    settings.FILE_UPLOAD_HANDLERS = [settings.FILE_UPLOAD_HANDLERS[0], f"{__name__}.Kept"]
    Kept.size = 0
    request, _ = received(file=5 * BOUND)
    file = request.FILES["file"]
    assert file.size == 5 * BOUND
    assert file.read() == b""
    assert 0 < Kept.size <= BOUND


@pytest.mark.usefixtures("_bound")
def test_many_files_are_bounded_together():
    request, _ = received(one=BOUND, two=BOUND, three=BOUND)
    assert sum(len(file.read()) for file in request.FILES.values()) <= BOUND


@pytest.mark.usefixtures("_bound")
def test_what_has_no_end_is_not_read_to_its_end():
    request, stream = received(file=50 * BOUND)
    assert not request.FILES
    assert stream.taken < 12 * BOUND


@pytest.mark.usefixtures("demo_programme")
def test_a_person_is_told_how_large_their_file_is(coordinator):
    large = SimpleUploadedFile("a.csv", b"mentor_id\n" + b"x" * 15 * 1024**2)
    assert "The file has 15.0 MB; at most 10 MB" in base_errors(preview(coordinator, Mentor, large))


def packed(sheet: bytes) -> bytes:
    """A workbook whose one sheet is this XML."""
    whole, out = io.BytesIO(xlsx_file(["mentor_id"], ["m-1"]).read()), io.BytesIO()
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as ours:
        for name in parts.namelist():
            ours.writestr(name, sheet if "sheet1" in name else parts.read(name))
    return out.getvalue()


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c t="inlineStr"><is><t>mentor_id</t></is></c></row>'
    b'<row r="2"><c t="inlineStr"><is><t>%b</t></is></c></row></sheetData></worksheet>'
)


def test_a_workbook_that_unpacks_to_a_thousand_times_its_size_is_not_unpacked():
    bomb = packed(SHEET % (b" " * (MAX_UNPACKED_BYTES + 1)))
    assert len(bomb) < MAX_UNPACKED_BYTES / 500
    tracemalloc.start()
    with pytest.raises(Unreadable, match="too large"):
        Xlsx().read(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_workbook_that_lies_about_its_size_is_no_workbook():
    bomb = bytearray(packed(SHEET % (b" " * (MAX_UNPACKED_BYTES + 1))))
    with zipfile.ZipFile(io.BytesIO(bomb)) as file:
        [size] = [part.file_size for part in file.infolist() if "sheet1" in part.filename]
    told = size.to_bytes(4, "little")
    assert bomb.count(told) == 2, "in the part's own header and in the directory"
    tracemalloc.start()
    with pytest.raises(Unreadable, match="isn't an Excel workbook"):
        Xlsx().read(bytes(bomb.replace(told, (2000).to_bytes(4, "little"))))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_entities_that_unfold_are_not_unfolded():
    plain = packed(SHEET % b"m-2")
    assert list(Xlsx().read(plain).pop_rows()) == [(2, "m-2")]
    unfolding = b'<!DOCTYPE x [<!ENTITY m "m-2">]>' + SHEET % b"&m;"
    with pytest.raises(Unreadable, match="isn't an Excel workbook"):
        Xlsx().read(packed(unfolding))
