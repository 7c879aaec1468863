"""What came of an action: one message, and a page where there is more to read than that."""

import secrets

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, slugify

from certifications.mentor_links import mentor_link, with_mentor_links
from certifications.models import Mentor
from certifications.person_columns import PERSON, person_cells
from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.action_log.undo import reversal_of
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.downloads import asked_format, download
from mentorcerts.lib.admin.outcomes import ActionOutcome
from mentorcerts.lib.admin.session_room import with_newest
from mentorcerts.lib.wording import full_stop
from mentorcerts.pages.actions.definitions import ACTIONS, Action
from statuses.models import CertificationStatus

LONGEST_MESSAGE = 500
"""Characters; a note may have more, and is shown below."""
REFUSED_TOLD = 2
"""More than these are not told in the message."""
SESSION_KEY = "left_as_before"
RESULTS_KEPT = 3
"""Of a session, the newest ones."""


def tell_result(request: HttpRequest, action: Action, outcome: ActionOutcome, back: str) -> None:
    """One message, however many mentors: of one what was done, of many the summary.

    Where many were left as before, they are on the page that it links to.
    """
    level = messages.SUCCESS if outcome.done else messages.WARNING
    told: list[SafeString] = []
    if len(outcome.done) == 1 and not outcome.refused:
        [(mentor, what)] = outcome.done
        sentence = Truncator(full_stop(what)).chars(LONGEST_MESSAGE)
        told.append(format_html("{}. {}", mentor_link(mentor), sentence))
    elif outcome.done or len(outcome.refused) > REFUSED_TOLD:
        told.append(format_html("{}", outcome.summary))
    if len(outcome.refused) <= REFUSED_TOLD:
        told += [_left(mentor, why) for mentor, why in outcome.refused]
    else:
        address = places.with_place(
            f"{reverse('action-result')}?of={_keep(request, action, outcome)}",
            places.keep(request, back),
        )
        link = '<a class="underline" href="{}">Who was left as before, and why</a>'
        told.append(format_html(link, address))
    told += _undo_link(outcome)
    text = mark_safe(" ".join(told))  # noqa: S308  of parts that are safe
    messages.add_message(request, level, format_html("{}: {}", action.title, text))


def result_page(request: HttpRequest) -> HttpResponseBase:
    """List whom an action left as before, with the reasons; ``?of=`` says which one."""
    kept = request.session.get(SESSION_KEY, {}).get(request.GET.get("of", ""))
    action = ACTIONS.get(kept["action"]) if kept else None
    if action is None:
        raise Http404("What came of this action is not kept any more.")
    if not request.user.has_perm(action.permission):
        raise PermissionDenied
    mentors = Mentor.objects.in_bulk([mentor_id for mentor_id, _ in kept["refused"]])
    rows = [(mentors[pk], why) for pk, why in kept["refused"] if pk in mentors]
    title = f"{action.title}: left as before"
    if file_format := asked_format(request):
        return download(
            request,
            file_format,
            title=title,
            file_name=slugify(title),
            headings=[*PERSON, "Why"],
            rows=((*person_cells(mentor), why) for mentor, why in rows),
        )
    token = places.came_from(request)
    return TemplateResponse(
        request,
        "admin/action_result.html",
        {
            **admin.site.each_context(request),
            "title": title,
            "opts": CertificationStatus._meta,
            "rows": rows,
            "back": places.address_of(request, token)
            or reverse("admin:statuses_certificationstatus_changelist"),
        },
    )


def _undo_link(outcome: ActionOutcome) -> list[SafeString]:
    """A link to the page that undoes it, where there is something to undo."""
    if outcome.recorded_as is None:
        return []
    recorded = ExecutedAction.objects.get(pk=outcome.recorded_as)
    if reversal_of(recorded) is None:
        return []
    address = reverse("admin:action_log_executedaction_undo", args=[recorded.pk])
    return [format_html('<a class="underline" href="{}">Undo…</a>', address)]


def _left(mentor: Mentor, why: str) -> SafeString:
    return format_html(
        "{} is left as before. {}", mentor_link(mentor), with_mentor_links(why, [mentor])
    )


def _keep(request: HttpRequest, action: Action, outcome: ActionOutcome) -> str:
    """Keep in the session who was left as before; return the token."""
    token = secrets.token_urlsafe(6)
    refused = [(mentor.pk, why) for mentor, why in outcome.refused]
    request.session[SESSION_KEY] = with_newest(
        request.session.get(SESSION_KEY, {}),
        token,
        {"action": action.name, "refused": refused},
        most=RESULTS_KEPT,
        size=lambda result: len(result["refused"]),
    )
    return token
