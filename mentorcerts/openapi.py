"""OpenAPI: one entry per endpoint, its permission, its headers, and the error format."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from drf_spectacular.utils import OpenApiParameter

from mentorcerts.access.permissions import needed_permission
from mentorcerts.lib.api import idempotency
from mentorcerts.lib.api.viewsets import GUARDED, TAGGED
from mentorcerts.lib.idempotency.store import MAX_KEY

Endpoint = tuple[str, str, str, Callable[..., Any]]

_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "fields", "details"],
            "properties": {
                "code": {"type": "string", "description": "For machines.", "example": "invalid"},
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
    },
}


_ERROR_CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}


class ApiTokensScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes how a token is sent."""

    target_class = "mentorcerts.access.authentication.ApiTokens"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return build_bearer_security_scheme_object(  # type: ignore[no-any-return]
            header_name="Authorization",
            token_prefix="Token",  # noqa: S106  a word, not a secret
        )


IF_NONE_MATCH, IF_MATCH, IDEMPOTENCY_KEY = "If-None-Match", "If-Match", idempotency.HEADER

_HEADERS = {
    IF_NONE_MATCH: OpenApiParameter(
        IF_NONE_MATCH,
        str,
        OpenApiParameter.HEADER,
        description="The `ETag` of the version that you have, in its quotes. If the record is "
        "still the same, the answer is 304 without a body.",
    ),
    IF_MATCH: OpenApiParameter(
        IF_MATCH,
        str,
        OpenApiParameter.HEADER,
        description="The `ETag` of the version that you have seen, in its quotes. If the record "
        "has changed since, nothing is written, and the answer is 412 `precondition_failed`: get "
        "it again, and decide anew.",
    ),
    IDEMPOTENCY_KEY: OpenApiParameter(
        IDEMPOTENCY_KEY,
        {"type": "string", "minLength": 1, "maxLength": MAX_KEY, "pattern": "^[!-~]+$"},
        OpenApiParameter.HEADER,
        description="A key of your own, new for each thing to do. Sent again within 24 hours with "
        "the same body, the request gets the first answer again (`Idempotency-Replayed: true`), "
        "and nothing is written twice. With another body it is 422 `idempotency_key_reused`.",
    ),
}
_ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The version of the record, for `If-Match` and `If-None-Match`.",
    response=[200, 201],
)
_LOCATION = OpenApiParameter(
    "Location",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The path of the new record.",
    response=[201],
)
_REPLAYED = OpenApiParameter(
    idempotency.REPLAYED,
    {"type": "string", "enum": ["true"]},
    OpenApiParameter.HEADER,
    description="There only where this is the stored answer to a key that was sent before.",
    response=[200, 201],
)
_REFUSALS = {
    IF_MATCH: ("412", "The record has changed since you read it: `precondition_failed`."),
    IDEMPOTENCY_KEY: (
        "422",
        "The key was sent before with another body: `idempotency_key_reused`.",
    ),
}


class OperationSchema(AutoSchema):
    """Adds to each operation the permission that it needs, in words and as ``x-permission``, and
    the headers of conditional and repeated requests."""

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        action, acts = getattr(self.view, "action", None), getattr(self.view, "acts", ())
        if "retrieve" in getattr(self.view, "serializer_classes", {}):
            parameters += [_HEADERS[IF_NONE_MATCH]] if action == "retrieve" else []
            parameters += [_HEADERS[IF_MATCH]] if action in (*GUARDED, *acts) else []
            parameters += [_ETAG] if action in ("retrieve", *TAGGED, *acts) else []
            parameters += [_LOCATION] if action == "create" else []
        if idempotency.takes_key(getattr(self.view, action or "", None)):
            parameters += [_HEADERS[IDEMPOTENCY_KEY], _REPLAYED]
        return parameters

    def get_description(self) -> str:  # type: ignore[override]
        return f"{super().get_description()}\n\nNeeds the permission `{self._needed()}`."

    def get_extensions(self) -> dict[str, Any]:
        return {**super().get_extensions(), "x-permission": self._needed()}

    def _needed(self) -> str:
        return needed_permission(self.view, self.method)


def short_paths_only(endpoints: list[Endpoint], **kwargs: Any) -> list[Endpoint]:
    """Drop the second address of each endpoint, and the optional final slash."""
    return [
        (path.rstrip("/"), regex, method, callback)
        for path, regex, method, callback in endpoints
        if path.count("/api/v1/") == 1
    ]


def describe_conditions(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Describe what conditional and repeated requests are answered: 304, 412 and 422."""
    for path in result["paths"].values():
        for operation in path.values():
            names = {each["name"] for each in operation.get("parameters", ())}
            if IF_NONE_MATCH in names:
                headers = operation["responses"]["200"]["headers"]
                same = {"description": "The version that you have.", "headers": headers}
                operation["responses"]["304"] = same
            for name in names & set(_REFUSALS):
                status, text = _REFUSALS[name]
                operation["responses"][status] = {"description": text, "content": _ERROR_CONTENT}
    return result


def add_error_format(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Describe every error as ``Error``, and request bodies as closed to further fields."""
    result["components"]["schemas"]["Error"] = _ERROR
    for path in result["paths"].values():
        for operation in path.values():
            operation["responses"].setdefault(
                "default", {"description": "What went wrong.", "content": _ERROR_CONTENT}
            )
            for answer in operation["responses"].values():
                answer.setdefault("content", _ERROR_CONTENT)
            for body in operation.get("requestBody", {}).get("content", {}).values():
                name = body["schema"].get("$ref", "").rpartition("/")[2]
                if name:
                    result["components"]["schemas"][name]["additionalProperties"] = False
    return result
