"""One shape for everything that goes wrong under ``/api/``::

    {"error": {"code": "invalid", "message": "…", "fields": {"expires_at": ["…"]}, "details": {}}}

``code`` and ``details`` are for machines, ``message`` and ``fields`` for people. Views raise;
``exception_handler`` translates. What never reaches a view (no such path, a foreign host name,
a crash in a middleware) is translated by ``JsonErrorsMiddleware``, which also writes problem
details for who asks for them.
"""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from rest_framework import exceptions
from rest_framework.response import Response

from mentorcerts.lib.api.problems import JSON, become_problem, wants_problem
from mentorcerts.lib.outage import RETRY_AFTER, reason_of
from mentorcerts.lib.refusals import Refused, error_body, messages_by_field

logger = logging.getLogger(__name__)

_BY_STATUS = {
    400: ("bad_request", "The request can't be understood."),
    401: ("not_authenticated", "Send a token: Authorization: Token …"),
    403: ("permission_denied", "You may not do this."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This method is not allowed here."),
    406: ("not_acceptable", "Only JSON can be had here: Accept: application/json."),
    413: ("too_large", "The request is too large."),
    415: (
        "unsupported_media_type",
        "Send the body as Content-Type: application/json, and not compressed.",
    ),
    429: ("throttled", "Too many requests. Retry-After says when to try again."),
    500: ("internal_error", "Something went wrong here; it has been logged. Nothing was changed."),
    503: ("unavailable", "This can't be answered at the moment. Try again shortly."),
}
_TAKEN = {"Accept": "application/json", "Accept-Encoding": "identity"}
"""Headers of a 415: what a body may be."""
_ABOUT_THE_BODY = {"Content-Length", "Content-Encoding", "Content-Disposition"}


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response:
    """Answer any exception that a view raised; what is unforeseen is logged and becomes 500."""
    if isinstance(exc, DjangoValidationError):
        return _invalid(messages_by_field(exc))
    if isinstance(exc, exceptions.ValidationError):
        return _invalid(_flatten(exc.detail))
    if isinstance(exc, Refused):
        return Response(exc.body(), exc.status)
    if isinstance(exc, exceptions.APIException):
        return _api_exception(exc)
    if isinstance(exc, Http404):
        return _plain(404)
    if isinstance(exc, PermissionDenied):
        return _plain(403)
    if isinstance(exc, RequestDataTooBig):
        return _plain(413)
    if isinstance(exc, SuspiciousOperation):
        return _plain(400)
    request = context["request"]
    # The route and not the path, in which a mentor may be named.
    what = request.method, request.resolver_match.route
    if reason := reason_of(exc):
        logger.error("%s %s is unavailable: %s", *what, exc, extra={"request": request})
        return _unavailable(reason)
    logger.error("%s %s failed", *what, exc_info=exc, extra={"request": request})
    return _plain(500)


def _plain(status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(error_body(*_BY_STATUS[status]), status, headers=headers)


def _unavailable(reason: str) -> Response:
    return Response(
        error_body("unavailable", f"{reason} Try again shortly."), 503, headers=RETRY_AFTER
    )


def _api_exception(exc: exceptions.APIException) -> Response:
    headers = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if exc.status_code in (406, 415):  # DRF's sentences don't say what would do
        return _plain(exc.status_code, _TAKEN if exc.status_code == 415 else None)
    codes = exc.get_codes()
    code = codes if isinstance(codes, str) else exc.default_code
    return Response(error_body(code, str(exc.detail)), exc.status_code, headers=headers)


def _invalid(fields: dict[str, list[str]]) -> Response:
    general = fields.pop(NON_FIELD_ERRORS, []) + fields.pop("non_field_errors", [])
    named = [f"{name}: {' '.join(messages)}" for name, messages in fields.items()]
    return Response(error_body("invalid", " ".join(general + named), fields), 400)


def _flatten(detail: Any) -> dict[str, list[str]]:
    if isinstance(detail, Mapping):
        return {str(name): _texts(value) for name, value in detail.items()}
    return {NON_FIELD_ERRORS: _texts(detail)}


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{name}: {text}" for name, inner in value.items() for text in _texts(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in _texts(inner)]
    return [str(value)]


class JsonErrorsMiddleware:
    """The outermost: whatever error page came of a path under ``/api/`` leaves as JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or not request.path_info.startswith("/api/"):
            return response
        if not response.get("Content-Type", "").startswith(JSON):
            response = _as_json(response)
        patch_vary_headers(response, ("Accept",))
        if wants_problem(request.META.get("HTTP_ACCEPT", "")):
            become_problem(request, response)
        return response


def _as_json(response: HttpResponse) -> HttpResponse:
    """An error page's place is taken by our shape of an error."""
    general = 400 if response.status_code < 500 else 500
    code, message = _BY_STATUS.get(response.status_code, _BY_STATUS[general])
    answer = HttpResponse(
        json.dumps(error_body(code, message)), status=response.status_code, content_type=JSON
    )
    for name, value in response.headers.items():  # what other middlewares have added
        if name not in _ABOUT_THE_BODY:
            answer.headers.setdefault(name, value)
    return answer
