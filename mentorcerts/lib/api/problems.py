"""Problem details (RFC 9457) for clients that ask for them by ``Accept: application/problem+json``.

The same error with other names: ``type``, ``title``, ``status``, ``detail`` and ``instance``, and
our ``code``, ``fields`` and ``details`` after them. Answers that are no errors stay as they are.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

JSON, PROBLEM = "application/json", "application/problem+json"
TYPE = "urn:mentorcerts:error:{code}"


class JsonNegotiation(DefaultContentNegotiation):
    """There is one renderer: most requests are known to want it without a closer look."""

    def select_renderer(  # type: ignore[override]
        self,
        request: Request,
        renderers: Sequence[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """Raise ``NotAcceptable`` (406) for who takes neither JSON nor problem details."""
        accepted = request.META.get("HTTP_ACCEPT", "*/*")
        if accepted in ("*/*", JSON) or wants_problem(accepted):
            return renderers[0], JSON
        return super().select_renderer(request, renderers, format_suffix)  # type: ignore[arg-type, no-any-return]


def wants_problem(accepted: str) -> bool:
    """Whether ``Accept`` names problem details, and JSON no sooner."""
    if PROBLEM not in accepted.lower():
        return False
    weights = {}
    for part in accepted.lower().split(","):
        name, parameters = parse_header_parameters(part.strip())
        weights[name] = _weight(parameters.get("q", "1"))
    return weights.get(PROBLEM, 0) > 0 and weights[PROBLEM] >= weights.get(JSON, 0)


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 1


def become_problem(request: HttpRequest, response: HttpResponse) -> None:
    """Give the answer, which has our shape of an error, that of problem details."""
    error = json.loads(response.content)["error"]
    response.content = json.dumps(problem(error, response.status_code, request.path)).encode()
    response.headers["Content-Type"] = PROBLEM
    response.headers["Content-Length"] = str(len(response.content))


def problem(error: dict[str, Any], status: int, path: str) -> dict[str, Any]:
    """Problem details of an error; ``path`` is that of the request."""
    return {
        "type": TYPE.format(code=error["code"]),
        "title": error["code"].replace("_", " ").capitalize(),
        "status": status,
        "detail": error["message"],
        "instance": path,
        "code": error["code"],
        "fields": error["fields"],
        "details": error["details"],
    }
