"""The types of certification and their rules."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from certifications import services
from certifications.models import CertificationType
from certifications.services.impact import type_impact
from mentorcerts.lib import clock
from mentorcerts.lib.admin.forms import ServiceForm
from mentorcerts.lib.admin.model_admins import ServiceModelAdmin


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


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]
    """Reads what was sent, to look at it; it is never saved."""

    class Meta:
        model = CertificationType
        fields = ["name", "validity_months", "grace_days"]


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

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """New rules are saved once it has been shown how many mentors they touch."""
        kind = self.get_object(request, unquote(object_id))
        if (
            request.method == "POST"
            and "impact_shown" not in request.POST
            and kind is not None
            and self.has_change_permission(request, kind)
            and (page := self._impact_page(request, kind)) is not None
        ):
            return page
        return super().change_view(request, object_id, form_url, extra_context)

    def _impact_page(self, request: HttpRequest, kind: CertificationType) -> HttpResponse | None:
        """The page between; ``None`` where nothing of the rules changes, or the form has errors."""
        rules = RulesForm(request.POST, instance=kind)
        if not rules.is_valid() or not {"grace_days", "validity_months"} & set(rules.changed_data):
            return None
        impact = type_impact(code=kind.pk, **rules.cleaned_data, today=clock.today())
        return TemplateResponse(
            request,
            "admin/certifications/type_impact.html",
            {
                **self.admin_site.each_context(request),
                "title": f"What the new rules of {kind} do",
                "opts": self.opts,
                "impact": impact,
                "validity_changes": "validity_months" in rules.changed_data,
                "sent": [
                    (name, value)
                    for name, values in request.POST.lists()
                    if name != "csrfmiddlewaretoken"
                    for value in values
                ],
            },
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
