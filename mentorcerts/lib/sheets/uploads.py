"""Uploads, bounded while they come in, and gone when their request is answered."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mentorcerts.lib.sheets.bounds import MAX_BYTES

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


class ClosedUploads:
    """Middleware: temporary files of an upload that broke off go before the answer is sent.

    Django closes those that came in whole. Any other, for which the disk had no room or whose
    client went away, it leaves to the garbage collector: until then the disk would stay full.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        for handler in request.upload_handlers:
            if begun := getattr(handler, "file", None):
                with suppress(OSError):  # what is left to write has as little room as before
                    begun.close()
        return response
