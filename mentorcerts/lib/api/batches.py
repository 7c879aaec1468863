"""Many records in one ``POST``: all of them or none, or with ``each=true`` each by itself.

The services for sets of rows write them; their refusals become the API's errors, told by the
item's index.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models, transaction
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema_serializer,
)
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from mentorcerts.lib.api.errors import exception_handler
from mentorcerts.lib.api.fields import StrictBooleanField
from mentorcerts.lib.api.lists.columns import ColumnSerializer
from mentorcerts.lib.api.serializers import StrictSerializer
from mentorcerts.lib.api.viewsets import ContractViewSet
from mentorcerts.lib.refusals import Refused, error_body
from mentorcerts.lib.sheets.problems import Problems, RefusedRows

MAX_ITEMS = 1_000
"""Items that one request may send."""

EACH = OpenApiParameter(
    "each",
    bool,
    OpenApiParameter.QUERY,
    description="`true`: each item is judged by itself. The good ones are written, and the answer "
    "(200) tells of each what became of it. Left out or `false`: all of them or none.",
)

Record = dict[str, Any]
Items = Mapping[int, Record]
"""Index, from 0 → the item, checked."""


# --- what is sent ---------------------------------------------------------------------------
class ItemsField(serializers.Field):  # type: ignore[type-arg]
    """A list of bodies as the single ``POST`` takes them, which are checked one by one later."""

    def __init__(self, child: type[StrictSerializer], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.child = child

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            raise ValidationError("Write a list of objects.")
        if len(data) > MAX_ITEMS:
            raise ValidationError(f"{len(data):,} items are too many: send {MAX_ITEMS:,} at most.")
        return data

    def to_representation(self, value: list[Any]) -> list[Any]:
        return value


class _DescribedItems(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "mentorcerts.lib.api.batches.ItemsField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        item = auto_schema.resolve_serializer(self.target.child, direction)
        return {"type": "array", "maxItems": MAX_ITEMS, "items": item.ref}


class BatchSerializer(StrictSerializer):
    # No docstring, which would be in the API's description. A subclass declares ``items``.
    dry_run = StrictBooleanField(
        required=False, help_text="Write nothing; tell what would become of the items."
    )


# --- what is answered -----------------------------------------------------------------------
@extend_schema_serializer(component_name="ErrorBody")  # described there as in every error
class ItemErrorSerializer(serializers.Serializer):  # type: ignore[type-arg]
    code = serializers.CharField(help_text="As in every error.")
    message = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text="What is wrong with which field of the item.",
    )
    details = serializers.DictField()


EACH_ITEM = "What became of each item, in their order."


class ItemAnswerSerializer(serializers.Serializer):  # type: ignore[type-arg]
    # A subclass declares ``record`` after these.
    index = serializers.IntegerField(help_text="Which item, from 0.")
    status = serializers.IntegerField(
        help_text="What the single request would be answered: 201, or 400, 404 or 409."
    )
    error = ItemErrorSerializer(allow_null=True, help_text="Null where it is written.")


class BatchAnswerSerializer(serializers.Serializer):  # type: ignore[type-arg]
    # A subclass declares ``data`` after these.
    accepted = serializers.IntegerField(
        help_text="How many items were written; with `dry_run`, would be."
    )
    refused = serializers.IntegerField(help_text="How many were not.")
    dry_run = serializers.BooleanField()


def answers(serializer: type[BatchAnswerSerializer]) -> dict[int, OpenApiResponse]:
    """What a batch is answered, for its description."""
    return {
        201: OpenApiResponse(serializer, "All of them are written."),
        200: OpenApiResponse(serializer, "With `each=true` or `dry_run`: what becomes of each."),
    }


class BatchRefused(Refused):
    """Items can't be written, so none was. The status is theirs, if they agree on one."""

    def __init__(self, errors: Mapping[int, Response], total: int) -> None:
        (index, first), *_ = sorted(errors.items())
        message = (
            f"{len(errors)} of {total} items can't be written, so none was. "
            f"Item {index}: {first.data['error']['message']}"
        )
        told = [
            {"index": index, "status": error.status_code, **_brief(error)}
            for index, error in sorted(errors.items())
        ]
        super().__init__(message, items=told)
        kinds = {(error.status_code, error.data["error"]["code"]) for error in errors.values()}
        self.status, self.code = kinds.pop() if len(kinds) == 1 else (400, "invalid")
        self.fields = {
            f"items[{index}].{name}": messages
            for index, error in sorted(errors.items())
            for name, messages in error.data["error"]["fields"].items()
        }

    def body(self) -> dict[str, Any]:
        return error_body(self.code, self.message, self.fields, self.details)


def _brief(error: Response) -> dict[str, Any]:
    """An item's error without its fields, which the whole answer has under ``fields``."""
    return {name: value for name, value in error.data["error"].items() if name != "fields"}


# --- how it is done -------------------------------------------------------------------------
class BatchViewSet(ContractViewSet):
    """One action, ``create``; a subclass says how its items are written."""

    body_serializer: ClassVar[type[BatchSerializer]]
    record_serializer: ClassVar[type[ColumnSerializer]]
    """What a written item is shown by: the answer of the single ``POST``."""
    pagination_class = None
    filter_backends = ()

    def write(self, items: Items) -> Sequence[int]:
        """Write these in their order, and return their keys. Raises ``RefusedRows``, whose rows are
        the items' indices; then nothing has been written."""
        raise NotImplementedError

    def known_parameters(self) -> list[str]:
        return ["each"]

    def batch_response(self) -> Response:
        """Write the request's items; tell of each what became of it. Raises ``BatchRefused``."""
        each, body = self._each(), self.validated_body(self.body_serializer)
        sent, dry_run = body["items"], body.get("dry_run", False)
        items, errors = self._checked(sent)
        with transaction.atomic():
            records = self._written_items(items, errors, each=each)
            if dry_run or (errors and not each):
                transaction.set_rollback(True)
        if errors and not each:
            raise BatchRefused(errors, len(sent))
        answers = [
            _answer(index, errors.get(index), None if dry_run else records.get(index))
            for index in range(len(sent))
        ]
        counts = {"accepted": len(records), "refused": len(errors), "dry_run": dry_run}
        return Response({"data": answers, **counts}, 200 if each or dry_run else 201)

    def _each(self) -> bool:
        asked = self.request.query_params.get("each", "false")
        if asked not in ("true", "false"):
            raise ValidationError({"each": "Write true or false."})
        return bool(asked == "true")

    def _checked(self, sent: list[Any]) -> tuple[dict[int, Record], dict[int, Response]]:
        """The items that are sound by themselves, and what is wrong with the others."""
        serializer = self.body_serializer._declared_fields["items"].child()  # type: ignore[attr-defined]
        items: dict[int, Record] = {}
        errors: dict[int, Response] = {}
        for index, item in enumerate(sent):
            try:
                items[index] = dict(serializer.run_validation(item))
            except ValidationError as error:
                errors[index] = exception_handler(error, {})
        return items, errors

    def _written_items(
        self, items: dict[int, Record], errors: dict[int, Response], *, each: bool
    ) -> dict[int, Record]:
        """Write the items and return their records; what is refused moves over to ``errors``.

        A service refuses all or none: with ``each``, what it has refused is left out, and the rest
        is tried again. Only who writes at the same moment can make that more than once.
        """
        while items:
            try:
                records = self._read(self.write(items))
            except RefusedRows as refusal:
                for index in refusal.problems:
                    del items[index]
                    errors[index] = exception_handler(
                        self.in_its_words(_refusal_of(index, refusal.problems)), {}
                    )
                if not each:
                    break
            else:
                return dict(zip(items, records, strict=True))
        return {}

    def _read(self, pks: Sequence[int]) -> list[Record]:
        """The records with these keys, in their order."""
        written: models.QuerySet[Any] = self.get_queryset().filter(pk__in=pks)
        serializer = self.record_serializer
        shown = {
            serializer.values_of(record, "pk")[0]: serializer.represent(record, self.today)
            for record in serializer.select(written, "pk")
        }
        return [shown[pk] for pk in pks]


def _answer(index: int, error: Response | None, record: Record | None) -> Record:
    return {
        "index": index,
        "status": 201 if error is None else error.status_code,
        "error": None if error is None else error.data["error"],
        "record": record,
    }


def _refusal_of(index: int, problems: Problems) -> Refused | DjangoValidationError:
    """What the single request would have raised for this item."""
    refusal = problems.refusals.get(index)
    columns = problems[index]
    if refusal is not None and list(columns.values()) == [[refusal.message]]:
        return refusal
    return DjangoValidationError(
        {name or NON_FIELD_ERRORS: messages for name, messages in columns.items()}
    )
