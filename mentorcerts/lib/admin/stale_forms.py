"""Forms that write nothing where their record has changed since they were opened.

A change form carries the record as it was shown, signed. When it comes back the record is compared
under its lock. Where it differs, the form is shown again with who changed what: fields that the
person edited keep what was typed, the others show what is recorded now.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core import serializers, signing
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from mentorcerts.lib.admin.changes_in_words import (
    authors,
    explain_changes,
    newest_line,
    value_in_words,
)

SHOWN_RECORD = "shown_record"
ASKED = "asked"  # of a ServiceForm: the questions that its person has seen
HIDDEN = (SHOWN_RECORD, ASKED)
# Secret, or changed by a mere login: neither is edited in these forms.
NOT_COMPARED = {"password", "last_login"}


class ChangedMeanwhile(ValidationError):
    """The record isn't what the form was opened with."""


class _ShownRecordField(forms.CharField):
    """It is nothing that the person has changed."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class GuardedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A change form that knows what its person was shown.

    The code that writes calls ``refuse_if_changed`` while it holds the lock on the record.
    """

    shown_record = _ShownRecordField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fields.pop(SHOWN_RECORD, None)
        elif SHOWN_RECORD in self.fields:
            self.initial[SHOWN_RECORD] = as_shown(self._current_record())

    def _current_record(self, *, lock: bool = False) -> Any:
        """The record in the database; the form's own may be an earlier one, from its history."""
        records = type(self.instance)._base_manager.all()
        return (records.select_for_update(no_key=True) if lock else records).get(
            pk=self.instance.pk
        )

    def refuse_if_changed(self, current: models.Model) -> None:
        """Raise ``ChangedMeanwhile`` where ``current``, read under its lock, isn't what was shown.

        The form is then ready to be shown again.
        """
        shown = _unsign(self.data.get(self.add_prefix(SHOWN_RECORD), ""), type(current))
        if shown is None:
            self._show_again(current, keep=set(self.fields))
            raise ChangedMeanwhile(
                "Nothing was saved: this page was opened too long ago to tell whether the record "
                "has changed since. What you typed is kept; check it, and save again."
            )
        changes = _differences(shown, current)
        if not changes:
            return
        self._show_again(current, keep=self._edited(shown))
        raise ChangedMeanwhile(explain_changes(current, shown.line, changes))

    def refused_as_removed(self, current: models.Model) -> str:
        """The message for a record that was removed meanwhile: who did it, and what was typed.

        Its form can't be shown again, since a removed record can't be changed.
        """
        shown = _unsign(self.data.get(self.add_prefix(SHOWN_RECORD), ""), type(current))
        if shown is None:
            return f"Nothing was saved: {current} has been removed."
        typed = [
            f"{self.fields[name].label or name}: {value_in_words(self._sent(name))}"
            for name in self.fields
            if name in self._edited(shown)
        ]
        kept = f" You had typed {'; '.join(typed)}." if typed else ""
        who = authors(current, shown.line)
        return f"Nothing was saved: {who} since you opened this page.{kept} Restore it first."

    def _edited(self, shown: "_Shown") -> set[str]:
        """The fields that the person has changed."""
        was_shown = type(self)(instance=shown.record)
        was_shown.initial.update(shown.record_lists)
        return {
            name
            for name, field in self.fields.items()
            if field.has_changed(was_shown.get_initial_for_field(field, name), self._sent(name))
        }

    def is_outdated(self) -> bool:
        """Whether the record has changed since the form was opened."""
        try:
            self.refuse_if_changed(self._current_record())
        except ChangedMeanwhile:
            return True
        return False

    def _sent(self, name: str) -> Any:
        return self.fields[name].widget.value_from_datadict(
            self.data, self.files, self.add_prefix(name)
        )

    def _show_again(self, current: models.Model, *, keep: Iterable[str]) -> None:
        """Let the form show ``current`` in all fields but these, and be compared with it next."""
        now = type(self)(instance=current)
        for name in set(self.fields) - set(keep) | {SHOWN_RECORD}:
            if name in self.fields:
                self.initial[name] = now.get_initial_for_field(self.fields[name], name)
                self.fields[name].bound_data = initial_instead  # type: ignore[method-assign]
                self._bound_fields_cache.pop(name, None)  # type: ignore[attr-defined]
        self.instance = current


class GuardedModelForm(GuardedForm):
    """A guarded form that saves its own record, as Django's model forms do."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if SHOWN_RECORD in self.fields:
            self.refuse_if_changed(self._current_record(lock=True))
        return cleaned


def initial_instead(data: Any, initial: Any) -> Any:
    """As a field's ``bound_data``: show what is initial, not what was sent."""
    return initial


class GuardedAdmin:
    """Puts what was shown into each change form that may be saved. Stands before the model admin.

    Its ``form`` is a ``GuardedForm``.
    """

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)  # type: ignore[misc]
        return [name for name in fields if name not in HIDDEN]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]
        if obj and not self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            return fieldsets
        has = self.form.base_fields  # type: ignore[attr-defined]
        hidden = [name for name in HIDDEN if name in has and (obj or name == ASKED)]
        (title, options), *others = fieldsets
        return [(title, {**options, "fields": [*options["fields"], *hidden]}), *others]


class _Shown:
    """What a form was opened with."""

    def __init__(self, document: str, line: int) -> None:
        found = next(iter(serializers.deserialize("json", document)))
        self.document, self.line = document, line
        self.record = found.object
        self.record_lists: dict[str, Any] = dict(found.m2m_data or {})


def as_shown(record: models.Model) -> str:
    """What a form that is opened now carries."""
    return signing.dumps(
        [_document(record), newest_line(record)], salt=_salt(type(record)), compress=True
    )


def _unsign(text: str, model: type[models.Model]) -> _Shown | None:
    """``None`` if the signature is wrong, or comes from a version with other fields."""
    try:
        document, line = signing.loads(text, salt=_salt(model))
        shown = _Shown(document, line)
    except (signing.BadSignature, serializers.base.DeserializationError):
        return None
    same_fields = json.loads(document)[0]["fields"].keys() == set(_compared_names(model))
    return shown if same_fields else None


def _salt(model: type[models.Model]) -> str:
    return f"shown {model._meta.label}"


def _compared_names(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if not field.primary_key and field.name not in NOT_COMPARED
    ]


def _document(record: models.Model) -> str:
    return str(serializers.serialize("json", [record], fields=_compared_names(type(record))))


def _differences(shown: _Shown, current: models.Model) -> list[tuple[Any, Any, Any]]:
    """Each field that differs, with what was shown and what is recorded now."""
    before, now = (
        json.loads(document)[0]["fields"] for document in (shown.document, _document(current))
    )
    differing = (current._meta.get_field(name) for name in now if before.get(name) != now[name])
    return [
        (field, _value(shown.record, field, shown.record_lists), _value(current, field))
        for field in differing
    ]


def _value(record: Any, field: Any, lists: Mapping[str, Any] | None = None) -> Any:
    if not field.many_to_many:
        return getattr(record, field.name)
    if lists is not None:
        return list(field.related_model._base_manager.filter(pk__in=lists.get(field.name, [])))
    return list(getattr(record, field.name).all())
