"""What an action asks before it shows what would happen."""

from django import forms
from unfold.widgets import (
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from mentorcerts.lib.admin.day_fields import DayField
from mentorcerts.lib.admin.forms import LinesField
from mentorcerts.lib.lengths import NOTES_LENGTH, REASON_LENGTH


def _date_field(label: str, help_text: str = "", *, required: bool = True) -> DayField:
    return DayField(
        label=label,
        help_text=help_text,
        required=required,
    )


def _text_field(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=REASON_LENGTH,
        widget=UnfoldAdminTextInputWidget,
    )


class RenewForm(forms.Form):
    renewal_date = _date_field("Renewal date")
    new_expiry_date = _date_field(
        "New expiry date for all",
        "Empty: each type's validity, counted from the old expiry date where it has not passed, "
        "else from the renewal date.",
        required=False,
    )
    notes = _text_field("Notes", required=False)
    certification_id = forms.CharField(required=False, widget=forms.HiddenInput)
    """Empty: for each mentor the certification that decides."""


class ReasonForm(forms.Form):
    reason = _text_field("Reason", "It is kept with the record.")


class ExemptForm(ReasonForm):
    until = _date_field("Exempt until", "The nightly run leaves them alone through this day.")
    field_order = ("until", "reason")


class PromiseForm(forms.Form):
    day = _date_field(
        "By", "The last day; at most 120 days ahead. Reminders sleep through it; pauses don't."
    )
    note = _text_field("What was promised", "Such as: First-aid course.")
    certification_id = forms.CharField(required=False, widget=forms.HiddenInput)
    """Empty: for each mentor the certification that decides."""


class RevokeForm(ReasonForm):
    and_pause = forms.BooleanField(
        label="And pause the mentor until a coordinator ends it",
        help_text="Another certification may count for the mentor; a revocation alone would then "
        "leave them active.",
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget,
    )


class NoteForm(forms.Form):
    text = LinesField(
        label="Note",
        help_text="It is kept with your name, and shown to all who may see the mentor's page. It "
        "is never sent to other systems; an export of everything about the mentor contains it.",
        max_length=NOTES_LENGTH,
    )


class EmptyForm(forms.Form):
    """For an action that has nothing to ask."""
