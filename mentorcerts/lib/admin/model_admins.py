"""Model admins that write through services, or not at all."""

from collections.abc import Callable
from functools import wraps
from itertools import pairwise
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms.forms import BaseForm
from django.http import HttpRequest, HttpResponseRedirect
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import ModelDelta
from unfold.admin import ModelAdmin

from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.page_names import NamedPage
from mentorcerts.lib.admin.stale_forms import GuardedAdmin
from mentorcerts.lib.history import changes_between
from mentorcerts.lib.refusals import Refused, sentences


def refusals_as_messages(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a model admin's view: a service's refusal becomes a message.

    It is shown on the page that the request was sent from.
    """

    @wraps(view)
    def view_with_messages(
        self: ModelAdmin, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> Any:
        try:
            return view(self, request, *args, **kwargs)
        except (ValidationError, Refused) as error:
            messages.error(request, sentences(error))
        return HttpResponseRedirect(request.get_full_path())

    return view_with_messages


class ListAdmin(ModelAdmin):  # type: ignore[misc]
    """What all long lists have in common."""

    list_per_page = 50
    show_full_result_count = False
    list_sections = ()
    """Unfold's templates ask for it twice in each row, and Unfold gives it no value.

    Each time a template doesn't find what it asks for, Django lists all that the model admin has.
    """


class ServiceModelAdmin(GuardedAdmin, NamedPage, SimpleHistoryAdmin, ListAdmin):  # type: ignore[misc]
    """Save through a ``ServiceForm``."""

    form: type[BaseForm]
    history_list_display: ClassVar[list[str]] = ["source"]
    compressed_fields = True
    warn_unsaved_form = True
    conditional_fields: ClassVar[dict[str, str]] = {}
    change_form_show_cancel_button = False
    """Both as ``list_sections``, of forms."""
    change_form_before_template = "admin/came_from.html"

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.request = request  # the form class is made for this request
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Do nothing: the form has written the record."""

    @refusals_as_messages
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context = {**(extra_context or {}), "came_from": places.came_from(request)}
        return super().changeform_view(request, object_id, form_url, context)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Go back to where the person came from; else to the list, as Django does."""
        address = places.address_of(request, places.came_from(request))
        return (
            HttpResponseRedirect(address)
            if address
            else super().response_post_save_add(request, obj)
        )

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """The same."""
        address = places.address_of(request, places.came_from(request))
        return (
            HttpResponseRedirect(address)
            if address
            else super().response_post_save_change(request, obj)
        )

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, foreign_keys_are_objs: bool = True
    ) -> None:
        """Show every change, also of fields that only services write."""
        for line, before in pairwise(historical_records):
            delta = ModelDelta(changes_between(line, before), [], before, line)
            helper = self.get_historical_record_context_helper(request, line)
            line.history_delta_changes = helper.context_for_delta_changes(delta)

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        """Offer *Revert* only where it brings back all that the earlier state shows.

        What no form field holds, such as a pause or a revocation, it would not bring back.
        """
        if super().revert_disabled(request, obj):
            return True
        current = self.model._base_manager.filter(pk=obj.pk).first() if obj is not None else None
        if current is None:
            return False
        shown = set(self.get_readonly_fields(request, current)) - self.restored_otherwise(obj)
        return any(
            getattr(obj, field.attname) != getattr(current, field.attname)
            for field in self.model.history.model.tracked_fields
            if field.name in shown
        )

    def restored_otherwise(self, version: Any) -> set[str]:
        """Read-only fields that *Revert* to this state brings back, or that it needs not to."""
        return set()

    @refusals_as_messages
    @transaction.atomic
    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> Any:
        """Show an earlier state; ``POST`` restores it.

        The package lets anybody restore who may view.
        """
        if request.method == "POST":
            version = self.model.history.model.objects.filter(history_id=version_id).first()
            disabled = version is not None and self.revert_disabled(request, version.instance)
            if disabled or not self.has_change_permission(request):
                raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    @refusals_as_messages
    def response_action(self, request: HttpRequest, queryset: Any) -> Any:
        return super().response_action(request, queryset)


class ReadOnlyAdmin(NamedPage, ListAdmin):  # type: ignore[misc]
    """For records that only the program writes."""

    list_disable_select_all = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
