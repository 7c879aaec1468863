"""The strict kinds of query parameters, and the filter set of a list."""

import re
from collections import OrderedDict
from collections.abc import KeysView, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from mentorcerts.lib.identifiers import IDENTIFIER, is_identifier
from mentorcerts.lib.moments import parse_moment
from mentorcerts.lib.validators import identifier
from mentorcerts.lib.wording import one_of

HUNDRED_YEARS = 36_500


class MomentFormField(forms.Field):
    def to_python(self, value: str | None) -> datetime | None:
        if not value:
            return None
        try:
            return parse_moment(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None


@extend_schema_field(OpenApiTypes.DATETIME)
class MomentFilter(django_filters.Filter):
    """``…_before`` is earlier than the moment given, ``…_after`` is that moment or later."""

    field_class = MomentFormField


def before_filter(field: str, what: str) -> MomentFilter:
    return MomentFilter(field, "lt", help_text=f"{what} before this date or time.")


def after_filter(field: str, what: str) -> MomentFilter:
    return MomentFilter(field, "gte", help_text=f"{what} on this date or time, or after it.")


@extend_schema_field({"type": "string", "pattern": f"^{IDENTIFIER.pattern}$"})
class IdentifierFilter(django_filters.CharFilter):
    """A mentor id, a type or the like; 400 for what can't be one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, strip=False, validators=[identifier], **kwargs)


MOST_IDS = 100
"""Records that one request may ask for by such ids."""


class IdentifiersFormField(forms.Field):
    def to_python(self, value: str | None) -> list[str]:
        """The ids, each once. Raises ``ValidationError``, which names what can't be one."""
        ids = list(dict.fromkeys((value or "").split(","))) if value else []
        if len(ids) > MOST_IDS:
            raise ValidationError(f"{len(ids)} ids are too many: ask for {MOST_IDS} at a time.")
        bad = [each for each in ids if not is_identifier(each)]
        if bad:
            told = {"ids": ", ".join(repr(each[:64]) for each in bad[:10])}
            # Not in the text itself: what stands there after a % would be filled in.
            raise ValidationError(f"%(ids)s can't be an id. {identifier.message}", params=told)
        return ids


@extend_schema_field(
    {
        "type": "string",
        "pattern": f"^{IDENTIFIER.pattern}(,{IDENTIFIER.pattern}){{0,{MOST_IDS - 1}}}$",
    }
)
class IdentifiersFilter(django_filters.Filter):
    """One identifier, or several with commas between them; 400 for what can't be one."""

    field_class = IdentifiersFormField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        text = f"One, or up to {MOST_IDS} with commas between them."
        super().__init__(*args, help_text=text, **kwargs)

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        if not value:
            return qs
        if len(value) == 1:
            return qs.filter(**{self.field_name: value[0]})
        return qs.filter(**{f"{self.field_name}__in": value})


@extend_schema_field(OpenApiTypes.BOOL)
class StrictBooleanFilter(django_filters.TypedChoiceFilter):
    """``true`` or ``false``, and nothing that might mean either."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args,
            choices=(("true", "true"), ("false", "false")),
            coerce=lambda text: text == "true",
            error_messages={"invalid_choice": "Write true or false."},
            **kwargs,
        )


class StrictChoiceFilter(django_filters.ChoiceFilter):
    """One of the texts given; 400 with all of them for any other."""

    def __init__(self, *args: Any, among: Sequence[str], **kwargs: Any) -> None:
        super().__init__(
            *args,
            choices=[(text, text) for text in among],
            error_messages={"invalid_choice": f"Write {one_of(among)}."},
            **kwargs,
        )


class DaysFormField(forms.IntegerField):
    def to_python(self, value: Any) -> int | None:
        """Plain digits: what Python would also take for a number is a typo here."""
        if value and not re.fullmatch(r"[0-9]{1,9}", str(value)):
            raise ValidationError("Write a whole number of days.")
        return super().to_python(value)


@extend_schema_field({"type": "integer", "minimum": 0, "maximum": HUNDRED_YEARS})
class DaysFilter(django_filters.Filter):
    """A number of calendar days from today."""

    field_class = DaysFormField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=0, max_value=HUNDRED_YEARS, **kwargs)


class ListFilterSet(django_filters.FilterSet):
    """The filters of a list. Only those that the request asks for are made."""

    today: date
    """The request's: a calendar date in the programme's time zone."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *args: Any, today: date, **kwargs: Any
    ) -> None:
        self.today = today
        if data is not None:
            known = type(self).base_filters  # type: ignore[misc, has-type]
            self.base_filters = OrderedDict((name, known[name]) for name in known if name in data)
        super().__init__(data, *args, **kwargs)

    @classmethod
    def names(cls) -> KeysView[str]:
        """Of all its query parameters, in their order."""
        return cls.base_filters.keys()  # type: ignore[misc, no-any-return]

    def known_total(self) -> int | None:
        """How many records they let through; ``None`` if only counting can tell."""
        return None
