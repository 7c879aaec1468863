"""Headers on security, caching and rates; cookies and addresses that the database can't take."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string


class NoNulInCookies:
    """Drops cookies that contain a NUL: legal in a header, impossible in PostgreSQL's text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return self.get_response(request)


STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
ADMIN = STRICT.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'").replace(
    "style-src 'self'", "style-src 'self' 'unsafe-inline'"
)
"""Unfold needs this: its Alpine compiles attributes to functions (``'unsafe-eval'``), and its
templates set colours and widths in style elements and attributes (``'unsafe-inline'``, for styles
only). Inline scripts never run."""


class ContentSecurityPolicy:
    """Sets a strict policy everywhere, and the admin's own policy under its path.

    Django's error pages, which only development shows, get none: their style is inline.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = f"/{settings.MENTORCERTS_ADMIN_PATH}"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not (settings.DEBUG and response.status_code in (404, 500)):
            policy = ADMIN if request.path_info.startswith(self.admin) else STRICT
            response.headers.setdefault("Content-Security-Policy", policy)
        return response


NUL = "This address contains an invisible character (NUL): type it again."


class NoNulInAddresses:
    """Refuses addresses of the admin that contain a NUL: no record has such a key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = f"/{settings.MENTORCERTS_ADMIN_PATH}"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        in_query = "%00" in request.META.get("QUERY_STRING", "")
        if request.path_info.startswith(self.admin) and (in_query or "\0" in request.path_info):
            return HttpResponseBadRequest(render_to_string("400.html", {"explained": NUL}))
        return self.get_response(request)


class CacheControl:
    """Keeps personal data out of caches: the admin's answers are not stored at all, those of the
    API (which have ETags) only by the client itself, which has to ask again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = f"/{settings.MENTORCERTS_ADMIN_PATH}"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(self.admin):
            response.headers["Cache-Control"] = "private, no-store"
        elif request.path_info.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class RateLimitHeaders:
    """Adds the RateLimit headers that ``throttling`` has left on the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in getattr(request, "rate_limit", {}).items():
            response.headers[name] = value
        return response
