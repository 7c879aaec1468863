"""What coordinators do to many mentors at once: shown first, then done in one transaction.

The preview *is* the action, in a transaction that is rolled back: what it shows is what will
happen. Mentors for whom the service refuses are listed with its reason and left as they are.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminTextInputWidget

from certifications import expiry, services
from certifications.models import Certification, Mentor
from mentorcerts.lib import clock, moments
from mentorcerts.lib.refusals import Refused
from renewals.services import renew_certification
from statuses.admin import selected_mentors

Act = Callable[..., str]
"""``act(mentor_id, **form, today, by)``: call the service, say what it did."""


# --- forms ----------------------------------------------------------------------------------
def _date_field(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
    )


def _text_field(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
    )


class RenewForm(forms.Form):
    renewal_date = _date_field("Renewal date")
    new_expiry_date = _date_field(
        "New expiry date for all",
        "Empty: each type's validity, counted from the old expiry date where it has not passed, "
        "else from the renewal date.",
        required=False,
    )
    notes = _text_field("Notes", required=False)


class ReasonForm(forms.Form):
    reason = _text_field("Reason", "It is kept with the record.")


class ExemptForm(ReasonForm):
    until = _date_field("Exempt until", "The job leaves them alone through this day.")
    field_order = ("until", "reason")


class NothingToAskForm(forms.Form):
    pass


# --- what is done to one mentor -------------------------------------------------------------
def _renew(
    mentor_id: str,
    *,
    renewal_date: date,
    new_expiry_date: date | None,
    notes: str,
    today: date,
    by: str,
) -> str:
    certification = _governing(mentor_id)
    renewed_at = moments.utc_midnight(renewal_date)
    if new_expiry_date is not None:
        expires_at = moments.utc_midnight(new_expiry_date)
    elif (months := certification.certification_type.validity_months) is not None:
        expires_at = expiry.renewed_expiry(certification.expires_at, renewed_at, months=months)
    else:
        raise ValidationError(
            f"The type {certification.certification_type_id} has no default validity: give a date."
        )
    renew_certification(
        mentor_id=mentor_id,
        renewal_date=renewed_at,
        new_expiry_date=expires_at,
        processed_by=by,
        notes=notes,
        today=today,
        by=by,
    )
    before, after = moments.utc_date(certification.expires_at), moments.utc_date(expires_at)
    return f"Expiry {before} → {after}{_resumed(certification)}"


def _exempt(mentor_id: str, *, until: date, reason: str, today: date, by: str) -> str:
    certification = Certification.objects.governing().filter(mentor_id=mentor_id).first()
    services.exempt_mentor(mentor_id=mentor_id, until=until, reason=reason, today=today, by=by)
    return f"Exempt until {until}{_resumed(certification)}"


def _pause(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    services.pause_mentor(mentor_id=mentor_id, reason=reason, by=by)
    return "Paused by hand"


def _resume(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    services.resume_mentor(mentor_id=mentor_id, reason=reason)
    certification = Certification.objects.governing().filter(mentor_id=mentor_id).first()
    if certification is not None and certification.auto_pause_applied:
        return "Pause by hand ended; the job's own pause stays"
    return "Pause by hand ended"


def _revoke(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    certification = _governing(mentor_id)
    if certification.revoked_at is not None:
        raise ValidationError(f"{certification.certification_id} is revoked already.")
    services.update_certification(
        certification=certification,
        changes={},
        status=expiry.REVOKED,
        reason=reason,
        today=today,
        by=by,
    )
    return f"{certification.certification_id} revoked"


def _remove(mentor_id: str, *, today: date, by: str) -> str:
    count = services.remove_mentor_certifications(mentor_id=mentor_id, today=today, by=by)
    return f"{count} certification{'s' if count > 1 else ''} removed"


def _governing(mentor_id: str) -> Certification:
    governing = Certification.objects.governing().select_related("certification_type")
    certification = governing.filter(mentor_id=mentor_id).first()
    if certification is None:
        raise ValidationError(f"{mentor_id} has no certification.")
    return certification


def _resumed(before: Certification | None) -> str:
    """What an action did to the job's pause, beside what it was for."""
    if before is None or not before.auto_pause_applied:
        return ""
    still = Certification.objects.get(pk=before.pk).auto_pause_applied
    return "; stays paused by the job" if still else "; the job's pause is lifted"


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing to do to mentors; ``permission`` is Django's, on the records it writes."""

    name: str
    title: str
    permission: str
    form: type[forms.Form]
    act: Act
    needs_certification: bool = True
    fits: Callable[[Mentor], bool] = lambda mentor: True


ACTIONS = {
    action.name: action
    for action in (
        Action(
            name="renew",
            title="Renew",
            permission="renewals.add_renewal",
            form=RenewForm,
            act=_renew,
        ),
        Action(
            name="exempt",
            title="Exempt",
            permission="certifications.change_mentor",
            form=ExemptForm,
            act=_exempt,
        ),
        Action(
            name="pause",
            title="Pause by hand",
            permission="certifications.change_mentor",
            form=ReasonForm,
            act=_pause,
            needs_certification=False,
            fits=lambda mentor: mentor.paused_at is None,
        ),
        Action(
            name="resume",
            title="End pause by hand",
            permission="certifications.change_mentor",
            form=ReasonForm,
            act=_resume,
            needs_certification=False,
            fits=lambda mentor: mentor.paused_at is not None,
        ),
        Action(
            name="revoke",
            title="Revoke",
            permission="certifications.change_certification",
            form=ReasonForm,
            act=_revoke,
        ),
        Action(
            name="remove",
            title="Remove",
            permission="certifications.delete_certification",
            form=NothingToAskForm,
            act=_remove,
        ),
    )
}


# --- many of them ------------------------------------------------------------------------------
@dataclass
class Outcome:
    """What happened, or would: mentors with a sentence each."""

    done: list[tuple[Mentor, str]] = field(default_factory=list)
    refused: list[tuple[Mentor, str]] = field(default_factory=list)


@transaction.atomic
def carry_out(
    action: Action,
    mentors: Sequence[Mentor],
    sent: dict[str, Any],
    *,
    today: date,
    by: str,
    rehearse: bool,
) -> Outcome:
    """Do it to all, in one transaction; with ``rehearse`` roll everything back at the end."""
    outcome = Outcome()
    for mentor in mentors:
        try:
            with transaction.atomic():
                outcome.done.append((mentor, action.act(mentor.pk, **sent, today=today, by=by)))
        except ValidationError as error:
            outcome.refused.append((mentor, " ".join(error.messages)))
        except Refused as refusal:
            outcome.refused.append((mentor, refusal.message))
    if rehearse:
        transaction.set_rollback(True)
    return outcome


def bulk_page(request: HttpRequest, name: str) -> HttpResponse:
    """Ask, show, do. ``?mentor=`` names one mentor, ``?selection=`` a list's selection."""
    action = ACTIONS.get(name)
    if action is None:
        raise Http404
    if not request.user.has_perm(action.permission):
        raise PermissionDenied
    mentors = _chosen(request)
    today, by = clock.today(), request.user.get_username()
    initial = {"renewal_date": today}
    form = action.form(request.POST or initial if _complete(action, request) else None)
    form.initial = initial
    outcome, shown = None, ""
    if form.is_bound and form.is_valid():
        shown = _digest(form.cleaned_data)
        confirmed = "confirm" in request.POST and request.POST.get("shown") == shown
        if "confirm" in request.POST and not confirmed:
            messages.warning(request, "You changed something: look again what will happen.")
        outcome = carry_out(
            action, mentors, form.cleaned_data, today=today, by=by, rehearse=not confirmed
        )
        if confirmed:
            return _done(request, action, outcome, mentors)
    return TemplateResponse(
        request,
        "admin/bulk_action.html",
        {
            **admin.site.each_context(request),
            "title": f"{action.title}: {_who(mentors)}",
            "action": action,
            "mentors": mentors,
            "form": form,
            "outcome": outcome,
            "shown": shown,
        },
    )


def _digest(sent: dict[str, Any]) -> str:
    """Stands for what was shown, so that nothing else is confirmed."""
    return hashlib.sha256(repr(sorted(sent.items())).encode()).hexdigest()


def _complete(action: Action, request: HttpRequest) -> bool:
    """Whether there is enough to show what would happen: sent, or nothing that must be asked."""
    return request.method == "POST" or action.form in (RenewForm, NothingToAskForm)


def _chosen(request: HttpRequest) -> list[Mentor]:
    if one := request.GET.get("mentor"):
        ids = [one]
    else:
        ids = selected_mentors(request, request.GET.get("selection", ""))
    mentors = list(Mentor.objects.filter(pk__in=ids).order_by("pk"))
    if not mentors:
        raise Http404("Nobody is selected. Go back to the list and choose mentors.")
    return mentors


def _who(mentors: Sequence[Mentor]) -> str:
    return str(mentors[0]) if len(mentors) == 1 else f"{len(mentors)} mentors"


def _done(
    request: HttpRequest, action: Action, outcome: Outcome, mentors: Sequence[Mentor]
) -> HttpResponse:
    if outcome.done:
        messages.success(request, f"{action.title}: done for {len(outcome.done)}.")
    for mentor, reason in outcome.refused:
        messages.warning(request, f"{mentor} is left as before. {reason}")
    if len(mentors) == 1:
        return redirect("mentor-page", mentors[0].pk)
    return redirect("admin:statuses_certificationstatus_changelist")
