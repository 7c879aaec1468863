"""Serializers of request bodies: unknown fields are refused."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

MAX_UNKNOWN_FIELDS = 20
"""Unknown fields that one error names: an answer stays shorter than what was sent."""


class StrictSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Refuses fields it does not know.

    With ``echoes`` (the serializer that the record is read by), its fields that can't be
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
            for name in strangers[:MAX_UNKNOWN_FIELDS]
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
