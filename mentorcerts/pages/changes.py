"""What has changed: the change log as a page, newest first; the home page leads to parts of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from unfold.widgets import UnfoldAdminSelectWidget

from certifications.models import Event, EventCursor
from certifications.person_columns import PERSON, person_cells
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin.downloads import asked_format, download
from mentorcerts.lib.sheets.local_times import local_time
from mentorcerts.lib.sheets.tables import heading_of_moment
from mentorcerts.pages.navigation import CHANGES
from mentorcerts.pages.timeline.lines import Line
from mentorcerts.pages.timeline.log import log_lines
from mentorcerts.visits.news import COUNTED, lines

SHOWN = 100
"""Lines on a page."""
OTHERS = "yes"
BIGGEST = 2**63 - 1


class ChangesForm(forms.Form):
    """``after`` and ``through`` are numbers of lines; the home page fills them in."""

    type = forms.ChoiceField(
        label="Kind",
        choices=[("", "All"), *((kind.value, kind.label.capitalize()) for kind in Event.Type)],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    others = forms.ChoiceField(
        label="By",
        choices=[("", "Everybody"), (OTHERS, "Others and the program")],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    after = forms.IntegerField(
        min_value=0, max_value=BIGGEST, required=False, widget=forms.HiddenInput
    )
    through = forms.IntegerField(
        min_value=0, max_value=BIGGEST, required=False, widget=forms.HiddenInput
    )


@dataclass(frozen=True)
class Shown:
    """A line, with whom it is about."""

    event: Event
    line: Line
    mentor: str
    """Empty where it is about a run."""
    link: str
    """Of the mentor's page, or of the run's; empty where it has been deleted."""


@require_safe
def changes_page(request: HttpRequest) -> HttpResponseBase:
    """``?type=``, ``?others=``, and ``?after=`` and ``?through=`` as bounds; one page at a time."""
    user: Any = request.user
    if not user.has_perm("certifications.view_event"):
        raise PermissionDenied
    form = ChangesForm(request.GET)
    if not form.is_valid():
        return redirect("changes")
    asked = form.cleaned_data
    found = lines(
        after=asked["after"] or 0,
        through=asked["through"],
        not_by=user.get_username() if asked["others"] else "",
    )
    if asked["type"]:
        found = found.filter(type=asked["type"])
    related = found.select_related("mentor", "pause__run", "run")
    if file_format := asked_format(request):
        return download(
            request,
            file_format,
            title=CHANGES,
            file_name=f"changes-{clock.today()}",
            headings=[heading_of_moment("When"), *PERSON, "Run", "What", "Details", "By", "From"],
            rows=_rows(related),
        )
    events = list(related[: SHOWN + 1])
    older = events[SHOWN - 1].sequence if len(events) > SHOWN else None
    context = {
        **admin.site.each_context(request),
        "title": CHANGES,
        "form": form,
        "rows": list(_shown(events[:SHOWN])),
        "number": found.order_by()[: COUNTED + 1].count(),
        "counted": COUNTED,
        "older": _address(asked | {"through": older - 1}) if older else "",
    }
    return TemplateResponse(request, "admin/changes.html", context)


def _rows(events: "QuerySet[Event]") -> Iterator[list[Any]]:
    for row in _shown(events.iterator(chunk_size=2000)):
        mentor, line = row.event.mentor, row.line
        yield [
            local_time(line.when),
            *(person_cells(mentor) if mentor else ("", "", "")),
            str(row.event.run or ""),
            line.what,
            moments.dates_in_words(line.detail),
            line.who,
            line.came_from,
        ]


def _shown(events: Iterable[Event]) -> Iterator[Shown]:
    began: datetime | None = EventCursor.objects.values_list("began_at", flat=True).first()
    if began is None:  # nothing has ever been published
        return
    for event in events:
        # Each by itself: they are of several mentors, whose other lines are not here.
        for line in log_lines([event], [], [], began=began):
            link = ""
            if event.mentor_id:
                link = reverse("mentor-page", args=[event.mentor_id])
            elif event.run_id:
                link = reverse("admin:certifications_expiryrun_change", args=[event.run_id])
            yield Shown(event, line, str(event.mentor or ""), link)


def _address(asked: dict[str, Any]) -> str:
    given = {name: value for name, value in asked.items() if value not in (None, "")}
    return f"{reverse('changes')}?{urlencode(given)}"
