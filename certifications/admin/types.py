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
        help_texts = {
            "grace_days": "How many days after its expiry date a mentor may stay active before the "
            "nightly run pauses them."
        }

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
    """Reads the rules that were sent, to preview their impact; never saved."""

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
        """Show how many mentors new rules affect before they are saved."""
        certification_type = self.get_object(request, unquote(object_id))
        if (
            request.method == "POST"
            and "impact_shown" not in request.POST
            and certification_type is not None
            and self.has_change_permission(request, certification_type)
            and (page := self._impact_page(request, certification_type)) is not None
        ):
            return page
        return super().change_view(request, object_id, form_url, extra_context)

    def _impact_page(
        self, request: HttpRequest, certification_type: CertificationType
    ) -> HttpResponse | None:
        """Return the preview; ``None`` if no rule changes, or the form has errors."""
        rules = RulesForm(request.POST, instance=certification_type)
        if not rules.is_valid() or not {"grace_days", "validity_months"} & set(rules.changed_data):
            return None
        impact = type_impact(code=certification_type.pk, **rules.cleaned_data, today=clock.today())
        return TemplateResponse(
            request,
            "admin/certifications/type_impact.html",
            {
                **self.admin_site.each_context(request),
                "title": f"What the new rules of {certification_type} do",
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
