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
from django.views.decorators.http import require_POST, require_safe
from unfold.admin import ModelAdmin

from mentorcerts.lib import change_source, clock, outage
from mentorcerts.lib.admin import left_out_rows, places
from mentorcerts.lib.admin.column_matching import ColumnMatching
from mentorcerts.lib.admin.downloads import asked_format
from mentorcerts.lib.admin.import_preview_file import (
    carried,
    column_headings,
    preview_file,
    problems_file,
)
from mentorcerts.lib.admin.import_steps import ImportSteps, Look
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
from mentorcerts.lib.sheets.importing import list_imported
from mentorcerts.lib.sheets.layouts import ReadFile, read_file
from mentorcerts.lib.sheets.row_kinds import Scope
from mentorcerts.lib.sheets.tables import ImportTable, Table
from mentorcerts.lib.sheets.waiting import UploadGone

NOT_AS_SHOWN = "Nothing was imported: it is not what was shown any more. Look again."


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
    """A second button: upload, preview, confirm. All rows are written, or none.

    Where some are refused, the others may be confirmed without them; those come back as a file.
    """

    table: ClassVar[type[ImportTable[Any]]]  # type: ignore[misc]  # a narrower one

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request))

    def get_urls(self) -> list[URLPattern]:
        return [
            self._url("process_import", self.process_import_view),
            self._url("left_out", self.left_out_view),
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
                steps = self._steps(request, self._kept(request, form, file))
                look = None if asks else steps.look(file)
        except turns.Busy as error:
            return outage.unavailable_page(str(error))
        except Unreadable as error:
            form.add_error("import_file", str(error))
            return self._import_page(request, form)
        if look is None:
            return self._match_page(request, MatchForm(file=file), steps.upload)
        return self._preview_page(request, form, steps, look)

    def _kept(self, request: HttpRequest, form: UploadForm, file: ReadFile) -> Upload:
        may_change = self.has_change_permission(request)
        return Upload(
            token=waiting.keep(form.content(), user=request.user),
            format=form.file_format.extension,
            layout=file.layout,
            digest="",
            scope=form.cleaned_data["scope"] if may_change else Scope.ADD.value,
            only_good_rows=False,
        )

    @method_decorator(require_POST)
    def process_import_view(self, request: HttpRequest) -> HttpResponseBase:
        """Import the file of a preview, if it does what was shown; else show what it does now.

        With ``format``, answer with the preview itself as a file; nothing is imported.
        """
        if not self.has_import_permission(request):
            raise PermissionDenied
        title, salt = self._preview_title(), self._salt(request, "problems")
        if file := problems_file(request, self.table, salt=salt, title=title):
            return file
        form = ConfirmForm(request.POST, salt=self._salt(request))
        if not form.is_valid():
            return self._upload_again(request)
        steps = self._steps(request, form.cleaned_data["upload"])
        file_format = asked_format(request)
        try:
            with turns.turn():
                if file_format and (file := preview_file(request, file_format, steps, title=title)):
                    return file
                confirmed = None if file_format else steps.upload["digest"]
                look = steps.look(steps.read(), confirmed=confirmed)
                done = look.shown
                left_out = steps.keep_left_out(done) if done.written and done.left_out else None
        except turns.Busy as error:
            return outage.unavailable_page(str(error))
        except (UploadGone, Unreadable):
            return self._upload_again(request)
        if not done.written:
            if file_format or not done.refused:
                messages.warning(request, NOT_AS_SHOWN)
            return self._preview_page(request, UploadForm(), steps, look)
        steps.forget()
        list_imported.send(type(self), request=request, title=page_name_of(self), result=done)
        messages.success(request, " ".join(["Imported.", *done.outcome.sentences]))
        if left_out is None:
            return HttpResponseRedirect(self._back(request))
        salt = self._salt(request, "left out")
        address = f"{self._address('left_out')}?{left_out_rows.query_of(left_out, salt=salt)}"
        return HttpResponseRedirect(places.with_place(address, places.came_from(request)))

    def _preview_title(self) -> str:
        return f"Preview of an import: {page_name_of(self)}"

    @method_decorator(require_safe)
    def left_out_view(self, request: HttpRequest) -> HttpResponseBase:
        """Offer the rows that were not imported as a file, or send it."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        try:
            salt = self._salt(request, "left out")
            left_out = left_out_rows.left_out_of(request.GET, salt=salt)
            if left_out_rows.FILE in request.GET:
                return left_out_rows.file_response(
                    left_out, title=self.table.title, user=request.user
                )
        except UploadGone:
            messages.error(request, left_out_rows.LEFT_OUT_GONE)
            return HttpResponseRedirect(self._address("import"))
        context = {
            "title": f"Rows left out: {page_name_of(self)}",
            "back": self._back(request),
            "left_out": left_out,
            "address": f"?{left_out_rows.query_of(left_out, salt=salt)}&{left_out_rows.FILE}=1",
        }
        return self._page(request, "left_out", context)

    def _steps(self, request: HttpRequest, upload: Upload) -> ImportSteps:
        request.change_source = change_source.IMPORT  # type: ignore[attr-defined]
        return ImportSteps(self.table, lambda: self._table(request), request.user, upload)

    def _preview_page(
        self, request: HttpRequest, form: UploadForm, steps: ImportSteps, look: Look
    ) -> TemplateResponse:
        """What the upload comes to; what can't be confirmed is not kept."""
        context: dict[str, Any] = {"result": look.result}
        if look.shown.refused:
            steps.forget()
            salt = self._salt(request, "problems")
            context["told"] = carried(look.result.problems, salt=salt)
            return self._import_page(request, form, notes=look.file.notes(), **context)
        steps.upload["digest"] = look.shown.digest
        steps.upload["only_good_rows"] = look.good is not None
        kept = ConfirmForm(salt=self._salt(request), upload=steps.upload)
        headings = column_headings(self.table, look.shown)
        context |= {"good": look.good, "kept": kept, "headings": headings}
        context["confirm_form" if look.good is None else "good_form"] = kept
        return self._import_page(request, form, notes=look.file.notes(), **context)

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
