"""*Move to another mentor…*: choose the mentor, see what changes for both, confirm."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from certifications.models import Certification, Mentor
from certifications.registry import registry
from mentorcerts.lib import clock
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.outcomes import NOT_AS_SHOWN, ActionOutcome, apply_to_each
from mentorcerts.lib.lengths import REASON_LENGTH


class MoveForm(forms.Form):
    """The new mentor and the reason. The service refuses who cannot have it."""

    mentor = forms.ModelChoiceField(
        label="Whose it is",
        queryset=Mentor.objects.all(),
        help_text="Search by id, name or e-mail.",
    )
    reason = forms.CharField(
        max_length=REASON_LENGTH,
        widget=UnfoldAdminTextInputWidget,
        help_text="Such as: Recorded for the other Maria. It is kept with both mentors.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = Certification._meta.get_field("mentor")
        widget = AutocompleteSelect(field, admin.site)
        widget.choices = self.fields["mentor"].choices  # type: ignore[attr-defined]
        self.fields["mentor"].widget = widget


class MovingAdmin(ModelAdmin):  # type: ignore[misc]
    """Records that can be moved to another mentor. Stands before ``RemovingAdmin``."""

    def move(self, obj: Any, *, to: Mentor, reason: str, today: Any, by: str) -> str:
        """Call the service that moves the record; return what that did, in words."""
        raise NotImplementedError

    def has_move_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(super().has_change_permission(request))

    @action(
        description="Move to another mentor…",
        url_path="move",
        icon="drive_file_move",
        permissions=["move"],
    )
    def move_one(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, show what happens to both mentors; confirming does exactly that."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            opts = self.opts
            return HttpResponseRedirect(
                reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
            )
        form, outcome = MoveForm(request.POST or None), None
        if form.is_valid():
            confirmed = request.POST.get("shown", "") if "confirm" in request.POST else None
            to = form.cleaned_data["mentor"]
            apply = partial(
                self.move,
                to=to,
                reason=form.cleaned_data["reason"],
                today=clock.today(),
                by=request.user.get_username(),
            )
            outcome, written = apply_to_each([record], apply, confirmed=confirmed)
            if written and outcome.done:
                [(_, told)] = outcome.done
                self.log_change(request, record, f"Moved to {to}. {told}")
                messages.success(request, f"{record.certification_id} is {to}'s now. {told}")
                return HttpResponseRedirect(registry.mentor_link(to.pk))
            if confirmed is not None:
                messages.warning(request, NOT_AS_SHOWN)
        return self._move_page(request, record, form, outcome)

    def _move_page(
        self, request: HttpRequest, record: Any, form: MoveForm, outcome: ActionOutcome | None
    ) -> TemplateResponse:
        opts, token = self.opts, places.came_from(request)
        return TemplateResponse(
            request,
            "admin/certifications/move.html",
            {
                **self.admin_site.each_context(request),
                "title": f"Move {record} to another mentor",
                "heading_is_about": [record],
                "opts": opts,
                "form": form,
                "media": self.media + form.media,
                "outcome": outcome,
                "action": {
                    "title": "Move",
                    "note": "Its renewals, dates and revocation go along. What the run did to the "
                    "first mentor, and what they were sent, stays on record with them.",
                },
                "came_from": token,
                "back": places.address_of(request, token)
                or reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk]),
            },
        )
