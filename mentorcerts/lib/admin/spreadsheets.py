"""Import and export on an admin list: the buttons, and the pages behind them."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from mentorcerts.lib import change_source, clock, outage
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.column_matching import ColumnMatching
from mentorcerts.lib.admin.matching_forms import MatchForm
from mentorcerts.lib.admin.page_names import page_name_of
from mentorcerts.lib.admin.spreadsheet_forms import (
    UPLOAD_AGAIN,
    ConfirmForm,
    FormatForm,
    Upload,
    UploadForm,
)
from mentorcerts.lib.sheets import turns, waiting
from mentorcerts.lib.sheets.bounds import MAX_BYTES, MAX_ROWS, Unreadable
from mentorcerts.lib.sheets.exporting import export_file, list_exported
from mentorcerts.lib.sheets.files import FORMATS, FileFormat
from mentorcerts.lib.sheets.importing import ImportResult, import_sheet
from mentorcerts.lib.sheets.layouts import ReadFile, read_file
from mentorcerts.lib.sheets.tables import ImportTable, Table
from mentorcerts.lib.sheets.waiting import UploadGone


class SpreadsheetExport(ModelAdmin):  # type: ignore[misc]
    """A button that exports what the list shows, as it is filtered and searched."""

    table: ClassVar[type[Table]]
    change_list_template = "admin/sheets/change_list.html"

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def get_urls(self) -> list[URLPattern]:
        return [self._url("export", self.export_view), *super().get_urls()]

    def _url(self, name: str, view: Callable[..., HttpResponseBase]) -> URLPattern:
        protected: Callable[..., HttpResponseBase] = self.admin_site.admin_view(view)
        return path(f"{name}/", protected, name=self._url_name(name))

    def _url_name(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"

    def _address(self, name: str) -> str:
        return reverse(f"admin:{self._url_name(name)}")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        allowed = {"has_export_permission": self.has_export_permission(request)}
        return super().changelist_view(request, {**(extra_context or {}), **allowed})

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Choose a format; ``POST`` answers with the file."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            shown = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(f"{self._address('changelist')}?e=1")  # as the list itself does
        form = FormatForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            file = self._file(request, shown.queryset, FORMATS[form.cleaned_data["format"]])
            list_exported.send(
                type(self), request=request, title=page_name_of(self), rows=shown.result_count
            )
            return file
        context = {"form": form, "records": shown.result_count, "zone": clock.zone_name()}
        return self._page(request, "export", context)

    def _file(self, request: HttpRequest, records: Any, file_format: FileFormat) -> FileResponse:
        table = self._table(request)
        return FileResponse(
            export_file(table, records, file_format),
            as_attachment=True,
            filename=f"{table.title.replace(' ', '-')}-{table.today}.{file_format.extension}",
            content_type=file_format.content_type,
        )

    def _table(self, request: HttpRequest) -> Any:
        return self.table(today=clock.today(), by=request.user.get_username())

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> TemplateResponse:
        return TemplateResponse(
            request,
            f"admin/sheets/{name}.html",
            {
                **self.admin_site.each_context(request),
                "title": f"{name.capitalize()}: {page_name_of(self)}",
                "opts": self.opts,
                **context,
            },
        )


class SpreadsheetImport(ColumnMatching, SpreadsheetExport):
    """A second button: upload, preview, confirm. All rows are written, or none."""

    table: ClassVar[type[ImportTable[Any]]]  # type: ignore[misc]  # a narrower one

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request))

    def get_urls(self) -> list[URLPattern]:
        return [
            self._url("process_import", self.process_import_view),
            self._url("import", self.import_view),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        allowed = {"has_import_permission": self.has_import_permission(request)}
        return super().changelist_view(request, {**(extra_context or {}), **allowed})

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Upload a file; ``POST`` shows what it would do, and keeps it until it is confirmed.

        Where its columns aren't known, or its person wants it, the page that matches them is next.
        """
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._import_page(request, UploadForm())
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._import_page(request, form)
        try:
            with turns.turn():
                file = read_file(self.table, form.file_format, form.content())
                asks = form.cleaned_data["match_columns"] or not file.is_clear
                result = None if asks else self._import(request, file)
        except turns.Busy as error:
            return outage.unavailable_page(str(error))
        except Unreadable as error:
            form.add_error("import_file", str(error))
            return self._import_page(request, form)
        if result and result.refused:
            return self._import_page(request, form, result=result, notes=file.notes())
        upload = Upload(
            token=waiting.keep(form.content(), user=request.user),
            format=form.file_format.extension,
            layout=file.layout,
            digest="",
        )
        if result is None:
            return self._match_page(request, MatchForm(file=file), upload)
        return self._preview_page(request, form, result, upload, file)

    @method_decorator(require_POST)
    def process_import_view(self, request: HttpRequest) -> HttpResponse:
        """Import the file of a preview, if it does what was shown; else show what it does now.

        It is deleted also where it can't be imported any more.
        """
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ConfirmForm(request.POST, salt=self._salt(request))
        if not form.is_valid():
            return self._upload_again(request)
        upload: Upload = form.cleaned_data["upload"]
        try:
            with turns.turn():
                layout = upload["layout"]
                file = self._read_upload(request, upload, layout["sheet"], layout["heading_row"])
                file.columns = layout["columns"]
                result = self._import(request, file, confirmed=upload["digest"])
        except turns.Busy as error:
            return outage.unavailable_page(str(error))
        except (UploadGone, Unreadable):
            return self._upload_again(request)
        if not (result.written or result.refused):
            messages.warning(
                request, "Nothing was imported: it is not what was shown any more. Look again."
            )
            return self._preview_page(request, UploadForm(), result, upload, file)
        waiting.forget(upload["token"], user=request.user)
        if result.refused:
            return self._import_page(request, UploadForm(), result=result)
        messages.success(request, " ".join(["Imported.", *result.outcome.sentences]))
        return HttpResponseRedirect(self._back(request))

    def _read_upload(
        self, request: HttpRequest, upload: Upload, sheet: int, heading_row: int | None
    ) -> ReadFile:
        content = waiting.content_of(upload["token"], user=request.user)
        file_format = FORMATS[upload["format"]]
        return read_file(self.table, file_format, content, sheet=sheet, heading_row=heading_row)

    def _import(
        self, request: HttpRequest, file: ReadFile, *, confirmed: str | None = None
    ) -> ImportResult:
        request.change_source = change_source.IMPORT  # type: ignore[attr-defined]
        table = self._table(request)
        return import_sheet(table, file.sheet, columns=file.columns, confirmed=confirmed)

    def _preview_page(
        self,
        request: HttpRequest,
        form: UploadForm,
        result: ImportResult,
        upload: Upload,
        file: ReadFile,
    ) -> TemplateResponse:
        upload |= {"digest": result.digest, "layout": file.layout}
        confirm_form = ConfirmForm(salt=self._salt(request), upload=upload)
        return self._import_page(
            request, form, result=result, confirm_form=confirm_form, notes=file.notes()
        )

    def _import_page(
        self, request: HttpRequest, form: Form, *, template: str = "import", **context: Any
    ) -> TemplateResponse:
        context |= {
            "came_from": places.came_from(request),
            "back": self._back(request),
            "form": form,
            "columns": self.table.imported_columns(),
            "max_rows": MAX_ROWS,
            "max_megabytes": MAX_BYTES // 1024**2,
        }
        return self._page(request, template, context)

    def _salt(self, request: HttpRequest, step: str = "import") -> str:
        return f"{step} of {self.opts.label} by {request.user.pk}"

    def _back(self, request: HttpRequest) -> str:
        """The list as it was filtered when the person left it."""
        token = places.came_from(request)
        return places.address_of(request, token) or self._address("changelist")

    def _upload_again(self, request: HttpRequest) -> HttpResponse:
        messages.error(request, UPLOAD_AGAIN)
        again = places.with_place(self._address("import"), places.came_from(request))
        return HttpResponseRedirect(again)
