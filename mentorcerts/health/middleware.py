"""Give each request an id, and count it."""

import re
from collections.abc import Callable
from secrets import token_hex
from time import perf_counter

from django.http import HttpRequest, HttpResponse

from mentorcerts.health.metrics import observe
from mentorcerts.lib.logs import bound

_PLAIN_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")


class Observed:
    """The outermost middleware: gives each request an id, for log and answer, and counts it.

    An ``X-Request-ID`` from a proxy is kept if it is a plain id. Every request pays for this: no
    database query and no log line here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        sent = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = sent if _PLAIN_ID.fullmatch(sent) else token_hex(16)
        request.request_id = request_id  # type: ignore[attr-defined]  # see mentorcerts.lib.logs
        with bound(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        observe(request, response, started=started)
        return response
