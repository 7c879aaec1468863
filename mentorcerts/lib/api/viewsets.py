"""The base of every viewset."""

from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from django.http import HttpRequest
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from certifications.totals.counters import Tally, TallyQuerySet
from mentorcerts.lib import clock
from mentorcerts.lib.api.lists.columns import ColumnSerializer
from mentorcerts.lib.compiled_query import CompiledQuery
from mentorcerts.lib.identifiers import IDENTIFIER
from mentorcerts.lib.refusals import Missing, messages_by_field

if TYPE_CHECKING:
    from mentorcerts.lib.api.lists.filters import ListFilterSet


M = TypeVar("M", bound=models.Model)


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
    asked: "ListFilterSet | None" = None
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
        if issubclass(self.shape, ColumnSerializer) and isinstance(instance, models.Model):
            return Response(self.shape.of(instance, self.today), status)
        return Response(self.get_serializer(instance).data, status)

    def handle_exception(self, exc: Exception) -> Response:
        if self.field_names and isinstance(exc, DjangoValidationError):
            exc = DjangoValidationError(
                {
                    self.field_names.get(name, name): [self._renamed(text) for text in texts]
                    for name, texts in messages_by_field(exc).items()
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
    view: type[ContractViewSet], shape: type[ColumnSerializer], ordering: tuple[Any, ...]
) -> CompiledQuery:
    """A list without filters, with its total as the last column."""

    def build() -> models.QuerySet[Any, Any]:
        rows = view.queryset.annotate(total=view.tally.as_column())  # type: ignore[union-attr]
        return shape.select(rows.order_by(*ordering), "total")

    return CompiledQuery(build)


@cache
def _one(view: type[ContractViewSet], shape: type[ColumnSerializer], name: str) -> CompiledQuery:
    """The record with a public id."""
    return CompiledQuery(lambda **lookup: shape.select(view.queryset.filter(**lookup)), name)  # type: ignore[union-attr]


@cache
def _checking(serializer: type[serializers.Serializer]) -> serializers.Serializer:  # type: ignore[type-arg]
    """One that checks what is new, for every request: it holds nothing of any.

    Made for each it would copy all its fields each time.
    """
    return serializer()


def request_today(request: HttpRequest | Request) -> date:
    """The ``today`` that the view read for this request."""
    return request.parser_context["view"].today  # type: ignore[union-attr,no-any-return]
