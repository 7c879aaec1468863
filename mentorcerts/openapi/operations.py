"""Each operation: its name, its permission, its headers, who may call it, and its bodies."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django_filters import Filter
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from inflection import camelize, singularize
from rest_framework.permissions import SAFE_METHODS

from mentorcerts.access.permissions import needed_permission
from mentorcerts.lib.api import idempotency
from mentorcerts.lib.api.serializers import StrictSerializer
from mentorcerts.lib.api.viewsets import GUARDED, TAGGED, TODAY, ContractViewSet
from mentorcerts.lib.idempotency.store import MAX_KEY

Endpoint = tuple[str, str, str, Callable[..., Any]]

NAME_BEGINS = {"list": "list", "retrieve": "get", "create": "create", "update": "update",
         "partial_update": "patch", "destroy": "remove"}  # fmt: skip
"""Action → how the name of an operation begins that declares none."""
FREE: list[dict[str, Any]] = [{}]
"""Of an operation for which nobody needs a token."""
ANSWERS = {
    "list": "A page of the list.",
    "retrieve": "The record.",
    "create": "Recorded.",
    "update": "How it is now.",
    "partial_update": "How it is now.",
    "destroy": "Removed.",
}
"""Action → its answer, where the view says nothing of it."""


class ApiTokensScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes how a token is sent."""

    target_class = "mentorcerts.access.authentication.ApiTokens"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "`Authorization: Bearer …`, or `Authorization: Token …`, which is the "
            "same. Tokens are made in the admin, or by `manage.py api_token`.",
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes that who is logged in to the admin may call the API from the same browser."""

    target_class = "rest_framework.authentication.SessionAuthentication"
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "A login in the admin. What writes needs its CSRF token as well, in "
            "the header `X-CSRFToken`.",
        }


class DescribedFilters(DjangoFilterExtension):  # type: ignore[no-untyped-call]
    """Keeps a filter's help text, which is lost where its schema is written by hand."""

    target_class = "mentorcerts.lib.api.lists.filtering.StrictFilterBackend"
    priority = 1

    def resolve_filter_field(
        self, auto_schema: Any, model: Any, filterset_class: Any, field_name: str, field: Filter
    ) -> list[dict[str, Any]]:
        """Describe its parameter."""
        found: list[dict[str, Any]] = super().resolve_filter_field(  # type: ignore[no-untyped-call]
            auto_schema, model, filterset_class, field_name, field
        )
        for parameter in found:
            if text := field.extra.get("help_text"):
                parameter["description"] = text
        return found


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
_TODAY = OpenApiParameter(
    TODAY,
    {"type": "string", "format": "date"},
    OpenApiParameter.HEADER,
    required=True,
    description="The date, in the programme's time zone, by which the answer was judged: whether "
    "something has expired, and how many days are left.",
    response=[200, 201],
)
_REPLAYED = OpenApiParameter(
    idempotency.REPLAYED,
    {"type": "string", "enum": ["true"]},
    OpenApiParameter.HEADER,
    description="There only where this is the stored answer to a key that was sent before.",
    response=[200, 201],
)


class OperationSchema(AutoSchema):
    """Describes an operation from its view."""

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        action, acts = getattr(self.view, "action", None), getattr(self.view, "acts", ())
        parameters += [_TODAY] if isinstance(self.view, ContractViewSet) else []
        if "retrieve" in getattr(self.view, "serializer_classes", {}):
            parameters += [_HEADERS[IF_NONE_MATCH]] if action == "retrieve" else []
            parameters += [_HEADERS[IF_MATCH]] if action in (*GUARDED, *acts) else []
            parameters += [_ETAG] if action in ("retrieve", *TAGGED, *acts) else []
            parameters += [_LOCATION] if action == "create" else []
        if idempotency.takes_key(getattr(self.view, action or "", None)):
            parameters += [_HEADERS[IDEMPOTENCY_KEY], _REPLAYED]
        return parameters

    def get_operation_id(self) -> str:
        """Such as ``listCertifications``; a view that knows a better one declares it."""
        action = getattr(self.view, "action", "") or self.method.lower()
        words = [word for word in self._tokenize_path() if word != "v1"]
        if action not in NAME_BEGINS:  # an action of its own: its name ends the path
            words, verb = words[:-1], action
        else:
            verb = NAME_BEGINS[action]
        if action != "list":
            words[-1:] = [singularize(word) for word in words[-1:]]
        name = "_".join([verb, *words]).replace("-", "_")
        return camelize(name, uppercase_first_letter=False)

    def get_tags(self) -> list[str]:
        return ["expiry-job"] if "/expiry-job/" in self.path else super().get_tags()

    def get_description(self) -> str:  # type: ignore[override]
        return f"{super().get_description()}\n\nNeeds the permission `{self._needed()}`."

    def get_extensions(self) -> dict[str, Any]:
        return {**super().get_extensions(), "x-permission": self._needed()}

    def get_auth(self) -> list[dict[str, Any]]:
        """As the program is configured: nobody needs a token where everybody may do it."""
        known = super().get_auth()
        mode = settings.MENTORCERTS_API_ACCESS
        free = mode == "public" or (mode == "read-only" and self.method in SAFE_METHODS)
        return FREE if free else known

    def _needed(self) -> str:
        return needed_permission(self.view, self.method)

    def _get_response_for_code(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        answer: dict[str, Any] = super()._get_response_for_code(*args, **kwargs)  # type: ignore[no-untyped-call]
        if not answer["description"]:
            action = getattr(self.view, "action", None)
            answer["description"] = ANSWERS.get(action or "", "Done.")
        return answer

    def _map_basic_serializer(self, serializer: Any, direction: str) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if isinstance(serializer, StrictSerializer):
            self._describe_as_strict(serializer, schema)
        return schema

    def _describe_as_strict(self, serializer: StrictSerializer, schema: dict[str, Any]) -> None:
        """What is taken, and nothing else: further fields are refused.

        Of a record that is changed, what it shows may be sent back. ``default`` is told in words:
        generated clients would take a field that has one for required.
        """
        known = schema.setdefault("properties", {})
        for each in known.values():
            each.pop("default", None)
            if each.get("type") == "string" and not each.keys() & {"pattern", "format", "enum"}:
                each["pattern"] = WITHOUT_NUL
        if serializer.echoes is not None:
            for name, field in serializer.echoes().fields.items():
                if name not in known:
                    shown = self._map_serializer_field(field, "response")  # type: ignore[no-untyped-call]
                    known[name] = {**shown, "readOnly": True, "description": UNCHANGED}
        schema["additionalProperties"] = False


WITHOUT_NUL = r"^[^\u0000]*$"
"""Any text that a database can hold."""
UNCHANGED = "It may be sent back as it was shown; it can't be changed here."


def short_paths_only(endpoints: list[Endpoint], **kwargs: Any) -> list[Endpoint]:
    """Drop the second address of each endpoint, and the optional final slash."""
    return [
        (path.rstrip("/"), regex, method, callback)
        for path, regex, method, callback in endpoints
        if path.count("/api/v1/") == 1
    ]
