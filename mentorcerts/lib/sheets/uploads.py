"""Uploads: bounded while they come in, and kept between a preview and its confirmation."""

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from mentorcerts.lib.sheets.files import MAX_BYTES

MEASURED_TIMES = 10
"""This many times ``MAX_BYTES`` are read, to tell the person how large their file is."""


class BoundedUpload(FileUploadHandler):
    """The first of Django's upload handlers, for every form and everybody, also before login.

    Of all files of a request together, ``MAX_BYTES`` are handed on; the rest is dropped as it comes
    in, so that it fills neither disk nor memory. A form sees the size of what was sent and refuses
    it. Beyond ``MEASURED_TIMES`` that size the connection is closed.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received > MEASURED_TIMES * MAX_BYTES:
            raise StopUpload(connection_reset=True)
        return raw_data if self.received <= MAX_BYTES else None

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        if self.received <= MAX_BYTES:
            return None  # the handlers after this one have it
        assert self.request is not None  # Django makes handlers with the request
        for handler in self.request.upload_handlers:
            if begun := getattr(handler, "file", None):
                begun.close()
        return UploadedFile(BytesIO(), self.file_name, self.content_type, file_size)


class UploadGone(Exception):
    """There is no such upload, or no longer."""


class UploadStore(Protocol):
    """Where an upload waits until the person has seen its preview and confirms it."""

    def keep(self, content: bytes) -> str:
        """Store an upload; returns the token by which it is found again."""

    def open(self, token: str) -> bytes:
        """The content of an upload. Raises ``UploadGone``."""

    def forget(self, token: str) -> None:
        """Delete an upload, if it is still there."""


class TemporaryFiles:
    """Uploads as files in this machine's temporary folder; a token is a file's name.

    Another machine doesn't see them, and nothing but the confirmation deletes them.
    """

    PREFIX = "import-"

    def keep(self, content: bytes) -> str:
        with tempfile.NamedTemporaryFile(prefix=self.PREFIX, delete=False) as file:
            file.write(content)
        return Path(file.name).name

    def open(self, token: str) -> bytes:
        try:
            return self._path(token).read_bytes()
        except FileNotFoundError:
            raise UploadGone from None

    def forget(self, token: str) -> None:
        self._path(token).unlink(missing_ok=True)

    def _path(self, token: str) -> Path:
        """Never outside of the folder, and none of the files that others keep there."""
        name = Path(token).name
        if not name.startswith(self.PREFIX):
            raise UploadGone
        return Path(tempfile.gettempdir()) / name
