"""What is too much is refused before it fills a disk or a memory."""

import io
import signal
import sys
import tracemalloc
import zipfile
from datetime import date, datetime, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.test import RequestFactory
from django.test.client import encode_multipart

from certifications.models import Mentor
from mentorcerts.lib.sheets import turns, uploads, workbook_process
from mentorcerts.lib.sheets.bounds import MAX_ROWS, Unreadable
from mentorcerts.lib.sheets.files import FORMATS, Xlsx
from mentorcerts.lib.sheets.workbook_reader import MAX_UNPACKED_BYTES, read_workbook
from tests.support.pages import page
from tests.support.spreadsheets import base_errors, confirm, csv_file, preview, xlsx_file

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
        read_workbook(bomb)
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
        read_workbook(bytes(bomb.replace(told, (2000).to_bytes(4, "little"))))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_entities_that_unfold_are_not_unfolded():
    plain = packed(SHEET % b"m-2")
    assert list(Xlsx().read(plain).pop_rows()) == [(2, "m-2")]
    unfolding = b'<!DOCTYPE x [<!ENTITY m "m-2">]>' + SHEET % b"&m;"
    with pytest.raises(Unreadable, match="isn't an Excel workbook"):
        Xlsx().read(packed(unfolding))


@pytest.mark.parametrize("file", [csv_file, xlsx_file])
@pytest.mark.usefixtures("demo_programme")
def test_a_file_may_have_so_many_rows_and_no_more(file, coordinator):
    rows = [["mentor_id"], *([f"m-{number}"] for number in range(MAX_ROWS + 1))]
    told = base_errors(preview(coordinator, Mentor, file(*rows)))
    assert told == "The file has more than 25,000 rows. Split it into several files."
    fits = file(*rows[:-1]).read()
    assert len(FORMATS[file().name.rpartition(".")[2]].read(fits)) == MAX_ROWS


@pytest.mark.parametrize("file", [csv_file, xlsx_file])
def test_rows_keep_the_numbers_that_the_spreadsheet_shows(file):
    empty = [[None] * 3] * 200
    content = file(["mentor_id", "name"], *empty, ["m-1", "Ann", ""], *empty, ["m-2"]).read()
    sheet = FORMATS[file().name.rpartition(".")[2]].read(content)
    assert list(sheet.pop_rows()) == [(202, "m-1", "Ann"), (403, "m-2")]


def test_cells_of_a_workbook_come_as_what_they_are():
    cells = ["text", 7, 1.5, True, datetime(2026, 3, 26, 10, 30), date(2026, 3, 27), time(9, 15)]
    [row] = Xlsx().read(xlsx_file(["mentor_id"], cells).read()).pop_rows()
    assert row[1:6] == ("text", 7, 1.5, True, datetime(2026, 3, 26, 10, 30))
    assert row[6:] == (datetime(2026, 3, 27), "09:15:00")


def test_a_number_of_many_digits_is_read_as_its_text():
    content = packed(
        SHEET.replace(b't="inlineStr"><is><t>%b</t></is>', b"><v>%b</v>") % (b"9" * 99)
    )
    assert list(Xlsx().read(content).pop_rows()) == [(2, "9" * 99)]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (signal.SIGKILL, "needs too much memory"),
        (signal.SIGXCPU, "takes too long to read: .* is very busy"),
        (signal.SIGSEGV, "can't be read"),
    ],
)
def test_a_workbook_whose_process_dies_is_refused_in_words(number, words, monkeypatch):
    killed = [sys.executable, "-c", f"import os; os.kill(os.getpid(), {number})"]
    monkeypatch.setattr(workbook_process, "READER", killed)
    with pytest.raises(Unreadable, match=f"{words}. Copy the table into a new workbook"):
        Xlsx().read(b"PK")


def test_the_process_that_reads_workbooks_is_told_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "swordfish")
    tells = "import os, json; print(json.dumps({'unreadable': ' '.join(os.environ)}))"
    monkeypatch.setattr(workbook_process, "READER", [sys.executable, "-c", tells])
    with pytest.raises(Unreadable) as told:
        Xlsx().read(b"PK")
    assert set(str(told.value).split()) <= {*workbook_process.PASSED_ON, "LC_CTYPE"}


# --- one import at a time --------------------------------------------------------------------
def test_who_would_be_one_too_many_is_told_so_and_nobody_waits_for_ever(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0)
    with turns.turn(), pytest.raises(turns.Busy), turns.turn():
        pytest.fail("it was not its turn")
    with turns.turn():
        pass


@pytest.mark.usefixtures("demo_programme")
def test_an_import_that_is_one_too_many_is_answered_with_503(coordinator, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0)
    shown = preview(coordinator, Mentor, csv_file(["mentor_id"], ["m-1"]))
    with turns.turn():
        upload = {"import_file": csv_file(["mentor_id"], ["m-2"])}
        answers = [
            coordinator.post(page(Mentor, "import"), upload),
            confirm(coordinator, Mentor, shown),
        ]
    for answer in answers:
        assert answer.status_code == 503
        assert "Other spreadsheets are being imported" in answer.content.decode()
        assert int(answer["Retry-After"]) > 0
    assert not Mentor.objects.filter(pk="m-1").exists()
    assert confirm(coordinator, Mentor, shown).status_code == 302
    assert Mentor.objects.filter(pk="m-1").exists()
