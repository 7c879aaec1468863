"""Mentors: their names, and what keeps them paused or exempt."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.decorators import display

from certifications import services
from certifications.admin.list_filters import (
    ExemptFilter,
    HasLeftFilter,
    LeftOnFilter,
    PausedByHandFilter,
    PausedByHandSinceFilter,
    WithoutCertificationFilter,
)
from certifications.admin.new_mentors import DETAILS, FIRST_CERTIFICATION, NewMentorForm
from certifications.admin.search import MentorSearch
from certifications.mentor_links import mentor_link
from certifications.mentor_sheets import MentorTable
from certifications.models import Mentor
from certifications.registry import registry
from mentorcerts.lib.admin.forms import ServiceForm
from mentorcerts.lib.admin.model_admins import ServiceModelAdmin
from mentorcerts.lib.admin.spreadsheets import SpreadsheetImport


class MentorForm(ServiceForm):
    class Meta:
        model = Mentor
        fields = ["mentor_id", "name", "email"]
        help_texts = {"exempt_until": "The nightly run leaves this mentor alone through this date."}

    def write(self, *, today: date, by: str) -> Mentor:
        return services.save_mentor(
            mentor_id=self.instance.pk,
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
            check=self.refuse_if_changed,
        )


@admin.register(Mentor)
class MentorAdmin(MentorSearch, SpreadsheetImport, ServiceModelAdmin):
    table = MentorTable
    form = MentorForm
    list_display = ["mentor_page", "named", "email", "exempt_until", "paused_at", "left_at"]
    list_display_links = None
    list_filter = [
        WithoutCertificationFilter,
        ExemptFilter,
        PausedByHandFilter,
        PausedByHandSinceFilter,
        HasLeftFilter,
        LeftOnFilter,
    ]
    mentor_path = "pk"
    fields = [
        "mentor_id",
        "name",
        "email",
        "paused_at",
        "paused_by",
        "pause_reason",
        "exempt_until",
        "exempt_reason",
        "left_at",
        "left_by",
        "left_reason",
    ]
    set_by_actions = fields[3:]

    def get_form(self, request: HttpRequest, obj: Mentor | None = None, **kwargs: Any) -> Any:
        return super().get_form(
            request, obj, **({"form": NewMentorForm} if obj is None else {}), **kwargs
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Mentor | None = None) -> list[str]:
        if obj is None:
            return self.set_by_actions
        return ["mentor_page", "mentor_id", *self.set_by_actions]

    def get_fields(self, request: HttpRequest, obj: Mentor | None = None) -> list[str]:
        if obj is not None:
            return ["mentor_page", *self.fields[1:]]
        may_record = request.user.has_perm("certifications.add_certification")
        return [*DETAILS, *(FIRST_CERTIFICATION if may_record else ()), "proposed_id"]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = {"title": "New mentor", **(extra_context or {})}
        answer: HttpResponse = super().add_view(request, form_url, context)
        return answer

    def response_post_save_add(self, request: HttpRequest, obj: Mentor) -> HttpResponseRedirect:
        """Show the mentor's page, with all that can be done about them."""
        return HttpResponseRedirect(registry.mentor_link(obj.pk))

    @display(description="Mentor id", ordering="mentor_id")
    def mentor_page(self, obj: Mentor) -> str:
        return mentor_link(obj.pk)

    @display(description="Name", ordering="name")
    def named(self, obj: Mentor) -> str:
        return mentor_link(obj, obj.name) if obj.name else ""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        """An import adds mentors and changes others, so it needs both permissions."""
        return super().has_import_permission(request) and self.has_change_permission(request)
