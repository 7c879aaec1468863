"""What can be answered instead: one shape, one response for each status, on every operation."""

from typing import Any

from mentorcerts.lib.api.error_codes import ERROR_CODES
from mentorcerts.lib.refusals import error_body
from mentorcerts.openapi.operations import IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH

NAMES = {
    400: "BadRequest",
    401: "NotAuthenticated",
    403: "PermissionDenied",
    404: "NotFound",
    406: "NotAcceptable",
    409: "Conflict",
    412: "PreconditionFailed",
    413: "TooLarge",
    415: "UnsupportedMediaType",
    422: "KeyReused",
    429: "TooManyRequests",
    500: "InternalError",
    503: "Unavailable",
}
"""Status → the component that describes it. What an operation says itself goes before."""
ALWAYS = (400, 401, 403, 406, 429, 500, 503)
WITH_A_BODY = (413, 415)
HEADERS = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}
MESSAGES = {
    400: ("invalid", "expires_at: Write a date like 2026-03-26."),
    401: ("not_authenticated", "Authentication credentials were not provided."),
    409: ("conflict", "There is such a record already: cert_03PQ7SY1."),
}
"""Status → code and message of its example, where the code's own sentence would say less."""

ERROR: dict[str, Any] = {
    "type": "object",
    "description": "What is answered instead, whatever has gone wrong. Who sends `Accept: "
    "application/problem+json` gets the same as problem details (RFC 9457).",
    "required": ["error"],
    "properties": {"error": {"$ref": "#/components/schemas/ErrorBody"}},
}
ERROR_BODY: dict[str, Any] = {
    "type": "object",
    "description": "What has gone wrong.",
    "required": ["code", "message", "fields", "details"],
    "properties": {
        "code": {"$ref": "#/components/schemas/ErrorCode"},
        "message": {"type": "string", "description": "For people: what to change."},
        "fields": {
            "type": "object",
            "description": "What is wrong with which field or parameter.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "details": {
            "type": "object",
            "description": "More for machines, such as the job_run_id in the way.",
            "additionalProperties": True,
        },
    },
}
"""A schema of its own, so that generated clients have a name for it."""
# Problem details are told in words only: with a second media type, every client that is generated
# would have two kinds of error to tell apart.
_ERROR_CONTENT = {"schema": {"$ref": "#/components/schemas/Error"}}


def describe_refusals(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add to each operation what can be answered instead, and the components for it."""
    components = result["components"]
    components["schemas"] |= {
        "Error": ERROR,
        "ErrorBody": ERROR_BODY,
        "ErrorCode": _codes(),
    }
    components["responses"] = {name: _response(status) for status, name in NAMES.items()}
    components["responses"]["Error"] = {
        "description": "Anything else that has gone wrong.",
        "content": {"application/json": dict(_ERROR_CONTENT)},
    }
    components["headers"] = dict(_HEADER_COMPONENTS)
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _describe(path, method, operation)
    return result


def _describe(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    headers = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "header"}
    for status in (*ALWAYS, *_statuses(path, method, headers)):
        own = responses.get(str(status), {})
        if status in ALWAYS or not own:
            responses[str(status)] = {"$ref": f"#/components/responses/{NAMES[status]}"}
    if IF_NONE_MATCH in headers:
        same = {"description": "The version that you have."}
        responses["304"] = same | {"headers": responses["200"]["headers"]}
    for status, answer in responses.items():
        if status[0] in "45" and "$ref" not in answer:
            answer.setdefault("content", {"application/json": dict(_ERROR_CONTENT)})
    ordered = sorted(responses.items())
    responses.clear()
    responses.update(ordered)
    responses["default"] = {"$ref": "#/components/responses/Error"}


def _statuses(path: str, method: str, headers: set[str]) -> list[int]:
    """Beyond those that every operation may answer."""
    writes = method in ("post", "put", "patch", "delete")
    renews = writes and "/certification-renewals" in path
    found = [404] if path.count("{") or renews else []
    found += [409] if writes and not path.endswith("/compare") else []
    found += [412] if IF_MATCH in headers else []
    found += [422] if IDEMPOTENCY_KEY in headers else []
    return [*found, *(WITH_A_BODY if method in ("post", "put", "patch") else ())]


def _codes() -> dict[str, Any]:
    told = "\n".join(
        f"* `{name}` ({code.status}): {code.text}" for name, code in ERROR_CODES.items()
    )
    return {
        "type": "string",
        "enum": list(ERROR_CODES),
        "description": f"For machines. Be ready for one that you don't know.\n\n{told}",
    }


def _response(status: int) -> dict[str, Any]:
    codes = {name: code for name, code in ERROR_CODES.items() if code.status == status}
    first = next(iter(codes))
    code, message = MESSAGES.get(status, (first, codes[first].text))
    fields = {"expires_at": ["Write a date like 2026-03-26."]} if status == 400 else {}
    response: dict[str, Any] = {
        "description": " ".join(f"`{name}`: {code.text}" for name, code in codes.items()),
        "content": {
            "application/json": {
                **_ERROR_CONTENT,
                "examples": {code: {"value": error_body(code, message, fields)}},
            },
        },
    }
    if name := HEADERS.get(status):
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"}}
    return response


_HEADER_COMPONENTS = {
    "Retry-After": {
        "description": "In how many seconds to try again.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
        "example": "12",
    },
    "WWW-Authenticate": {
        "description": "How a token is sent.",
        "required": True,
        "schema": {"type": "string"},
        "example": "Token",
    },
}
