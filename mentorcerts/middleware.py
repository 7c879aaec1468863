"""What holds for every request, pages and API alike."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NoNulInCookies:
    """Drops cookies that hold a NUL: legal in a header, impossible in PostgreSQL's text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return self.get_response(request)
