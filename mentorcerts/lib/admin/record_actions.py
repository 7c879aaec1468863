"""Remove and restore records: what will happen to each is shown first, then confirmed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from unfold.admin import ModelAdmin
from unfold.decorators import action

from mentorcerts.lib import clock
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.outcome_files import outcome_file
from mentorcerts.lib.admin.outcomes import NOT_AS_SHOWN, ActionOutcome, apply_to_each
from mentorcerts.lib.wording import full_stop

REFUSED_TOLD = 3
"""Records that a message names because they are left as before."""


@dataclass(frozen=True)
class RecordAction:
    """Something that is done to one record or many, on a page of its own."""

    title: str
    done: str
    note: str
    apply: Callable[..., str]


class RemovingAdmin(ModelAdmin):  # type: ignore[misc]
    """Records that are removed (hidden everywhere, and kept) and restored."""

    actions = ["remove_selected", "restore_selected"]
    actions_detail = ["remove_one", "restore_one"]

    def remove(self, obj: Any, *, today: date, by: str) -> str:
        """Call the service that hides the record; return what that did, in words."""
        raise NotImplementedError

    def restore(self, obj: Any, *, today: date, by: str) -> str:
        """Call the service that brings it back; return what that did, in words."""
        raise NotImplementedError

    def has_restore_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Restoring changes a record; a removed one can't be changed otherwise."""
        return bool(super().has_change_permission(request))

    def has_remove_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(super().has_delete_permission(request))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer what fits: a removed record can be restored, and nothing else."""
        removed = self.model._base_manager.filter(deleted_at__isnull=False)
        is_removed = removed.filter(pk=unquote(str(object_id))).exists()
        offered = super().get_actions_detail(request, object_id)
        return [each for each in offered if (each.path == "restore") == is_removed]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A removed record must be restored before it can be changed."""
        if obj is not None and obj.deleted_at is not None:
            return False
        return bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A removed record can only be restored."""
        if obj is not None and obj.deleted_at is not None:
            return False
        return bool(super().has_delete_permission(request, obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    # --- pages -------------------------------------------------------------------------------
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Offer *Remove…* instead of Django's *Delete*; say so where a record was removed."""
        if request.method == "POST" and object_id is not None:
            record = self.get_object(request, unquote(object_id))
            if record is not None and record.deleted_at and self.has_restore_permission(request):
                form = self.form(request.POST, instance=record)
                messages.error(request, form.refused_as_removed(record))
                return HttpResponseRedirect(request.get_full_path())
        context = {**(extra_context or {}), "show_delete": False}
        return super().changeform_view(request, object_id, form_url, context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponseBase:
        """Show what removing does; ``POST`` removes."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return HttpResponseRedirect(self._list_address())
        if not self.has_remove_permission(request):
            raise PermissionDenied
        return self._confirmed(request, [record], self._removing())

    @action(description="Remove…", url_path="remove", icon="delete", permissions=["remove"])
    def remove_one(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Show what removing does; ``POST`` removes."""
        return self.delete_view(request, object_id)

    @action(description="Restore…", url_path="restore", icon="undo", permissions=["restore"])
    def restore_one(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Show what restoring does; ``POST`` restores."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return HttpResponseRedirect(self._list_address())
        return self._confirmed(request, [record], self._restoring())

    @admin.action(description="Remove selected %(verbose_name_plural)s…", permissions=["remove"])
    def remove_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponseBase:
        """Show what removing does; confirming removes."""
        return self._confirmed(request, list(queryset.order_by("-pk")), self._removing())

    @admin.action(description="Restore selected %(verbose_name_plural)s…", permissions=["restore"])
    def restore_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponseBase:
        """Show what restoring does; confirming restores."""
        return self._confirmed(request, list(queryset.order_by("pk")), self._restoring())

    def _removing(self) -> RecordAction:
        note = "Removed records are hidden everywhere and kept: they can be restored."
        return RecordAction("Remove", "removed", note, self.remove)

    def _restoring(self) -> RecordAction:
        return RecordAction("Restore", "restored", "", self.restore)

    def _confirmed(
        self, request: HttpRequest, records: Sequence[Any], what: RecordAction
    ) -> HttpResponseBase:
        apply = partial(what.apply, today=clock.today(), by=request.user.get_username())
        confirmed = request.POST.get("shown") if "confirm" in request.POST else None
        outcome, written = apply_to_each(records, apply, confirmed=confirmed)
        token, back = self._way_back(request)
        if written and outcome.done:
            self._tell(request, outcome, what)
            return HttpResponseRedirect(back)
        if confirmed is not None:
            messages.warning(request, NOT_AS_SHOWN)
        file = outcome_file(
            request, outcome, title=self._title(records, what), about=self.cells_about
        )
        if file is not None:
            return file
        context = {"came_from": token, "back": back}
        return self._action_page(request, records, outcome, what, context)

    def _way_back(self, request: HttpRequest) -> tuple[str, str]:
        """Return the token of the place where the person came from, and its address.

        A selection comes from the list, whose filters are in the address that it is sent to.
        """
        if request.path == self._list_address():
            return "", request.get_full_path()
        token = places.came_from(request)
        return token, places.address_of(request, token) or self._list_address()

    def with_links(self, text: str, record: Any) -> SafeString:
        """What a message says of a record, as HTML; override it to link those whom it names."""
        return escape(text)

    def cells_about(self, record: Any) -> dict[str, Any]:
        """What a record is, by heading, in the file of a preview; override it to say whose."""
        return {capfirst(str(self.opts.verbose_name)): str(record)}

    def _tell(self, request: HttpRequest, outcome: ActionOutcome, what: RecordAction) -> None:
        """One message, however many records."""
        for record, sentence in outcome.done:
            self.log_change(request, record, f"{what.done.capitalize()}. {sentence}")
        told = [format_html("{} {}.", len(outcome.done), what.done)]
        for record, reason in outcome.refused[:REFUSED_TOLD]:
            left = f"{record} is left as before. {full_stop(reason)}"
            told.append(self.with_links(left, record))
        if more := len(outcome.refused) - REFUSED_TOLD:
            told += [format_html("{} more are left as before.", more)] if more > 0 else []
        messages.success(request, format_html_join(" ", "{}", ((each,) for each in told)))

    def _action_page(
        self,
        request: HttpRequest,
        records: Sequence[Any],
        outcome: ActionOutcome,
        what: RecordAction,
        context: dict[str, Any],
    ) -> TemplateResponse:
        return TemplateResponse(
            request,
            "admin/record_action.html",
            {
                **self.admin_site.each_context(request),
                "title": self._title(records, what),
                "opts": self.opts,
                "heading_is_about": records if len(records) == 1 else [],
                "action": what,
                "outcome": outcome,
                "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
                "name": request.POST.get("action", ""),
                **context,
            },
        )

    def _title(self, records: Sequence[Any], what: RecordAction) -> str:
        many = f"{len(records)} {self.opts.verbose_name_plural}"
        return f"{what.title} {records[0] if len(records) == 1 else many}"

    def _list_address(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
