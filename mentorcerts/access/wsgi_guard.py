"""Before Django: what a request under ``/api/`` may carry, and what becomes of every body.

Django reads charsets from headers before any view or middleware of ours could answer for what
they do; and a body whose length nobody told it takes for empty, so that ``{"dry_run": true}``
would be lost. The API speaks JSON in UTF-8, which has no parameters.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BytesIO
from typing import Any

from django.conf import settings

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class ApiGuard:
    """WSGI middleware around the whole program; other paths pass untouched."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith("/api/"):
            environ = dict(environ)
            if "CONTENT_TYPE" in environ:
                environ["CONTENT_TYPE"] = environ["CONTENT_TYPE"].partition(";")[0].strip()
            if "*" in environ.get("HTTP_ACCEPT", "").replace("*/*", "").replace("/*", ""):
                del environ["HTTP_ACCEPT"]  # parameters in charsets of their own: RFC 2231
            if environ.get("HTTP_TRANSFER_ENCODING") and not environ.get("CONTENT_LENGTH"):
                _measure_body(environ)
        response = self.application(environ, start_response)
        _leave_nothing(environ)
        return response


def _leave_nothing(environ: Environ) -> None:
    """Read what the answer has left unread of the body, such as that of a request refused at once.

    Else the server closes the connection behind the answer's back, and the client's next request
    breaks. More than could have been taken is left: then closing is right.
    """
    if environ.get("wsgi.input_terminated") and environ.get("CONTENT_LENGTH"):
        with suppress(OSError):
            environ["wsgi.input"].read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _measure_body(environ: Environ) -> None:
    """Read a chunked body, up to one byte more than is allowed, and tell its length.

    Where the server has not taken the chunks apart nobody knows where the body ends: then it
    can't be read, which is an error, where an empty body would be an order.
    """
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body: bytes | None = None
    if environ.get("wsgi.input_terminated"):
        with suppress(OSError):
            body = environ["wsgi.input"].read(limit + 1)
    environ["wsgi.input"] = _Unreadable() if body is None else BytesIO(body)
    environ["CONTENT_LENGTH"] = "1" if body is None else str(len(body))


class _Unreadable(BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise OSError("the body's length is unknown, or the client has gone")
