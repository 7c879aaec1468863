"""Scheduled tasks: django-q2's form, which refuses what its scheduler would stumble over."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django_q import admin as q_admin
from django_q.models import Schedule
from unfold.admin import ModelAdmin

from mentorcerts.lib.admin.page_names import NamedPage
from mentorcerts.lib.admin.stale_forms import GuardedAdmin, GuardedModelForm
from mentorcerts.lib.task_cluster.schedules import problems


class ScheduleForm(GuardedModelForm):
    """A schedule that would not run as it should is refused, with a sentence for each field."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        shown = [field.name for field in Schedule._meta.concrete_fields if field.name in cleaned]
        schedule = Schedule.objects.filter(pk=self.instance.pk).first() or Schedule()
        for name in shown:
            setattr(schedule, name, cleaned[name])
        for name, sentence in problems(schedule, now=timezone.now()).items():
            if name in self.fields:
                if name not in self.errors:
                    self.add_error(name, sentence)
            else:
                label = Schedule._meta.get_field(name).verbose_name
                self.add_error(None, f"{label}: {sentence} A superuser can correct it.")
        return cleaned


admin.site.unregister(Schedule)


@admin.register(Schedule)
class ScheduleAdmin(GuardedAdmin, NamedPage, q_admin.ScheduleAdmin, ModelAdmin):  # type: ignore[misc,type-arg]
    """When tasks run. Only superusers decide what they run, because that is code."""

    form = ScheduleForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser and super().has_add_permission(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Schedule | None = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else [*fields, "func", "hook", "args", "kwargs"]
