"""What an action asks before it shows what would happen."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.safestring import SafeString
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from certifications.models import Mentor
from mentorcerts.lib import moments
from mentorcerts.lib.admin.day_fields import DayField
from mentorcerts.lib.admin.forms import LinesField
from mentorcerts.lib.admin.spreadsheet_forms import checked_upload
from mentorcerts.lib.lengths import NOTES_LENGTH, REASON_LENGTH
from mentorcerts.pages.actions.own_dates import (
    CARRIED,
    TYPED,
    Dates,
    as_carried,
    carried_dates,
    dates_of_file,
    typed_dates,
)


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


class ActionForm(forms.Form):
    """What an action asks. ``mentor_ids``: on whom it is to be carried out."""

    def __init__(self, *args: Any, mentor_ids: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mentor_ids = mentor_ids


class RenewForm(ActionForm):
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
    dates_file = forms.FileField(
        label="Or a date for each, from a file",
        help_text="A spreadsheet with the columns Mentor id (or E-mail) and New expiry date. Whom "
        "it does not name, or without a date, gets what is said above. Dates can also be typed "
        "below, beside each mentor.",
        required=False,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.tsv,.txt,.xlsm,.xlsx"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates: Dates = {}
        """The new expiry dates of single mentors, once the form was validated."""
        if len(self.mentor_ids) < 2:
            del self.fields["dates_file"]

    def clean(self) -> dict[str, Any]:
        """Of one mentor the file's date counts more than one that was typed or given before."""
        cleaned = {**(super().clean() or {})}
        file = cleaned.pop("dates_file", None)
        self.dates = carried_dates(self.data.get(CARRIED, ""))
        typed, wrong = typed_dates(self.data)
        for mentor_id, day in typed.items():
            if day is None:
                self.dates.pop(mentor_id, None)
            else:
                self.dates[mentor_id] = day
        if wrong:
            self.add_error(None, ValidationError(wrong))
        if file is not None:
            self.dates |= self._dates_of(file)
        return {**cleaned, "dates": self.dates}

    def _dates_of(self, file: "UploadedFile[Any]") -> Dates:
        try:
            file_format, content = checked_upload(file), file.read()
            return dates_of_file(file_format, content, chosen=set(self.mentor_ids))
        except ValidationError as error:
            self.add_error("dates_file", error)
            return {}

    @property
    def takes_dates(self) -> bool:
        """Whether single mentors may be given a date of their own."""
        return "dates_file" in self.fields

    def own_field(self, mentor: Mentor) -> SafeString:
        """The field beside a mentor, with the date that they are given."""
        day = self.dates.get(mentor.pk)
        widget = UnfoldAdminTextInputWidget(
            attrs={"aria-label": f"New expiry date of {mentor.pk}", "placeholder": "as proposed"}
        )
        field: SafeString = widget.render(
            f"{TYPED}{mentor.pk}", moments.in_words(day) if day else ""
        )
        return field

    @property
    def carried(self) -> str:
        """The dates, for the hidden field that carries them to the confirmation."""
        return as_carried(self.dates)


class ReasonForm(ActionForm):
    reason = _text_field("Reason", "It is kept with the record.")


class ExemptForm(ReasonForm):
    until = _date_field("Exempt until", "The nightly run leaves them alone through this day.")
    field_order = ("until", "reason")


class PromiseForm(ActionForm):
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


class NoteForm(ActionForm):
    text = LinesField(
        label="Note",
        help_text="It is kept with your name, and shown to all who may see the mentor's page. It "
        "is never sent to other systems; an export of everything about the mentor contains it.",
        max_length=NOTES_LENGTH,
    )


class EmptyForm(ActionForm):
    """For an action that has nothing to ask."""
