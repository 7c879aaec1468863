"""What the two contracts ask of every endpoint, for the three apps to build on.

Strict on input: unknown query parameters, unknown body fields and values of the wrong type are
400, so that a typo never returns everything and nothing that was sent is lost.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from django.http import HttpRequest
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.fields import empty
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import GenericViewSet

from certifications import clock, expiry
from certifications.errors import Missing
from certifications.ids import IDENTIFIER
from certifications.models import identifier
from certifications.rows import RowShape
from certifications.statements import Statement
from certifications.tallies import Tally, TallyQuerySet

MOST_STRANGERS = 20
"""Unknown fields that one error names: an answer stays shorter than what was sent."""

if TYPE_CHECKING:
    from certifications.filters import ListFilters

M = TypeVar("M", bound=models.Model)

_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?\Z",
    re.ASCII | re.IGNORECASE,
)


def parse_moment(text: str) -> datetime:
    """An ISO date or time as an aware UTC datetime in whole seconds; without an offset, UTC.

    Raises ``ValueError`` with a sentence for the client.
    """
    if not _MOMENT.match(text):
        raise ValueError("Write a date or time like 2026-03-26 or 2026-03-26T00:00:00Z.")
    try:
        moment = datetime.fromisoformat(text.upper())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"There is no such date or time: {text}.") from None
    if not expiry.EARLIEST <= moment.date() <= expiry.LATEST:
        raise ValueError(f"Dates go from {expiry.EARLIEST} to {expiry.LATEST}.")
    return moment.replace(microsecond=0)


def format_moment(moment: datetime) -> str:
    """``2026-03-26T00:00:00Z``: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- fields ---------------------------------------------------------------------------------
@extend_schema_field(OpenApiTypes.DATETIME)
class MomentField(serializers.Field):  # type: ignore[type-arg]
    """A time, as ``parse_moment`` reads and ``format_moment`` writes it."""

    def to_internal_value(self, data: object) -> datetime:
        if not isinstance(data, str):
            raise ValidationError("Write a date or time as a string.")
        try:
            return parse_moment(data)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def to_representation(self, value: datetime) -> str:
        return format_moment(value)


class TextField(serializers.CharField):
    """A string and nothing that merely looks like one."""

    def run_validation(self, data: Any = empty) -> Any:
        if data is not empty and data is not None and not isinstance(data, str):
            raise ValidationError("Write a string.")
        return super().run_validation(data)


class IdentifierField(TextField):
    """A mentor id or a certification type."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)
        self.validators.append(identifier)


class TrueOrFalseField(serializers.BooleanField):
    """JSON's own ``true`` and ``false``; ``"false"`` in quotes is refused, not guessed."""

    def to_internal_value(self, data: object) -> bool:
        if not isinstance(data, bool):
            raise ValidationError("Write true or false.")
        return data


# --- serializers ------------------------------------------------------------------------------
class StrictSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Refuses fields it does not know.

    With ``echoes`` (the shape in which the record is read), fields of that shape that can't be
    written may be sent back unchanged, so that a client may PUT what it got.
    """

    echoes: ClassVar[type[serializers.Serializer] | None] = None  # type: ignore[type-arg]

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            raise ValidationError(
                {"non_field_errors": ['Write a JSON object, such as {"key": "value"}.']}
            )
        strangers = [name for name in data if name not in self.fields]
        record: dict[str, Any] = {}
        if strangers and self.echoes is not None:
            record = self.echoes(self.instance, context=self.context).data
        errors = {
            str(name): [f"It can't be changed here: it is {record[name]!r}."]
            if name in record
            else [f"Unknown field. Known are: {', '.join(self.fields)}."]
            for name in strangers[:MOST_STRANGERS]
            if name not in record or not _same(record[name], data[name])
        }
        if errors:
            raise ValidationError(errors)
        known = {name: value for name, value in data.items() if name in self.fields}
        checked: dict[str, Any] = super().to_internal_value(known)
        return checked


def _same(ours: object, theirs: object) -> bool:
    """Equal, and of one type: 0 is not false."""
    return type(ours) is type(theirs) and ours == theirs


# --- views ----------------------------------------------------------------------------------
class ContractViewSet(GenericViewSet):  # type: ignore[type-arg]
    """Declares its shapes by action; reads the clock once, when a request comes in."""

    shapes: ClassVar[dict[str, type[serializers.Serializer]]] = {}  # type: ignore[type-arg]
    """Action → the shape of its answer."""
    field_names: ClassVar[dict[str, str]] = {}
    """What services call a field → what this endpoint calls it."""
    needs: ClassVar[dict[str, str]] = {}
    """Action → the permission it needs, where that is not Django's own by model and method."""
    ordering: ClassVar[tuple[str, ...]] = ("pk",)
    """Of a list. The last column tells records apart."""
    ordering_fields: ClassVar[dict[str, str]] = {}
    tally: ClassVar[TallyQuerySet] = Tally.objects.none()
    """Of a list: what ``total`` is read from where the filters asked for allow it."""
    today: date
    asked: "ListFilters | None" = None
    """The checked filters of this request; none if it asks for none."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.today = clock.today()
        self._refuse_strange_parameters(request)

    def _refuse_strange_parameters(self, request: Request) -> None:
        known: list[str] = []
        if self.action is None:
            return  # the method is not allowed, and that is the answer
        if self.action == "list":
            filters = getattr(self, "filterset_class", None)
            known = [*(filters.base_filters if filters else ()), "page", "limit"]
            known += ["ordering"] if self.ordering_fields else []
        errors = {}
        for name, values in request.query_params.lists():
            if name not in known:
                listed = f"Known are: {', '.join(known)}." if known else "There are none here."
                errors[name] = [f"Unknown parameter. {listed}"]
            elif len(values) > 1:
                errors[name] = ["Give it once."]
            elif not values[0]:
                errors[name] = ["It is empty. Give it a value, or leave it out."]
        if errors:
            raise ValidationError(errors)

    def total(self, queryset: models.QuerySet[Any]) -> int:
        """How many records the list has on all its pages together."""
        known = self.tally.total() if self.asked is None else self.asked.total(self.tally)
        return queryset.count() if known is None else known

    def rows(self) -> Response:
        """The page of the list that was asked for, written from columns."""
        queryset = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(queryset)
        return self.get_paginated_response(
            [self.shape.write(record, self.today) for record in page or ()]
        )

    def select(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any, Any]:
        """The columns of the records that a page is written from."""
        selected: models.QuerySet[Any, Any] = self.shape.select(queryset)
        return selected

    def plain_page(
        self, queryset: models.QuerySet[Any], *, limit: int, offset: int
    ) -> tuple[list[Any], int] | None:
        """Of the list without filters: a page and the total, in one question.

        None where filters were asked for, or where the page is empty and tells nothing.
        """
        if self.asked is not None:
            return None
        listed = _plain_list(type(self), self.shape, tuple(queryset.query.order_by))
        page = self.shape.records(listed.rows(limit=limit, offset=offset), "total")
        return (page, page[0].total) if page else None

    def far_keys(
        self, queryset: models.QuerySet[Any], *, limit: int, offset: int
    ) -> list[Any] | None:
        """The keys of a far page, where the database knows them at once; else ``None``."""
        return None

    def row(self, what: str, **lookup: str) -> Response:
        """The one record with this public id, of ``queryset``. Raises ``Missing`` (404)."""
        ((name, value),) = lookup.items()
        rows = _one(type(self), self.shape, name).rows(lookup) if possible(value) else []
        if not rows:
            raise Missing(f"There is no {what} {value!r}.")
        return Response(self.shape.write(self.shape.records(rows)[0], self.today))

    @property
    def shape(self) -> Any:
        """The shape of this action's answer."""
        return self.shapes[self.action]

    def get_serializer_class(self) -> type[serializers.Serializer]:  # type: ignore[type-arg]
        return self.shapes[self.action]

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "today": self.today}

    @property
    def by(self) -> str:
        """Who asks, for the record."""
        user = self.request.user
        return user.get_username() if user.is_authenticated else "API"

    def sent(
        self,
        serializer: type[serializers.Serializer],  # type: ignore[type-arg]
        instance: object = None,
    ) -> dict[str, Any]:
        """The request's body, checked. Raises ``ValidationError`` (400).

        A change (of an ``instance``) is partial.
        """
        if instance is None:
            return dict(_checking(serializer).run_validation(self.request.data))
        checked = serializer(
            instance, data=self.request.data, partial=True, context=self.get_serializer_context()
        )
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def answer(self, instance: object, status: int = 200) -> Response:
        """The record in the shape of this action."""
        if issubclass(self.shape, RowShape) and isinstance(instance, models.Model):
            return Response(self.shape.of(instance, self.today), status)
        return Response(self.get_serializer(instance).data, status)

    def handle_exception(self, exc: Exception) -> Response:
        if self.field_names and isinstance(exc, DjangoValidationError):
            exc = DjangoValidationError(
                {
                    self.field_names.get(name, name): [self._renamed(text) for text in texts]
                    for name, texts in exc.message_dict.items()
                }
            )
        return super().handle_exception(exc)

    def _renamed(self, text: str) -> str:
        for ours, theirs in self.field_names.items():
            text = text.replace(ours, theirs)
        return text


def found(queryset: models.QuerySet[M], what: str, **lookup: str) -> M:
    """The one record with this public id. Raises ``Missing`` (404), also for impossible ids."""
    (value,) = lookup.values()
    record = queryset.filter(**lookup).first() if possible(value) else None
    if record is None:
        raise Missing(f"There is no {what} {value!r}.")
    return record


def possible(public_id: str) -> bool:
    """Whether there can be a record with this id."""
    return IDENTIFIER.fullmatch(public_id) is not None


@lru_cache(maxsize=256)
def _plain_list(
    view: type[ContractViewSet], shape: type[RowShape], ordering: tuple[Any, ...]
) -> Statement:
    """A list without filters, with its total as the last column."""

    def build() -> models.QuerySet[Any, Any]:
        rows = view.queryset.annotate(total=view.tally.as_column())  # type: ignore[union-attr]
        return shape.select(rows.order_by(*ordering), "total")

    return Statement(build)


@cache
def _one(view: type[ContractViewSet], shape: type[RowShape], name: str) -> Statement:
    """The record with a public id."""
    return Statement(lambda **lookup: shape.select(view.queryset.filter(**lookup)), name)  # type: ignore[union-attr]


@cache
def _checking(serializer: type[serializers.Serializer]) -> serializers.Serializer:  # type: ignore[type-arg]
    """One that checks what is new, for every request: it holds nothing of any.

    Made for each it would copy all its fields each time.
    """
    return serializer()


class OptionalSlashRouter(SimpleRouter):
    """Every path with or without a trailing slash."""

    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"


def request_today(request: HttpRequest | Request) -> date:
    """The ``today`` that the view read for this request."""
    return request.parser_context["view"].today  # type: ignore[union-attr,no-any-return]
