"""Import and export on a list: the pages of django-import-export, in Unfold's dress."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from import_export.admin import ExportMixin, ImportExportMixin
from import_export.forms import ConfirmImportForm
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from mentorcerts.lib import change_source, clock
from mentorcerts.lib.sheets.files import FORMATS, MOST_BYTES, Unreadable, Xlsx
from mentorcerts.lib.sheets.tables import ImportResult, Table

UPLOAD_KEPT = 24 * 3600
"""Seconds between a preview and its confirmation."""
UPLOAD_AGAIN = "The file of this preview is no longer there. Upload it again."


class UploadForm(ImportForm):  # type: ignore[misc]
    """The format is that of the file's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].required = False
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["import_file"].widget.attrs["accept"] = ".csv,.xlsx"
        self.fields["import_file"].label = "File (.csv or .xlsx)"

    @property
    def media(self) -> forms.Media:
        return forms.Media()  # theirs guesses the format

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                f"The file has {file.size / 1024**2:.1f} MB; at most {MOST_BYTES // 1024**2} MB "
                "can be imported at once. Split it into several files."
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if file := cleaned.get("import_file"):
            extension = file.name.rpartition(".")[2].lower()
            known = [each().get_extension() for each in FORMATS]
            if extension in known:
                cleaned["format"] = str(known.index(extension))
            else:
                self.add_error("import_file", "Choose a file that ends in .csv or .xlsx.")
        return cleaned


class FormatForm(ExportForm):  # type: ignore[misc]
    """An Excel workbook, unless something else is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].initial = str(FORMATS.index(Xlsx))


class SignedConfirmForm(ConfirmImportForm):  # type: ignore[misc]
    """Names the upload in a way that only the page which showed the preview could have made."""

    def __init__(self, *args: Any, salt: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.salt = salt

    def clean_import_file_name(self) -> str:
        try:
            name = signing.loads(
                self.cleaned_data["import_file_name"], salt=self.salt, max_age=UPLOAD_KEPT
            )
        except signing.BadSignature:
            raise ValidationError(UPLOAD_AGAIN) from None
        self.cleaned_data["import_file_name"] = name
        return str(super().clean_import_file_name())

    def clean_format(self) -> str:
        number: str = self.cleaned_data["format"]
        if number not in {str(each) for each in range(len(FORMATS))}:
            raise ValidationError(UPLOAD_AGAIN)
        return number


class _Table:
    """What the list's model looks like in a spreadsheet."""

    table: ClassVar[type[Table]]
    formats = FORMATS
    opts: Any

    def get_resource_classes(self, request: HttpRequest) -> list[type[Table]]:
        return [self.table]

    def get_resource_index(self, form: Any) -> int:
        return 0

    def get_resource_kwargs(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return {"today": clock.today(), "by": request.user.get_username()}


class SpreadsheetExport(_Table, ExportMixin):  # type: ignore[misc]
    """A button that exports what the list shows, as it is filtered and searched."""

    export_form_class = FormatForm

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def export_action(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().export_action(request)  # type: ignore[no-any-return]
        except IncorrectLookupParameters:
            changelist = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
            return redirect(f"{reverse(changelist)}?e=1")  # as the list itself does

    def init_request_context_data(self, request: HttpRequest, form: Any) -> dict[str, Any]:
        context = super().init_request_context_data(request, form)
        context |= {
            "title": f"Export {self.opts.verbose_name_plural}",
            "records": self.get_export_queryset(request).count(),
        }
        return context  # type: ignore[no-any-return]

    def _do_file_export(
        self, file_format: Any, request: HttpRequest, queryset: QuerySet[Any], **kwargs: Any
    ) -> FileResponse:
        table = self.table(**self.get_resource_kwargs(request))
        return FileResponse(
            file_format.write(table.get_export_headers(), table.lines(queryset)),
            as_attachment=True,
            filename=f"{table.title.replace(' ', '-')}-{table.today}.{file_format.get_extension()}",
            content_type=file_format.get_content_type(),
        )


class SpreadsheetImport(SpreadsheetExport, ImportExportMixin):  # type: ignore[misc]
    """A second button: upload, preview, confirm. All rows are written, or none."""

    import_form_class = UploadForm
    confirm_form_class = SignedConfirmForm
    skip_admin_log = True  # the history has it, with who and that it was an import

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request))

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"columns": self.table.importable()}

    # --- upload and preview -----------------------------------------------------------------
    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        request.change_source = change_source.IMPORT  # type: ignore[attr-defined]
        answer = super().import_action(request, **kwargs)
        answer.context_data["title"] = f"Import {self.opts.verbose_name_plural}"
        if "confirm_form" not in answer.context_data:
            self._forget_upload(answer.context_data["form"])
        return answer  # type: ignore[no-any-return]

    def add_data_read_fail_error_to_form(self, form: Any, error: Exception) -> None:
        if not isinstance(error, Unreadable):
            raise error
        form.add_error("import_file", str(error))

    def _forget_upload(self, form: Any) -> None:
        """Nobody comes back for a file that can't be imported."""
        file = form.files.get("import_file")
        if name := getattr(file, "tmp_storage_name", None):
            self.get_tmp_storage_class()(name=name, **self.get_tmp_storage_class_kwargs()).remove()

    # --- confirmation -----------------------------------------------------------------------
    def get_confirm_form_kwargs(self, request: HttpRequest, import_form: Any = None) -> Any:
        return {
            **super().get_confirm_form_kwargs(request, import_form),
            "salt": self._salt(request),
        }

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_confirm_form_initial(request, import_form)
        if name := initial.get("import_file_name"):
            initial["import_file_name"] = signing.dumps(name, salt=self._salt(request))
        return initial

    def _salt(self, request: HttpRequest) -> str:
        return f"import of {self.opts.label} by {request.user.pk}"

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        request.change_source = change_source.IMPORT  # type: ignore[attr-defined]
        allowed = request.method == "POST" and self.has_import_permission(request)
        if allowed and not self.create_confirm_form(request).is_valid():
            return self._again(request)
        try:
            return super().process_import(request, **kwargs)  # type: ignore[no-any-return]
        except (FileNotFoundError, Unreadable):
            return self._again(request)

    def process_result(self, result: ImportResult, request: HttpRequest) -> HttpResponse:
        if not result.has_errors():
            return super().process_result(result, request)  # type: ignore[no-any-return]
        context = {
            **self.admin_site.each_context(request),
            **self.get_import_context_data(),
            "title": f"Import {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "form": self.import_form_class(FORMATS, [self.table]),
            "result": result,
        }
        return TemplateResponse(request, self.import_template_name, context)

    def add_success_message(self, result: ImportResult, request: HttpRequest) -> None:
        messages.success(request, " ".join(["Imported.", *result.outcome.sentences]))

    def _again(self, request: HttpRequest) -> HttpResponse:
        messages.error(request, UPLOAD_AGAIN)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")
