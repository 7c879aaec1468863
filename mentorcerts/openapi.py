"""OpenAPI: one entry per endpoint, its permission, and the error format."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object

from mentorcerts.access.permissions import needed_permission

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


class ApiTokensScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes how a token is sent."""

    target_class = "mentorcerts.access.authentication.ApiTokens"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return build_bearer_security_scheme_object(  # type: ignore[no-any-return]
            header_name="Authorization",
            token_prefix="Token",  # noqa: S106  a word, not a secret
        )


class PermissionSchema(AutoSchema):
    """Adds the needed permission to each operation, in words and as ``x-permission``."""

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


def add_error_format(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Describe every error as ``Error``, and request bodies as closed to further fields."""
    result["components"]["schemas"]["Error"] = _ERROR
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for path in result["paths"].values():
        for operation in path.values():
            operation["responses"].setdefault(
                "default", {"description": "What went wrong.", "content": content}
            )
            for answer in operation["responses"].values():
                answer.setdefault("content", content)
            for body in operation.get("requestBody", {}).get("content", {}).values():
                name = body["schema"].get("$ref", "").rpartition("/")[2]
                if name:
                    result["components"]["schemas"][name]["additionalProperties"] = False
    return result
