"""Model admins that write through services, or not at all."""

from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms.forms import BaseForm
from django.http import HttpRequest, HttpResponseRedirect
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin

from mentorcerts.lib import clock
from mentorcerts.lib.refusals import Refused, sentences


class ServiceModelAdmin(SimpleHistoryAdmin, ModelAdmin):  # type: ignore[misc]
    """Saves through its ``ServiceForm``, and removes through ``remove``."""

    form: type[BaseForm]
    list_per_page = 50
    show_full_result_count = False
    history_list_display: ClassVar[list[str]] = ["source"]
    compressed_fields = True
    warn_unsaved_form = True

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.request = request  # of a class made for this request
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The form has written it already."""

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
        """Removing hides a record and keeps all that belongs to it: nothing stands in the way."""
        return [str(obj) for obj in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with _refusals_shown(self, request) as page:
            return super().changeform_view(request, *args, **kwargs)
        return page.back()

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> Any:
        """An earlier state; ``POST`` restores it, which the package leaves open to lookers-on."""
        if request.method == "POST" and not self.has_change_permission(request):
            raise PermissionDenied
        with _refusals_shown(self, request) as page, transaction.atomic():
            return super().history_form_view(request, object_id, version_id, extra_context)
        return page.back()

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with _refusals_shown(self, request) as page:
            return super().delete_view(request, *args, **kwargs)
        return page.back()

    def response_action(self, request: HttpRequest, queryset: Any) -> Any:
        with _refusals_shown(self, request) as page:
            return super().response_action(request, queryset)
        return page.back()


class _refusals_shown:  # noqa: N801  reads as a sentence where it is used
    """A service's refusal becomes a message on the page that the coordinator came from."""

    def __init__(self, model_admin: ModelAdmin, request: HttpRequest) -> None:
        self.model_admin, self.request = model_admin, request

    def __enter__(self) -> "_refusals_shown":
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        if isinstance(error, Refused | ValidationError):
            messages.error(self.request, sentences(error))
            return True
        return False

    def back(self) -> Any:
        return HttpResponseRedirect(self.request.get_full_path())


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[misc]
    """Records that only the program writes."""

    list_per_page = 50
    show_full_result_count = False
    list_disable_select_all = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
