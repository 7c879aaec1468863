"""Serializer fields that are strict about what they take."""

from datetime import date, datetime
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.fields import empty

from mentorcerts.lib import moments
from mentorcerts.lib.moments import format_moment, parse_moment
from mentorcerts.lib.validators import identifier


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


class DayField(serializers.DateField):
    """A calendar date, such as 2026-03-26."""

    default_error_messages = {"invalid": "Write a date like 2026-03-26."}

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if day < moments.EARLIEST:
            raise ValidationError(f"Dates start at {moments.EARLIEST}.")
        return day


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


class StrictBooleanField(serializers.BooleanField):
    """JSON's own ``true`` and ``false``; ``"false"`` in quotes is refused, not guessed."""

    def to_internal_value(self, data: object) -> bool:
        if not isinstance(data, bool):
            raise ValidationError("Write true or false.")
        return data


class StrictIntegerField(serializers.IntegerField):
    """JSON's own whole numbers; ``"7"`` in quotes and ``7.0`` are refused, not guessed."""

    def to_internal_value(self, data: object) -> int:
        if type(data) is not int:
            raise ValidationError("Write a whole number.")
        return data
