"""The folder for temporary files is full, or can't be written to: 503 and a sentence.

The same on a real server, and with exports to Excel: ``python -m tests.faults``.
"""

import gc
import io
import os
import subprocess
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from certifications.models import Mentor
from tests.support.pages import page
from tests.support.records import everything

pytestmark = [pytest.mark.slow, pytest.mark.one_database]

ROOM = 64 * 1024
SENTENCE = "This server has no room left for temporary files."


@pytest.fixture
def mounted(tmp_path):
    """A file system of its own: as full as can be after so many bytes."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a file system")
    options = ["-t", "tmpfs", "-o", f"size={ROOM}", "none"]
    done = subprocess.run(["mount", *options, tmp_path], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"a file system can't be mounted here: {done.stderr}")
    yield tmp_path
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


@pytest.fixture
def full(mounted, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(mounted))
    return mounted


@pytest.fixture
def read_only(full):
    subprocess.run(["mount", "-o", "remount,ro", full], check=True)
    return full


@pytest.fixture
def missing(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))


@pytest.fixture
def kim(coordinator, settings):
    settings.DEBUG = coordinator.raise_request_exception = False
    return coordinator


def large_file() -> SimpleUploadedFile:
    """Too large to be kept in memory while it comes in."""
    return SimpleUploadedFile("a.csv", b"mentor_id\n" + b"m-1\n" * 800_000)


FOLDERS = pytest.mark.parametrize("folder", ["full", "read_only", "missing"])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@FOLDERS
def test_an_upload_is_answered_with_a_page_that_says_so(folder, kim, request, caplog):
    request.getfixturevalue(folder)
    before = everything()
    status, headers, said = send(kim, "import", {"import_file": large_file()})
    caplog.clear()  # its records hold the error
    gc.collect()  # Django's file is closed once more, with as little room as before
    assert status == 503
    assert SENTENCE in said
    assert int(headers["Retry-After"]) > 0
    assert everything() == before


@pytest.fixture
def no_garbage_collection():
    """It would tidy up by chance."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_came_in_makes_room_again_before_the_answer(full, kim, caplog, no_garbage_collection):
    status, _, _ = send(kim, "import", {"import_file": large_file()})
    assert status == 503
    assert list(full.iterdir()) == []


class _GoneClient(io.BytesIO):
    """The body of a request whose client goes away in the middle."""

    def read(self, size=-1):
        if self.tell() > 3 * 1024**2:
            raise OSError("the connection was reset")
        return super().read(size)


def test_what_came_in_goes_when_its_client_goes(
    kim, tmp_path, settings, monkeypatch, no_garbage_collection
):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    came_in = []
    monkeypatch.setattr("django.test.client.FakePayload", lambda content=b"": _GoneClient(content))
    new_file = TemporaryFileUploadHandler.new_file

    def opened(handler, *arguments, **named):
        new_file(handler, *arguments, **named)
        came_in.extend(tmp_path.iterdir())

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", opened)
    send(kim, "import", {"import_file": large_file()})
    assert len(came_in) == 1
    assert list(tmp_path.iterdir()) == []


def send(kim, name: str, sent: dict) -> tuple[int, dict, str]:
    answer = kim.post(page(Mentor, name), sent)
    return answer.status_code, dict(answer.headers), answer.content.decode()


@FOLDERS
def test_an_export_is_answered_with_a_page_that_says_so(folder, kim, request):
    Mentor.objects.bulk_create(Mentor(mentor_id=f"m-{number}") for number in range(8000))
    request.getfixturevalue(folder)
    status, _, said = send(kim, "export", {"format": "csv"})
    assert status == 503
    assert SENTENCE in said


def test_the_api_says_it_in_its_own_shape(api, settings, monkeypatch):
    def fail(**arguments):
        with open("/dev/full", "wb", buffering=0) as device:
            device.write(b"x")

    settings.DEBUG = False
    monkeypatch.setattr("certifications.services.record_certification", fail)
    sent = {"mentor_id": "m-1", "certification_type": "basic", "issued_at": "2020-01-01"}
    answer = api.post("/api/v1/certifications", sent | {"expires_at": "2090-01-01"})
    assert answer.status_code == 503, answer.content
    assert answer.json()["error"]["code"] == "unavailable"
    assert SENTENCE in answer.json()["error"]["message"]
    assert int(answer["Retry-After"]) > 0


def test_another_folder_that_is_missing_is_no_reason_to_try_again(settings, db, monkeypatch):
    settings.DEBUG = False

    def fail(*arguments, **named):
        raise FileNotFoundError(2, "No such file or directory", "/elsewhere/file")

    monkeypatch.setattr("django.contrib.auth.views.LoginView.dispatch", fail)
    assert Client(raise_request_exception=False).get("/admin/login/").status_code == 500
