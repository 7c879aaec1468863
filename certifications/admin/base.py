"""What the admin pages of all three apps share: forms whose only way to write is a service."""

from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.forms.forms import BaseForm
from django.http import HttpRequest, HttpResponseRedirect
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin

from certifications import clock, expiry
from certifications.errors import Refused
from certifications.models import Mentor


def midnight(day: date) -> datetime:
    """A date from a form, as the contracts write dates."""
    return expiry.utc_midnight(day)


def kept_time(day: date, moment: datetime) -> datetime:
    """The moment, moved to another day; unchanged where the day is the same."""
    if expiry.utc_date(moment) == day:
        return moment
    return datetime.combine(day, time.min, UTC)


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that is checked by doing: ``write`` calls the service, its refusals are the errors.

    The admin runs it in a transaction; a refusal rolls back to where the form began. The
    model's own ``save()`` is never called.
    """

    request: HttpRequest
    field_names: ClassVar[dict[str, str]] = {}
    """What the service calls a field → what the form calls it."""

    def write(self, *, today: date, by: str) -> models.Model:
        """Call the service with ``cleaned_data``; return the record that was written."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.instance = self.write(today=clock.today(), by=self.request.user.get_username())
        except ValidationError as error:
            for name, texts in _by_field(error).items():
                name = self.field_names.get(name, name)
                self.add_error(name if name in self.fields else None, texts)
        except Refused as refusal:
            self.add_error(None, refusal.message)

    def save(self, commit: bool = True) -> Any:
        self.save_m2m = self._save_m2m  # type: ignore[method-assign]
        if self.errors:
            raise ValueError("a form with errors has written nothing")
        return self.instance

    def _save_m2m(self) -> None:
        """The service has written everything."""


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


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
        if isinstance(error, Refused):
            messages.error(self.request, error.message)
        elif isinstance(error, ValidationError):
            messages.error(self.request, " ".join(error.messages))
        else:
            return False
        return True

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


class MentorSearch:
    """Searches people first, then their records: asked in one, no index could help.

    Every word must stand in the mentor's id, name or e-mail. A public id of the list's own
    records (``own_id``, starting with ``own_prefix``) finds that record alone.
    """

    own_id = ""
    own_prefix = ""

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        words = search_term.split()
        if not words:
            return queryset, False
        if self.own_prefix and words[0].startswith(self.own_prefix):
            return queryset.filter(**{self.own_id: words[0]}), False
        people = Mentor.objects.all()
        for word in words:
            people = people.filter(
                models.Q(mentor_id__icontains=word)
                | models.Q(name__icontains=word)
                | models.Q(email__icontains=word)
            )
        return queryset.filter(mentor__in=people.values("pk")), False


class RemovedFilter(admin.SimpleListFilter):
    """Live records unless removed ones are asked for."""

    title = "removed"
    parameter_name = "removed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Removed"), ("all", "Live and removed")]

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            if choice["query_string"] == changelist.get_query_string(remove=["removed"]):
                choice["display"] = "Live"
            yield choice

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "all":
            return queryset
        return queryset.filter(deleted_at__isnull=self.value() != "yes")
