"""WSGI middleware: clean up the headers of API requests, and read request bodies to their end.

Django decodes charsets named in headers before any view or middleware of ours runs, and it takes
a body without a length (chunked) for empty, so that ``{"dry_run": true}`` would be lost. The API
speaks JSON in UTF-8, which has no parameters.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BytesIO
from typing import Any

from mentorcerts.lib.body_limits import body_limit

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class ApiGuard:
    """Wraps the whole program; the headers of other paths than ``/api/`` stay as they are."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith("/api/"):
            environ = dict(environ)
            if "CONTENT_TYPE" in environ:
                environ["CONTENT_TYPE"] = environ["CONTENT_TYPE"].partition(";")[0].strip()
            if "*" in environ.get("HTTP_ACCEPT", "").replace("*/*", "").replace("/*", ""):
                del environ["HTTP_ACCEPT"]  # parameters with their own charset: RFC 2231
            if environ.get("HTTP_TRANSFER_ENCODING") and not environ.get("CONTENT_LENGTH"):
                _measure_body(environ)
        response = self.application(environ, start_response)
        _drain_body(environ)
        return response


def _drain_body(environ: Environ) -> None:
    """Read what is left of the body, for example after a request that was refused at once.

    Otherwise the server closes the connection after the answer, and the client's next request
    fails. A body above the upload limit is not read to its end: then closing is right.
    """
    if environ.get("wsgi.input_terminated") and environ.get("CONTENT_LENGTH"):
        with suppress(OSError):
            environ["wsgi.input"].read(body_limit(environ.get("PATH_INFO", "")))


def _measure_body(environ: Environ) -> None:
    """Read a chunked body, up to one byte above the limit, and set its length.

    If the server has not decoded the chunks, the end of the body is unknown. Then reading it
    raises an error: taking it for empty could start a real run instead of a dry one.
    """
    limit = body_limit(environ.get("PATH_INFO", ""))
    body: bytes | None = None
    if environ.get("wsgi.input_terminated"):
        with suppress(OSError):
            body = environ["wsgi.input"].read(limit + 1)
    environ["wsgi.input"] = _Unreadable() if body is None else BytesIO(body)
    environ["CONTENT_LENGTH"] = "1" if body is None else str(len(body))


class _Unreadable(BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise OSError("the body's length is unknown, or the client has gone")
