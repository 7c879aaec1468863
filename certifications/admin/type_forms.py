"""The forms of a type of certification."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from certifications import expiry, ladder, services
from certifications.job.next_run import next_run_day
from certifications.models import CertificationType
from certifications.models.types import readable_ladder
from certifications.registry import registry
from certifications.services.impact import save_confirmed_rules
from certifications.services.type_names import TypeNames
from mentorcerts.lib.admin.forms import ServiceForm
from mentorcerts.lib.lengths import IDENTIFIER_LENGTH
from mentorcerts.lib.validators import identifier

RULES = ("validity_months", "grace_days", "requirement")
IMPACT_SHOWN = "impact_shown"
"""The field of a request that holds the digest of the impact that was shown."""
LADDER_SHOWN, LADDER_CHOICE = "ladder_shown", "ladder_choice"
"""The same of another ladder of reminders, and what was chosen to become of it."""

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

    def clean_reminder_days(self) -> str:
        """As it is kept, the widest first."""
        readable_ladder(self.cleaned_data["reminder_days"])
        return ladder.format_ladder(ladder.parse_ladder(self.cleaned_data["reminder_days"]))

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
        fields = ["code", "name", *RULES, "reminder_days"]
        help_texts = {
            "reminder_days": "How many days before the expiry date a mentor is reminded, such as "
            "90, 60, 30, 7. Negative: in the days of grace. none: never. Empty: the programme's "
            "own days. Who has reached one of the new days already is asked about before it is "
            "saved.",
            "grace_days": "How many days after its expiry date a mentor may stay active before the "
            "nightly run pauses them.",
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
        days, changes = self.cleaned_data.get("reminder_days"), registry.ladder_changes
        if not self.instance.pk or changes is None or days in (None, self.instance.reminder_days):
            return self._save_rules(code, {**rules, "reminder_days": days}, today=today, by=by)
        changes.save(
            code=code,
            reminder_days=days,
            choice=self.data.get(LADDER_CHOICE, ""),
            confirmed=self.data.get(LADDER_SHOWN, ""),
            save_rules=lambda: self._save_rules(code, rules, today=today, by=by),
            today=today,
            by=by,
        )
        return CertificationType.objects.get(pk=code)

    def _save_rules(
        self, code: str, rules: dict[str, Any], *, today: date, by: str
    ) -> CertificationType:
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
        fields = ["name", *RULES, "reminder_days"]
