"""Mentors, and the types of certification."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from certifications import services
from certifications.admin.base import ServiceForm, ServiceModelAdmin
from certifications.models import CertificationType, Mentor


class MentorForm(ServiceForm):
    class Meta:
        model = Mentor
        fields = ["mentor_id", "name", "email"]

    def write(self, *, today: date, by: str) -> Mentor:
        mentor_id = self.instance.pk or self.cleaned_data["mentor_id"]
        if not self.instance.pk and Mentor.objects.filter(pk=mentor_id).exists():
            raise ValidationError({"mentor_id": f"There is already a mentor {mentor_id}."})
        return services.save_mentor(
            mentor_id=mentor_id, name=self.cleaned_data["name"], email=self.cleaned_data["email"]
        )


@admin.register(Mentor)
class MentorAdmin(ServiceModelAdmin):
    form = MentorForm
    list_display = ["mentor_id", "name", "email", "exempt_until", "paused_at"]
    list_display_links = ["mentor_id", "name"]
    list_filter = ["exempt_until", "paused_at"]
    search_fields = ["mentor_id", "name", "email"]
    search_help_text = "By id, name or e-mail."
    fields = [
        "mentor_id",
        "name",
        "email",
        "paused_at",
        "paused_by",
        "pause_reason",
        "exempt_until",
        "exempt_reason",
    ]
    stand = ["paused_at", "paused_by", "pause_reason", "exempt_until", "exempt_reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: Mentor | None = None) -> list[str]:
        return self.stand if obj is None else ["mentor_id", *self.stand]

    def get_fields(self, request: HttpRequest, obj: Mentor | None = None) -> list[str]:
        return self.fields if obj else ["mentor_id", "name", "email"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CertificationTypeForm(ServiceForm):
    class Meta:
        model = CertificationType
        fields = ["code", "name", "validity_months", "grace_days"]

    def write(self, *, today: date, by: str) -> CertificationType:
        code = self.instance.pk or self.cleaned_data["code"]
        if not self.instance.pk and CertificationType.objects.filter(pk=code).exists():
            raise ValidationError({"code": f"There is already a type {code}."})
        return services.save_certification_type(
            code=code,
            name=self.cleaned_data["name"],
            validity_months=self.cleaned_data["validity_months"],
            grace_days=self.cleaned_data["grace_days"],
            today=today,
            by=by,
        )


@admin.register(CertificationType)
class CertificationTypeAdmin(ServiceModelAdmin):
    form = CertificationTypeForm
    list_display = ["code", "name", "validity_months", "grace_days"]
    list_display_links = ["code", "name"]
    search_fields = ["code", "name"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: CertificationType | None = None
    ) -> list[str]:
        return [] if obj is None else ["code"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
