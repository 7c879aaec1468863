"""Forms whose only way to write is a service."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest

from mentorcerts.lib import clock, moments
from mentorcerts.lib.refusals import Refused, messages_by_field


def midnight(day: date) -> datetime:
    """A date from a form, as the contracts write dates."""
    return moments.utc_midnight(day)


def kept_time(day: date, moment: datetime) -> datetime:
    """The moment, moved to another day; unchanged where the day is the same."""
    if moments.utc_date(moment) == day:
        return moment
    return datetime.combine(day, time.min, UTC)


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that is checked by doing: ``write`` calls the service, its refusals are the errors.

    The admin runs it in a transaction; a refusal rolls back to where the form began. The
    model's own ``save()`` is never called.
    """

    request: HttpRequest
    field_names: ClassVar[dict[str, str]] = {}
    """What the service calls a field → what the form calls it."""

    def write(self, *, today: date, by: str) -> models.Model:
        """Call the service with ``cleaned_data``; return the record that was written."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.instance = self.write(today=clock.today(), by=self.request.user.get_username())
        except (ValidationError, Refused) as error:
            add_refusal(self, error, self.field_names)

    def save(self, commit: bool = True) -> Any:
        self.save_m2m = self._save_m2m  # type: ignore[method-assign]
        if self.errors:
            raise ValueError("a form with errors has written nothing")
        return self.instance

    def _save_m2m(self) -> None:
        """The service has written everything."""


def add_refusal(
    form: forms.BaseForm,
    error: ValidationError | Refused,
    field_names: Mapping[str, str] | None = None,
) -> None:
    """Show what a service said beside the form's fields, or above them where it names none.

    ``field_names``: what the service calls a field → what the form calls it.
    """
    for field, texts in messages_by_field(error).items():
        name = (field_names or {}).get(field, field)
        form.add_error(name if name in form.fields else None, texts)
