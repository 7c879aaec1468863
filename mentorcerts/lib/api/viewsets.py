"""The base of every viewset."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from mentorcerts.lib import clock
from mentorcerts.lib.api.etags import entity_tag, has_not_changed, require_match
from mentorcerts.lib.api.lists.columns import ColumnSerializer
from mentorcerts.lib.api.problems import JsonNegotiation
from mentorcerts.lib.compiled_query import CompiledQuery
from mentorcerts.lib.identifiers import is_identifier
from mentorcerts.lib.refusals import Missing, messages_by_field

M = TypeVar("M", bound=models.Model)

TAGGED = ("create", "update", "partial_update")
"""Actions whose answer carries the entity tag that ``GET`` would answer."""
TODAY = "Mentorcerts-Today"
"""The header that tells by what day an answer was judged: a date in the programme's time zone."""
GUARDED = ("update", "partial_update", "destroy")
"""Actions that heed ``If-Match``."""
_WITHOUT_PARAMETERS = (None, "metadata")
"""No action: the method is not allowed, and that is the answer. ``OPTIONS``: it only asks."""


class ContractViewSet(GenericViewSet):  # type: ignore[type-arg]
    """Declares its serializers by action; reads the clock once, when a request comes in."""

    content_negotiation_class = JsonNegotiation
    serializer_classes: ClassVar[dict[str, type[serializers.Serializer]]] = {}  # type: ignore[type-arg]
    """Action → what its answer is written by."""
    field_names: ClassVar[dict[str, str]] = {}
    """What services call a field → what this endpoint calls it."""
    needs: ClassVar[dict[str, str]] = {}
    """Action → the permission it needs, where that is not Django's own by model and method."""
    acts: ClassVar[tuple[str, ...]] = ()
    """Actions by ``POST`` on one record: they heed ``If-Match``, and answer its entity tag."""
    may_be_empty: ClassVar[tuple[str, ...]] = ()
    """Query parameters that mean something without a value."""
    today: date

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.today = clock.today()
        if self.action not in _WITHOUT_PARAMETERS:
            _refuse_unknown_parameters(request, self.known_parameters(), self.may_be_empty)

    def options(  # type: ignore[override]
        self, request: Request, *args: Any, **kwargs: Any
    ) -> Response:
        """Nothing but ``Allow``, which every answer carries."""
        return Response(status=204)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Tell the day by which derived keys were judged, unless the answer is an older one."""
        if today := getattr(self, "today", None):
            response.headers.setdefault(TODAY, today.isoformat())
        return super().finalize_response(request, response, *args, **kwargs)  # type: ignore[return-value]

    def known_parameters(self) -> list[str]:
        """The query parameters of this action; any other is refused."""
        return []

    def get_serializer_class(self) -> type[serializers.Serializer]:  # type: ignore[type-arg]
        return self.serializer_classes[self.action]

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "today": self.today}

    @property
    def by(self) -> str:
        """The name under which the request's changes are recorded."""
        user = self.request.user
        return user.get_username() if user.is_authenticated else "API"

    def validated_body(
        self,
        serializer: type[serializers.Serializer],  # type: ignore[type-arg]
        instance: object = None,
    ) -> dict[str, Any]:
        """The request's body, checked. Raises ``ValidationError`` (400).

        A change (of an ``instance``) is partial.
        """
        if instance is None:
            return dict(_for_new_records(serializer).run_validation(self.request.data))
        checked = serializer(
            instance, data=self.request.data, partial=True, context=self.get_serializer_context()
        )
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def respond(self, instance: object, status: int = 200) -> Response:
        """The record, written by this action's serializer, with its entity tag."""
        data = self._written(self.get_serializer_class(), instance)
        if self.action == "retrieve":
            return self._tagged(data)
        headers = {}
        tagged = self.action in TAGGED or self.action in self.acts
        if tagged and "retrieve" in self.serializer_classes:
            assert isinstance(instance, models.Model)  # as whatever has a GET of its own is
            headers["ETag"] = self.current_tag(instance)
            if status == 201:
                headers["Location"] = self._address_of(instance)
        return Response(data, status, headers=headers)

    def _address_of(self, made: models.Model) -> str:
        """The path of a new record, on the spelling of the address that it was posted to."""
        return f"{self.request.path.rstrip('/')}/{getattr(made, self.lookup_field)}"

    def current_tag(self, instance: models.Model) -> str:
        """The entity tag that ``GET`` of this record would answer now."""
        return entity_tag(self._written(self.serializer_classes["retrieve"], instance))

    def require_unchanged(self, instance: models.Model) -> None:
        """Raise ``PreconditionFailed`` (412) if the client has seen another version.

        Services call this with the record as it is under their lock.
        """
        if "If-Match" in self.request.headers:
            require_match(self.request, self.current_tag(instance))

    def _written(
        self,
        serializer: type[serializers.Serializer],  # type: ignore[type-arg]
        instance: object,
    ) -> Any:
        if issubclass(serializer, ColumnSerializer) and isinstance(instance, models.Model):
            return serializer.represent_instance(instance, self.today)
        return serializer(instance, context=self.get_serializer_context()).data

    def _tagged(self, data: Any) -> Response:
        """A record that was asked for, or 304 if the client has this version."""
        tag = entity_tag(data)
        if has_not_changed(self.request, tag):
            return Response(status=304, headers={"ETag": tag})
        return Response(data, headers={"ETag": tag})

    def detail_response(self, what: str, **lookup: str) -> Response:
        """The one record of ``queryset`` with this public id. Raises ``Missing`` (404)."""
        ((name, value),) = lookup.items()
        serializer = self.get_serializer_class()
        if not issubclass(serializer, ColumnSerializer):
            raise TypeError(f"{serializer.__name__} is no ColumnSerializer: use respond")
        query = _compiled_detail(type(self), serializer, name)
        rows = query.rows(lookup) if is_identifier(value) else []
        if not rows:
            raise Missing(f"There is no {what} {value!r}.")
        return self._tagged(serializer.represent(serializer.records(rows)[0], self.today))

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(self.in_its_words(exc))

    def in_its_words(self, exc: Exception) -> Exception:
        """The same with the names that this endpoint has for the services' fields."""
        if not self.field_names or not isinstance(exc, DjangoValidationError):
            return exc
        return DjangoValidationError(
            {
                self.field_names.get(name, name): [self._renamed(text) for text in texts]
                for name, texts in messages_by_field(exc).items()
            }
        )

    def _renamed(self, text: str) -> str:
        for ours, theirs in self.field_names.items():
            text = text.replace(ours, theirs)
        return text


def get_or_missing(queryset: models.QuerySet[M], what: str, **lookup: str) -> M:
    """The one record with this public id. Raises ``Missing`` (404), also for impossible ids."""
    (value,) = lookup.values()
    record = queryset.filter(**lookup).first() if is_identifier(value) else None
    if record is None:
        raise Missing(f"There is no {what} {value!r}.")
    return record


def _refuse_unknown_parameters(
    request: Request, known: Sequence[str], may_be_empty: Sequence[str]
) -> None:
    """Raise ``ValidationError`` (400) for any that is not known, given twice, or empty."""
    errors = {}
    for name, values in request.query_params.lists():
        if name not in known:
            listed = f"Known are: {', '.join(known)}." if known else "There are none here."
            errors[name] = [f"Unknown parameter. {listed}"]
        elif len(values) > 1:
            errors[name] = ["Give it once."]
        elif not values[0] and name not in may_be_empty:
            errors[name] = ["It is empty. Give it a value, or leave it out."]
    if errors:
        raise ValidationError(errors)


@cache
def _compiled_detail(
    view: type[ContractViewSet], serializer: type[ColumnSerializer], name: str
) -> CompiledQuery:
    """The record with a public id, which the column ``name`` holds."""

    def build(**lookup: str) -> models.QuerySet[Any, Any]:
        return serializer.select(view.queryset.filter(**lookup))  # type: ignore[union-attr]

    return CompiledQuery(build, name)


@cache
def _for_new_records(serializer: type[serializers.Serializer]) -> serializers.Serializer:  # type: ignore[type-arg]
    """One instance for all requests, as it holds nothing of any: made for each request it would
    copy all its fields each time."""
    return serializer()
