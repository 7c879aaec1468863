"""Model admins that write through services, or not at all."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms.forms import BaseForm
from django.http import HttpRequest, HttpResponseRedirect
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin

from mentorcerts.lib import clock
from mentorcerts.lib.admin.page_names import NamedPage
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


class ServiceModelAdmin(NamedPage, SimpleHistoryAdmin, ModelAdmin):  # type: ignore[misc]
    """Save through a ``ServiceForm``, and remove through ``remove``."""

    form: type[BaseForm]
    list_per_page = 50
    show_full_result_count = False
    history_list_display: ClassVar[list[str]] = ["source"]
    compressed_fields = True
    warn_unsaved_form = True

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.request = request  # the form class is made for this request
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Do nothing: the form has written the record."""

    def remove(self, obj: Any, *, today: date, by: str) -> None:
        """Call the service that hides the record."""
        raise NotImplementedError

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.remove(obj, today=clock.today(), by=request.user.get_username())

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """List the records alone: removing hides them and keeps what belongs to them."""
        return [str(obj) for obj in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []

    @refusals_as_messages
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(request, *args, **kwargs)

    @refusals_as_messages
    @transaction.atomic
    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> Any:
        """Show an earlier state; ``POST`` restores it.

        The package lets anybody restore who may view.
        """
        if request.method == "POST" and not self.has_change_permission(request):
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    @refusals_as_messages
    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().delete_view(request, *args, **kwargs)

    @refusals_as_messages
    def response_action(self, request: HttpRequest, queryset: Any) -> Any:
        return super().response_action(request, queryset)


class ReadOnlyAdmin(NamedPage, ModelAdmin):  # type: ignore[misc]
    """For records that only the program writes."""

    list_per_page = 50
    show_full_result_count = False
    list_disable_select_all = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
