"""The types of certification and their rules."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from certifications import expiry, services
from certifications.job.next_run import next_run_day
from certifications.models import CertificationType
from certifications.services.impact import TypeImpact, save_confirmed_rules, type_impact
from certifications.services.type_names import TypeNames
from mentorcerts.lib import clock
from mentorcerts.lib.admin.forms import ServiceForm
from mentorcerts.lib.admin.model_admins import ServiceModelAdmin, refusals_as_messages
from mentorcerts.lib.lengths import IDENTIFIER_LENGTH
from mentorcerts.lib.validators import identifier

RULES = ("validity_months", "grace_days", "requirement")
IMPACT_SHOWN = "impact_shown"
"""The field of a request that holds the digest of the impact that was shown."""


NEW_REQUIREMENT = "+"
"""The choice of a requirement that no type has so far; no requirement can be called so."""


def requirement_choices() -> list[tuple[str, str]]:
    """Those in use, and what else there is to choose."""
    types = CertificationType.objects.exclude(requirement="").order_by("requirement")
    used = [*types.values_list("requirement", flat=True).distinct()]
    names = sorted({expiry.MENTORING, *used})
    return [
        *((name, name) for name in names),
        (NEW_REQUIREMENT, "A new one, named below"),
        ("", "None: on record only, it never counts"),
    ]


class RequirementFields(forms.ModelForm):  # type: ignore[type-arg]
    """A requirement is picked from those in use, or named as new on purpose."""

    requirement = forms.ChoiceField(
        required=False,
        choices=requirement_choices,
        initial=expiry.MENTORING,
        widget=UnfoldAdminSelectWidget,
        help_text="What has to be valid in its own right. Types with the same requirement stand in "
        "for each other; of several requirements each has to be met, and the weakest decides. "
        "Example: a mentor's mentoring certificate is valid, but their background check has "
        "expired. If the check has a requirement of its own, the mentor counts as expired.",
    )
    new_requirement = forms.CharField(
        required=False,
        max_length=IDENTIFIER_LENGTH,
        validators=[identifier],
        widget=UnfoldAdminTextInputWidget,
        help_text="Only for a new one: a short name, such as background-check.",
    )

    def clean(self) -> dict[str, Any] | None:
        """Put the name of a new requirement in the place of the choice."""
        cleaned = super().clean() or self.cleaned_data
        name, chosen = cleaned.pop("new_requirement", None), cleaned.get("requirement")
        known = {each.lower(): each for each, _ in requirement_choices()}
        if chosen == NEW_REQUIREMENT and name == "":
            self.add_error("new_requirement", "Name the new requirement.")
        elif chosen == NEW_REQUIREMENT and name and name.lower() in known:
            self.add_error("new_requirement", f"There is {known[name.lower()]} already: choose it.")
        elif chosen != NEW_REQUIREMENT and name:
            self.add_error("new_requirement", "Choose “A new one” above, or leave this empty.")
        elif chosen == NEW_REQUIREMENT:
            cleaned["requirement"] = name
        return cleaned


class CertificationTypeForm(RequirementFields, ServiceForm):
    retired = forms.BooleanField(
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text="A retired type is not offered any more. What is recorded of it goes on "
        "counting.",
    )

    class Meta:
        model = CertificationType
        fields = ["code", "name", "validity_months", "grace_days", "requirement"]
        help_texts = {
            "grace_days": "How many days after its expiry date a mentor may stay active before the "
            "nightly run pauses them."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if (record := kwargs.get("instance")) is not None:
            kwargs["initial"] = {"retired": record.is_retired, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def questions(self, written: CertificationType, *, today: date) -> list[str]:
        """Of a new type: whether one with a code like it was meant."""
        if "code" not in self.cleaned_data:
            return []
        others = CertificationType.objects.exclude(pk=written.pk).order_by("pk")
        close = TypeNames(others.values_list("code", "name")).close_to(written.pk)
        if not close:
            return []
        return [f"This makes a new type, {written.pk}. Did you mean {' or '.join(close)}?"]

    def write(self, *, today: date, by: str) -> CertificationType:
        code = self.instance.pk or self.cleaned_data["code"]
        if not self.instance.pk and CertificationType.objects.filter(pk=code).exists():
            raise ValidationError({"code": f"There is already a type {code}."})
        rules = {name: self.cleaned_data[name] for name in ("name", *RULES)}
        rules["retired"] = self.cleaned_data.get("retired", False)
        check = self.refuse_if_changed if self.instance.pk else None
        if (confirmed := self.data.get(IMPACT_SHOWN)) is not None:
            return save_confirmed_rules(
                code=code,
                confirmed=confirmed,
                check=check,
                next_run=next_run_day(today=today),
                today=today,
                by=by,
                **rules,
            )
        return services.save_certification_type(code=code, check=check, today=today, by=by, **rules)


class RulesForm(RequirementFields):
    """Reads the rules that were sent, to preview their impact; never saved."""

    class Meta:
        model = CertificationType
        fields = ["name", "validity_months", "grace_days", "requirement"]


@admin.register(CertificationType)
class CertificationTypeAdmin(ServiceModelAdmin):
    form = CertificationTypeForm
    list_display = ["code", "name", "validity_months", "grace_days", "requirement", "retired"]
    list_filter = ["requirement", ("retired_at", admin.EmptyFieldListFilter)]
    list_display_links = ["code", "name"]
    search_fields = ["code", "name"]

    def get_fields(self, request: HttpRequest, obj: CertificationType | None = None) -> list[str]:
        shown = ["code", "name", "validity_months", "grace_days", "requirement"]
        if obj is None:
            return [*shown, "new_requirement"]
        asked = ["new_requirement"] if self.has_change_permission(request, obj) else []
        return [*shown, *asked, "retired"]

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Where a form offers types to choose from, leave out those that are retired."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        if request.path.endswith("/autocomplete/"):
            found = found.filter(retired_at=None)
        return found, doubled

    @display(boolean=True)
    def retired(self, obj: CertificationType) -> bool:
        return obj.is_retired

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
        today = clock.today()
        impact = type_impact(
            code=certification_type.pk,
            **rules.cleaned_data,
            next_run=next_run_day(today=today),
            today=today,
        )
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
                "named": _named(impact),
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
        """Only what nothing uses can be removed; one at a time, on its own page."""
        unused = obj is not None and not obj.certifications.exists()
        return unused and super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: CertificationType) -> None:
        services.remove_certification_type(code=obj.pk)

    @refusals_as_messages
    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        return super().delete_view(request, object_id, extra_context)


NAMED = 20
"""Mentors that the page of an impact names of each kind."""


def _named(impact: TypeImpact) -> list[tuple[str, list[str], int]]:
    """What the new rules change for whom: the first mentors of each kind, and how many more."""
    kinds = {
        "Paused by the next run, and would not be with the present rules": impact.newly_paused_next,
        "Not paused by the next run any more": impact.spared,
        "Resumed at once": impact.resumed_now,
    }
    return [
        (what, mentor_ids[:NAMED], max(0, len(mentor_ids) - NAMED))
        for what, mentor_ids in kinds.items()
        if mentor_ids
    ]
