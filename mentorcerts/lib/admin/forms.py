"""Forms whose only way to write is a service."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from unfold.widgets import UnfoldAdminTextareaWidget

from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin.stale_forms import ASKED, GuardedForm, initial_instead
from mentorcerts.lib.refusals import Refused, messages_by_field


def moment_on_day(day: date, stored: datetime) -> datetime:
    """Return the stored moment if it is on that UTC day, else the day's midnight.

    A form shows days only: saving it unchanged must not lose the time of day.
    """
    return stored if moments.utc_date(stored) == day else moments.utc_midnight(day)


class LinesField(forms.CharField):
    """A text of several lines. Browsers send two characters for the end of each, and count one."""

    widget = UnfoldAdminTextareaWidget

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class _AskedField(forms.CharField):
    """The questions that were shown. It is nothing that the person has changed."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class ServiceForm(GuardedForm):
    """A form that is validated by writing: ``write`` calls the service, whose refusals are errors.

    A refusal rolls back what the service has written. The model's ``save()`` is never called. A
    change hands ``refuse_if_changed`` to the service, to be called under the record's lock.
    """

    asked = _AskedField(widget=forms.HiddenInput, required=False)
    request: HttpRequest
    field_names: ClassVar[dict[str, str]] = {}
    """The service's name of a field → the form's name of it, where they differ."""

    def write(self, *, today: date, by: str) -> models.Model:
        """Call the service with ``cleaned_data``; return the record that was written."""
        raise NotImplementedError

    def questions(self, written: Any, *, today: date) -> list[str]:
        """What the person should be asked before ``written``, the record, is kept; sentences.

        Those with links are made by ``format_html``.

        It has been written when this is called. It is kept once the person has saved again with
        the same questions before their eyes.
        """
        return []

    def _post_clean(self) -> None:
        if self.errors:
            return
        today = clock.today()
        try:
            with transaction.atomic():
                written = self.write(today=today, by=self.request.user.get_username())
                self._ask(self.questions(written, today=today))
            self.instance = written
        except (ValidationError, Refused) as error:
            add_refusal(self, error, self.field_names)

    def _ask(self, questions: list[str]) -> None:
        """Raise ``ValidationError`` unless these have been answered by saving again."""
        text = " ".join(questions)
        if not text or self.data.get(self.add_prefix(ASKED)) == text:
            return
        self.initial[ASKED] = text
        self.fields[ASKED].bound_data = initial_instead  # type: ignore[method-assign]
        self._bound_fields_cache.pop(ASKED, None)  # type: ignore[attr-defined]
        shown = format_html_join(" ", "{}", ((each,) for each in questions))
        raise ValidationError(
            format_html("Not saved yet. {} If that is right, save once more.", shown)
        )

    def save(self, commit: bool = True) -> Any:
        self.save_m2m = self._save_m2m  # type: ignore[method-assign]
        if self.errors:
            raise ValueError("a form with errors has written nothing")
        return self.instance

    def _save_m2m(self) -> None:
        """Do nothing: the service has written everything."""


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
