"""The types of certification and their rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from unfold.decorators import display

from certifications import services
from certifications.admin.type_forms import (
    IMPACT_SHOWN,
    LADDER_CHOICE,
    LADDER_SHOWN,
    RULES,
    CertificationTypeForm,
    RulesForm,
)
from certifications.job.next_run import next_run_day
from certifications.models import CertificationType, Mentor
from certifications.person_columns import PERSON, person_cells
from certifications.read_only_sheets import TypeTable
from certifications.registry import LadderImpact, registry
from certifications.services.impact import TypeImpact, type_impact
from mentorcerts.lib import clock
from mentorcerts.lib.admin.downloads import FORMAT, asked_format, download
from mentorcerts.lib.admin.folded_search import FoldedSearch
from mentorcerts.lib.admin.model_admins import ServiceModelAdmin, refusals_as_messages
from mentorcerts.lib.admin.spreadsheets import SpreadsheetExport
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks
from mentorcerts.lib.sheets.files import FileFormat


@admin.register(CertificationType)
class CertificationTypeAdmin(FoldedSearch, SpreadsheetExport, ServiceModelAdmin):
    table = TypeTable
    form = CertificationTypeForm
    list_display = ["code", "name", *RULES, "retired"]
    list_filter = ["requirement", ("retired_at", admin.EmptyFieldListFilter)]
    list_display_links = ["code", "name"]
    search_fields = ["code", "name"]
    search_help_text = "By code or name."

    def get_fields(self, request: HttpRequest, obj: CertificationType | None = None) -> list[str]:
        shown = ["code", "name", *RULES]
        if obj is None:
            return [*shown, "new_requirement", "reminder_days"]
        asked = ["new_requirement"] if self.has_change_permission(request, obj) else []
        return [*shown, *asked, "reminder_days", "retired"]

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Where a form offers types to choose from, leave out those that are retired."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        if request.path.endswith("/autocomplete/"):
            found = found.filter(retired_at=None)
        return found, doubled

    @display
    def retired(self, obj: CertificationType) -> str:
        return "retired" if obj.is_retired else ""

    def get_readonly_fields(
        self, request: HttpRequest, obj: CertificationType | None = None
    ) -> list[str]:
        return [] if obj is None else ["code"]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show how many mentors new rules affect before they are saved; save what was shown."""
        certification_type = self.get_object(request, unquote(object_id))
        if (
            request.method == "POST"
            and certification_type is not None
            and self.has_change_permission(request, certification_type)
            and (page := self._impact_page(request, certification_type)) is not None
        ):
            return page
        return super().change_view(request, object_id, form_url, extra_context)

    def _impact_page(
        self, request: HttpRequest, certification_type: CertificationType
    ) -> HttpResponseBase | None:
        """Return the preview; ``None`` if it was confirmed, or there is nothing to preview."""
        if CertificationTypeForm(request.POST, instance=certification_type).is_outdated():
            return None  # the form says so
        rules = RulesForm(request.POST, instance=certification_type)
        if not rules.is_valid():
            return None
        before = CertificationType.objects.get(pk=certification_type.pk)
        values, today = dict(rules.cleaned_data), clock.today()
        days = values.pop("reminder_days")
        impact = None
        if set(RULES) & set(rules.changed_data):
            impact = type_impact(
                code=before.pk, **values, next_run=next_run_day(today=today), today=today
            )
        ladder = _ladder_impact(before, days, values, today)
        if impact is None and ladder is None:
            return None
        if impact is not None and (file_format := asked_format(request)):
            return _file(request, file_format, before, impact)
        shown = (request.POST.get(IMPACT_SHOWN), request.POST.get(LADDER_SHOWN))
        if shown == (impact and impact.digest, ladder and ladder.digest):
            return None
        if shown != (None, None):
            messages.warning(
                request, "Nothing was saved: the rules would do something else now. Look again."
            )
        return TemplateResponse(
            request,
            "admin/certifications/type_impact.html",
            {
                **self.admin_site.each_context(request),
                "title": f"What the new rules of {before} do",
                "opts": self.opts,
                "impact": impact,
                "ladder": ladder,
                "ladder_choice": LADDER_CHOICE,
                "named": _named(impact) if impact else [],
                "validity_changes": "validity_months" in rules.changed_data,
                "sent": [
                    (name, value)
                    for name, values in request.POST.lists()
                    if name not in NOT_CARRIED
                    for value in values
                ],
            },
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what nothing uses can be removed; one at a time, on its own page."""
        unused = obj is not None and not obj.certifications.exists()
        return unused and super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: CertificationType) -> None:
        services.remove_certification_type(code=obj.pk)

    @refusals_as_messages
    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        return super().delete_view(request, object_id, extra_context)


NOT_CARRIED = ("csrfmiddlewaretoken", IMPACT_SHOWN, LADDER_SHOWN, LADDER_CHOICE, FORMAT)
"""Fields of a request that the page of an impact does not send on as they came."""
NAMED = 100
"""Mentors that the page of an impact names of each kind."""


@dataclass(frozen=True)
class Named:
    """What new rules do to some mentors: the first of them, with links, and how many there are."""

    what: str
    mentors: list[tuple[str, str]]
    """What each is called, and the address of their page."""
    number: int

    @property
    def more(self) -> int:
        return self.number - len(self.mentors)


def _kinds(impact: TypeImpact) -> dict[str, list[str]]:
    """What the new rules change, and the ids of those for whom they do."""
    kinds = {
        "Paused by the next run, and would not be with the present rules": impact.newly_paused_next,
        "Not paused by the next run any more": impact.spared,
        "Resumed at once": impact.resumed_now,
    }
    return {what: mentor_ids for what, mentor_ids in kinds.items() if mentor_ids}


def _named(impact: TypeImpact) -> list[Named]:
    kinds = _kinds(impact)
    shown = [mentor_id for mentor_ids in kinds.values() for mentor_id in mentor_ids[:NAMED]]
    called = {mentor.pk: str(mentor) for mentor in Mentor.objects.filter(pk__in=shown)}
    return [
        Named(
            what,
            [(called[pk], registry.mentor_link(pk)) for pk in mentor_ids[:NAMED] if pk in called],
            len(mentor_ids),
        )
        for what, mentor_ids in kinds.items()
    ]


def _file(
    request: HttpRequest, file_format: FileFormat, kind: CertificationType, impact: TypeImpact
) -> FileResponse:
    """Everybody affected by the new rules; nothing is saved."""
    return download(
        request,
        file_format,
        title=f"What new rules of {kind} do",
        file_name="new-rules",
        headings=[*PERSON, "What the new rules do"],
        rows=_rows(impact),
    )


def _rows(impact: TypeImpact) -> Iterator[list[str]]:
    for what, mentor_ids in _kinds(impact).items():
        for some in in_chunks(mentor_ids, ROWS_PER_BATCH):
            mentors = Mentor.objects.in_bulk(some)
            yield from ([*person_cells(mentors[pk]), what] for pk in some if pk in mentors)


def _ladder_impact(
    kind: CertificationType, reminder_days: str, rules: dict[str, Any], today: date
) -> LadderImpact | None:
    """What another ladder does, with the other new rules; ``None`` where it is the same one."""
    if registry.ladder_changes is None or reminder_days == kind.reminder_days:
        return None
    return registry.ladder_changes.preview(
        code=kind.pk,
        reminder_days=reminder_days,
        save_rules=lambda: services.save_certification_type(code=kind.pk, today=today, **rules),
        today=today,
    )
