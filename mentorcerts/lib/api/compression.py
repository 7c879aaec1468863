"""Compress the API's longer answers for clients that take it.

Never those to a browser's session: who can make it send requests, and sees how long the answers
are, could find out what they hold (BREACH). Nobody can make a browser send a token. The admin's
pages are not compressed here for the same reason.
"""

import gzip
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_header_parameters

LEAST_BYTES = 1024
"""Shorter answers would gain nothing: they fit into one packet anyway."""
LEVEL = 2
"""A page of 1,000 statuses becomes a ninth in 0.3 ms; at level 6 it takes four times as long, and
becomes a twelfth."""
COMPRESSIBLE = ("application/json", "application/problem+json", "application/vnd.oai.openapi")


class CompressedAnswers:
    """Middleware: gzip. A tag becomes a weak one (``W/``), as it is no longer one of bytes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            response.streaming
            or len(response.content) < LEAST_BYTES
            or not response.get("Content-Type", "").startswith(COMPRESSIBLE)
            or response.has_header("Content-Encoding")
        ):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if _takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")) and _may_be(request):
            response.content = gzip.compress(response.content, LEVEL, mtime=0)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
            tag = response.get("ETag", "")
            if tag.startswith('"'):
                response.headers["ETag"] = f"W/{tag}"
        return response


def _may_be(request: HttpRequest) -> bool:
    """Whether no session of a browser is behind it."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def _takes_gzip(accepted: str) -> bool:
    """Whether ``Accept-Encoding`` names gzip, or all, and does not refuse it (``q=0``)."""
    if "gzip" not in accepted and "*" not in accepted:
        return False
    wanted = {}
    for part in accepted.lower().split(","):
        name, parameters = parse_header_parameters(part.strip())
        wanted[name] = parameters.get("q", "1")
    return wanted.get("gzip", wanted.get("*", "0")).strip("0.") != ""
