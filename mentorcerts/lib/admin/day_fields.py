"""Dates in forms: shown as pages write them, and read as spreadsheets are."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminSingleDateWidget

from mentorcerts.lib import moments
from mentorcerts.lib.sheets.dates import read_date


class DayInput(UnfoldAdminSingleDateWidget):  # type: ignore[misc]
    """``1 Mar 2026``, with a calendar to choose from."""

    def format_value(self, value: Any) -> Any:
        return moments.in_words(value) if isinstance(value, date) else super().format_value(value)


class DayField(forms.DateField):
    """A day. What could be two different days is refused, and both are named.

    The page needs ``admin/day_picker.html``; change forms bring all that by themselves.
    """

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return moments.utc_date(read_date(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None
