"""The forms of the import and export pages."""

from typing import Any, TypedDict

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from mentorcerts.lib.sheets.bounds import MAX_BYTES
from mentorcerts.lib.sheets.files import FORMATS, FileFormat, Xlsx, format_of
from mentorcerts.lib.sheets.layouts import Layout
from mentorcerts.lib.sheets.row_kinds import Scope
from mentorcerts.lib.sheets.waiting import CONFIRMED_WITHIN

UPLOAD_AGAIN = "The file of this preview is no longer there. Upload it again."


def checked_upload(file: "UploadedFile[Any]") -> FileFormat:
    """The format of a file that was uploaded. ``ValidationError`` if it is none, or too large."""
    assert file.size is not None  # Django has counted it while it came in
    if file.size > MAX_BYTES:
        raise ValidationError(
            f"The file has {file.size / 1024**2:.1f} MB; at most {MAX_BYTES // 1024**2} MB "
            "can be imported at once. Split it into several files."
        )
    file_format = format_of(file.name or "")
    if file_format is None:
        raise ValidationError(
            "Choose a file that ends in .csv or .xlsx (or .txt, .tsv, .xlsm). Save any other "
            "as an Excel workbook (.xlsx)."
        )
    return file_format


class UploadForm(forms.Form):
    """A file to preview. Its name says which format it has."""

    import_file = forms.FileField(
        label="File (.xlsx or .csv)",
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.tsv,.txt,.xlsm,.xlsx"}),
    )
    scope = forms.ChoiceField(
        label="What it may do",
        choices=[
            (Scope.BOTH.value, "Add what is new, and change what differs"),
            (Scope.ADD.value, "Only add: a row that would change something is refused"),
            (Scope.CHANGE.value, "Only change: a row that would add something is refused"),
        ],
        initial=Scope.BOTH.value,
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    match_columns = forms.BooleanField(
        label="Let me match the columns",
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text="You are asked anyway where a heading isn't known.",
    )
    file_format: FileFormat

    def clean_import_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["import_file"]
        self.file_format = checked_upload(file)
        return file

    def clean_scope(self) -> str:
        return self.cleaned_data["scope"] or Scope.BOTH.value

    def content(self) -> bytes:
        """The whole file, read anew: nobody needs to hold it while rows are read."""
        file = self.cleaned_data["import_file"]
        file.seek(0)
        content: bytes = file.read()
        return content


class Upload(TypedDict):
    """An upload that waits for its confirmation: where it is kept, what it is, what was shown."""

    token: str
    format: str
    layout: Layout
    digest: str
    scope: str
    only_good_rows: bool
    """Whether some rows are refused, and the others are confirmed without them."""


class ConfirmForm(forms.Form):
    """Confirms the upload of one preview. Only the page that showed the preview could sign it.

    ``salt`` names the list and the person, so that nobody confirms another person's upload.
    """

    upload = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, salt: str, upload: Upload | None = None, **kwargs: Any) -> None:
        if upload is not None:
            kwargs["initial"] = {"upload": signing.dumps(upload, salt=salt)}
        super().__init__(*args, **kwargs)
        self.salt = salt

    def clean_upload(self) -> Upload:
        try:
            upload: Upload = signing.loads(
                self.cleaned_data["upload"], salt=self.salt, max_age=CONFIRMED_WITHIN
            )
        except signing.BadSignature:
            raise ValidationError(UPLOAD_AGAIN) from None
        return upload


class FormatForm(forms.Form):
    """An Excel workbook, unless the person chooses something else."""

    format = forms.ChoiceField(
        label="Format",
        choices=[(name, each.title) for name, each in FORMATS.items()],
        initial=Xlsx.extension,
        widget=UnfoldAdminSelectWidget,
    )
