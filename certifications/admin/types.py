"""The types of certification and their rules."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from certifications import services
from certifications.models import CertificationType
from certifications.services.impact import save_confirmed_rules, type_impact
from mentorcerts.lib import clock
from mentorcerts.lib.admin.forms import ServiceForm
from mentorcerts.lib.admin.model_admins import ServiceModelAdmin

RULES = ("validity_months", "grace_days")
IMPACT_SHOWN = "impact_shown"
"""The field of a request that holds the digest of the impact that was shown."""


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
        rules = {name: self.cleaned_data[name] for name in ("name", *RULES)}
        check = self.refuse_if_changed if self.instance.pk else None
        if (confirmed := self.data.get(IMPACT_SHOWN)) is not None:
            return save_confirmed_rules(
                code=code, confirmed=confirmed, check=check, today=today, by=by, **rules
            )
        return services.save_certification_type(code=code, check=check, today=today, by=by, **rules)


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
        """Show how many mentors new rules affect before they are saved; save what was shown."""
        certification_type = self.get_object(request, unquote(object_id))
        if (
            request.method == "POST"
            and certification_type is not None
            and self.has_change_permission(request, certification_type)
            and (page := self._impact_page(request, certification_type)) is not None
        ):
            return page
        return super().change_view(request, object_id, form_url, extra_context)

    def _impact_page(
        self, request: HttpRequest, certification_type: CertificationType
    ) -> HttpResponse | None:
        """Return the preview; ``None`` if it was confirmed, or there is nothing to preview."""
        if CertificationTypeForm(request.POST, instance=certification_type).is_outdated():
            return None  # the form says so
        rules = RulesForm(request.POST, instance=certification_type)
        if not rules.is_valid() or not set(RULES) & set(rules.changed_data):
            return None
        impact = type_impact(code=certification_type.pk, **rules.cleaned_data, today=clock.today())
        if (confirmed := request.POST.get(IMPACT_SHOWN)) == impact.digest:
            return None
        if confirmed is not None:
            messages.warning(
                request, "Nothing was saved: the rules would do something else now. Look again."
            )
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
                    if name not in ("csrfmiddlewaretoken", IMPACT_SHOWN)
                    for value in values
                ],
            },
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
