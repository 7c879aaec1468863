"""Reminders: rounds, the page of each day, and what people decide."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action, display

from certifications.person_columns import PERSON, person_cells
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.downloads import asked_format, download
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.admin.proposals import proposal_page
from mentorcerts.lib.admin.spreadsheets import SpreadsheetExport
from mentorcerts.reminders.admin.day_page import day_page
from mentorcerts.reminders.admin.decisions import (
    DecisionForm,
    propose_decision,
    propose_switching_on,
)
from mentorcerts.reminders.models import Round
from mentorcerts.reminders.sheets import RoundTable
from mentorcerts.reminders.unreached import cannot_be_reached, why_unreached

ROUND_COLOURS = {
    Round.State.PLANNED.label: "success",
    Round.State.HELD.label: "danger",
    Round.State.RELEASED.label: "success",
    Round.State.DROPPED.label: "warning",
    Round.State.QUIET.label: "info",
}


@admin.register(Round)
class RoundAdmin(SpreadsheetExport, ReadOnlyAdmin):
    """Only planning writes them; people decide about those that are held."""

    page_name = "Reminders"
    table = RoundTable
    list_display = [
        "round_day",
        "kind",
        "shown_state",
        "messages_planned",
        "mentors",
        "suppressed",
        "decided",
    ]
    list_filter = ["state", "kind", ("day", admin.DateFieldListFilter)]
    actions_list = ["who_gets_what", "cannot_be_reached", "switch_on"]
    actions_detail = ["decide"]
    fields = [
        "round_day",
        "kind",
        "shown_state",
        "messages_planned",
        "mentors",
        "of_mentors",
        "suppressed",
        "started_at",
        "by",
        "forced",
        "decided",
    ]
    readonly_fields = fields

    @display(description="Day", ordering="day")
    def round_day(self, obj: Round) -> str:
        return moments.in_words(obj.day)

    @display(description="State", ordering="state", label=ROUND_COLOURS)
    def shown_state(self, obj: Round) -> str:
        return obj.get_state_display()

    @display(description="Decision")
    def decided(self, obj: Round) -> str:
        return ": ".join(part for part in (obj.decided_by, obj.decision_reason) if part)

    # --- one day -----------------------------------------------------------------------------
    def has_look_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """The page shows mails to mentors, with their words."""
        user: Any = request.user
        return bool(user.has_perms(("reminders.view_round", "reminders.view_message")))

    @action(description="Who gets what", url_path="day", icon="today", permissions=["look"])
    @places.place
    def who_gets_what(self, request: HttpRequest) -> HttpResponseBase:
        """Show the mails of a day, today or to come."""
        return day_page(self, request)

    @action(
        description="Cannot be reached",
        url_path="cannot-be-reached",
        icon="unsubscribe",
        permissions=["look"],
    )
    @places.place
    def cannot_be_reached(self, request: HttpRequest) -> HttpResponseBase:
        """List the mentors to whom a mail was due that could not go out, and still could not."""
        mentors = cannot_be_reached().order_by("pk")
        if file_format := asked_format(request):
            return download(
                request,
                file_format,
                title="Cannot be reached",
                file_name=f"cannot-be-reached-{clock.today()}",
                headings=[*PERSON, "Why"],
                rows=(
                    [*person_cells(each), why_unreached(each)]
                    for each in mentors.iterator(chunk_size=2000)
                ),
            )
        page = Paginator(mentors, self.list_per_page).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Cannot be reached",
            "opts": self.opts,
            "page": page,
            "rows": [(each, each.email, why_unreached(each)) for each in page],
        }
        return TemplateResponse(request, "admin/reminders/cannot_be_reached.html", context)

    # --- decisions ---------------------------------------------------------------------------
    def has_decide_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("reminders.change_round"))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer to decide while it is held."""
        held = Round.objects.filter(pk=object_id, state=Round.State.HELD)
        return super().get_actions_detail(request, object_id) if held.exists() else []

    @action(description="Send or drop…", url_path="decide", icon="rule", permissions=["decide"])
    def decide(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Show whom a held round would write to; ``POST`` sends or drops it."""
        round_ = self.get_object(request, object_id)
        if round_ is None:
            return redirect("admin:reminders_round_changelist")
        form, by = DecisionForm(request.POST or None), request.user.get_username()
        return proposal_page(
            self,
            request,
            round_,
            lambda: propose_decision(round_.pk, form, now=timezone.now(), by=by),
            back=reverse("admin:reminders_round_change", args=[round_.pk]),
            asked_with=form,
            in_transaction=True,
        )

    @action(description="Switch on…", url_path="switch-on", icon="power", permissions=["decide"])
    def switch_on(self, request: HttpRequest) -> HttpResponseBase:
        """Show what the first start would do; ``POST`` lets this installation write to mentors."""
        by = request.user.get_username()
        return proposal_page(
            self,
            request,
            None,
            lambda: propose_switching_on(today=clock.today(), now=timezone.now(), by=by),
            back=reverse("admin:reminders_round_changelist"),
            in_transaction=True,
        )
