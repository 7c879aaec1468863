"""The page that undoes an action: person by person what is put back, and who is left, then done."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from certifications.mentor_links import mentor_link
from certifications.person_columns import about_mentor
from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.action_log.undo import MENTORS_AT_A_TIME, undo_action
from mentorcerts.lib import clock
from mentorcerts.lib.admin.downloads import asked_format
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.admin.outcome_files import outcome_file
from mentorcerts.lib.admin.outcomes import NOT_AS_SHOWN, ActionOutcome
from mentorcerts.lib.admin.progress_pages import (
    Progress,
    leading_to,
    progress_page,
    take_over_messages,
)
from mentorcerts.lib.refusals import Refused, sentences

CONFLICTS_TOLD = 5
"""In the message after an undo."""
DONE = "done"
"""In the address that a page with progress leads on to."""

Undone = tuple[ActionOutcome, bool] | Refused


def undo_page(
    model_admin: ReadOnlyAdmin, request: HttpRequest, executed: ExecutedAction
) -> HttpResponseBase:
    """Show what would be put back; ``POST`` does what was shown. ``?done=`` says that it was."""
    visit = _Visit(model_admin, request, executed)
    if DONE in request.GET:
        take_over_messages(request)
        return redirect(visit.back)
    if executed.done > MENTORS_AT_A_TIME and asked_format(request) is None:
        return progress_page(
            request,
            page=visit.rendered("admin/action_log/undo_progress.html"),
            work=visit.undo,
            number=executed.done,
            ending=visit.ending,
        )
    undone = visit.undo()
    if visit.is_over(undone):
        visit.tell(undone)
        return redirect(visit.back)
    assert not isinstance(undone, Refused)
    visit.warn_if_confirmed()
    file = outcome_file(request, undone[0], title=visit.title, about=about_mentor)
    context = visit.context(undone[0])
    return file or TemplateResponse(request, "admin/action_log/undo.html", context)


@dataclass(frozen=True)
class _Visit:
    """What somebody has asked the page for."""

    model_admin: ReadOnlyAdmin
    request: HttpRequest
    executed: ExecutedAction

    @property
    def title(self) -> str:
        return f"Undo {self.executed}"

    @property
    def back(self) -> str:
        return reverse("admin:action_log_executedaction_change", args=[self.executed.pk])

    @property
    def confirmed(self) -> str | None:
        """The digest of what was shown, where the button that confirms was pressed."""
        post = self.request.POST
        return post.get("shown", "") if "confirm" in post else None

    def undo(self, progress: Progress = lambda done: None) -> Undone:
        try:
            return undo_action(
                action_id=self.executed.pk,
                confirmed=self.confirmed,
                today=clock.today(),
                now=timezone.now(),
                by=self.request.user.get_username(),
                progress=progress,
            )
        except Refused as refusal:
            return refusal

    def is_over(self, undone: Undone) -> bool:
        """Whether there is nothing more to show: it is done, or can't be."""
        return isinstance(undone, Refused) or undone[1]

    def tell(self, undone: Undone) -> None:
        if isinstance(undone, Refused):
            messages.error(self.request, sentences(undone))
        else:
            messages.success(self.request, _told(self.executed, undone[0]))

    def warn_if_confirmed(self) -> None:
        if self.confirmed is not None:
            messages.warning(self.request, NOT_AS_SHOWN)

    def ending(self, undone: Undone) -> str:
        """What comes in place of the progress."""
        if self.is_over(undone):
            address = f"{self.request.path}?{DONE}=1"
            return leading_to(self.request, address, lambda: self.tell(undone))
        assert not isinstance(undone, Refused)
        self.warn_if_confirmed()
        return self.rendered("admin/action_log/undo_ending.html", undone[0])

    def rendered(self, template: str, outcome: ActionOutcome | None = None) -> str:
        """The page, or a part of it, as text."""
        return render_to_string(template, self.context(outcome), self.request)

    def context(self, outcome: ActionOutcome | None) -> dict[str, Any]:
        return {
            **self.model_admin.admin_site.each_context(self.request),
            "title": self.title,
            "opts": self.model_admin.opts,
            "executed": self.executed,
            "outcome": outcome,
            "back": self.back,
        }


def _told(executed: ExecutedAction, outcome: ActionOutcome) -> SafeString:
    """One message, however many people."""
    parts = [format_html("{} undone: {}", executed, outcome.summary)]
    for mentor, why in outcome.refused[:CONFLICTS_TOLD]:
        parts.append(format_html("{} is left as now. {}.", mentor_link(mentor), why))
    more = len(outcome.refused) - CONFLICTS_TOLD
    parts += [format_html("{} more are left as they are now.", more)] if more > 0 else []
    return format_html_join(" ", "{}", ((part,) for part in parts))
