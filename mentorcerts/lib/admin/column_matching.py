"""Between an upload and its preview: the page that matches columns, and templates to begin with."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe
from unfold.admin import ModelAdmin

from mentorcerts.lib import outage
from mentorcerts.lib.admin.import_steps import ImportSteps
from mentorcerts.lib.admin.matching_forms import MatchForm, chosen_place
from mentorcerts.lib.admin.page_names import page_name_of
from mentorcerts.lib.admin.spreadsheet_forms import ConfirmForm, Upload, UploadForm
from mentorcerts.lib.sheets import turns
from mentorcerts.lib.sheets.bounds import Unreadable
from mentorcerts.lib.sheets.files import FORMATS
from mentorcerts.lib.sheets.remembered import remember_headings
from mentorcerts.lib.sheets.tables import ImportTable
from mentorcerts.lib.sheets.templates import write_template
from mentorcerts.lib.sheets.waiting import UploadGone


class ColumnMatching(ModelAdmin):  # type: ignore[misc]
    """A part of ``SpreadsheetImport``, whose other methods it calls."""

    table: ClassVar[type[ImportTable[Any]]]

    def get_urls(self) -> list[URLPattern]:
        return [
            self._url("match_columns", self.match_columns_view),
            self._url("template", self.template_view),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def match_columns_view(self, request: HttpRequest) -> Any:
        """Remember what the columns of an upload are, and show what it would do.

        Where its person has chosen another sheet or row of headings, those are matched first.
        """
        if not self.has_import_permission(request):
            raise PermissionDenied
        waits = ConfirmForm(request.POST, salt=self._salt(request, "matching"))
        if not waits.is_valid():
            return self._upload_again(request)
        try:
            with turns.turn():
                return self._matched(request, self._steps(request, waits.cleaned_data["upload"]))
        except turns.Busy as error:
            return outage.unavailable_page(str(error))
        except (UploadGone, Unreadable):
            return self._upload_again(request)

    def _matched(self, request: HttpRequest, steps: ImportSteps) -> Any:
        shown = steps.upload["layout"]
        file = steps.read_place(*chosen_place(request.POST, shown))
        if file.place != (shown["sheet"], shown["heading_row"]):
            return self._match_page(request, MatchForm(file=file), steps.upload)
        form = MatchForm(request.POST, file=file)
        if not form.is_valid():
            return self._match_page(request, form, steps.upload)
        remember_headings(
            self.table.title,
            file.said(form.columns()),
            by=request.user.get_username(),
            now=timezone.now(),
        )
        file.columns = form.columns()
        steps.upload["layout"] = file.layout
        return self._preview_page(request, UploadForm(), steps, steps.look(file))

    def _match_page(
        self, request: HttpRequest, form: MatchForm, upload: Upload
    ) -> TemplateResponse:
        upload["layout"] = form.file.layout
        salt = self._salt(request, "matching")
        page: TemplateResponse = self._import_page(
            request,
            form,
            template="match",
            title=f"Match the columns: {page_name_of(self)}",
            waits=ConfirmForm(salt=salt, upload=upload),
            notes=form.file.sheet.notes,
        )
        return page

    @method_decorator(require_safe)
    def template_view(self, request: HttpRequest) -> HttpResponse:
        """An empty file to fill in; ``?format=csv`` for one that isn't a workbook."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        file_format = FORMATS.get(request.GET.get("format", ""), FORMATS["xlsx"])
        name = f"{self.table.title.replace(' ', '-')}-template.{file_format.extension}"
        return HttpResponse(
            write_template(self.table, file_format),
            content_type=file_format.content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
