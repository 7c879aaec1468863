"""The list of promises: those that stand, and those that were broken."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.decorators import display

from certifications.admin.search import MentorSearch
from certifications.mentor_links import mentor_link
from mentorcerts.lib import clock
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.admin.spreadsheets import SpreadsheetExport
from mentorcerts.promises.models import Promise
from mentorcerts.promises.sheets import PromiseTable


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "In force"), ("broken", "Broken")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "open":
            return queryset.in_force(clock.today())
        return queryset.broken(clock.today()) if self.value() == "broken" else queryset


@admin.register(Promise)
class PromiseAdmin(MentorSearch, SpreadsheetExport, ReadOnlyAdmin):
    """They are made and withdrawn on the mentor's page."""

    page_name = "Promises"
    table = PromiseTable
    list_display = ["mentor_page", "certification", "day", "note", "made_at", "made_by", "end"]
    list_display_links = ["day"]
    list_filter = [StateFilter]
    list_select_related = ["certification", "mentor"]
    ordering = ["day", "pk"]
    record_paths = {"certifications.Certification": "certification"}

    @display(description="Mentor", ordering="mentor_id")
    def mentor_page(self, obj: Promise) -> str:
        return mentor_link(obj.mentor)
