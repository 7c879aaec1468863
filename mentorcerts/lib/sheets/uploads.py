"""Uploads are bounded while they come in: neither disk nor memory takes what is too much."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from mentorcerts.lib.sheets.files import MOST_BYTES

PATIENCE = 10
"""So many times what may be uploaded is read, to tell the person how large their file is."""


class BoundedUpload(FileUploadHandler):
    """The first of Django's upload handlers, for every form and everybody, also before login.

    Of all files of a request together ``MOST_BYTES`` are handed on; what follows is dropped as it
    comes in. A form finds the size of what was sent, and refuses it. In the end nothing is read.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.seen += len(raw_data)
        if self.seen > PATIENCE * MOST_BYTES:
            raise StopUpload(connection_reset=True)
        return raw_data if self.seen <= MOST_BYTES else None

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        if self.seen <= MOST_BYTES:
            return None  # the handlers after this one have it
        assert self.request is not None  # Django makes handlers with the request
        for handler in self.request.upload_handlers:
            if begun := getattr(handler, "file", None):
                begun.close()
        return UploadedFile(BytesIO(), self.file_name, self.content_type, file_size)
