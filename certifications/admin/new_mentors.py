"""*New mentor*: who they are and what they hold, in one form."""

from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSingleDateWidget

from certifications import expiry, services
from certifications.models import Certification, CertificationType, Mentor
from certifications.registry import registry
from certifications.services.same_person import may_be_the_same
from mentorcerts.lib import moments
from mentorcerts.lib.admin.forms import ServiceForm

DETAILS = ["name", "email", "mentor_id"]
FIRST_CERTIFICATION = ["certification_type", "issued_on", "expires_on"]


class NewMentorForm(ServiceForm):
    """Asks whether it is the same person where somebody has this name or address.

    The id is proposed. Where it is given away meanwhile, the next one is taken, unless the person
    has typed another one.
    """

    field_names = {"issued_at": "issued_on", "expires_at": "expires_on"}

    certification_type = forms.ModelChoiceField(
        label="First certification",
        queryset=CertificationType.objects.filter(retired_at=None).order_by("name", "code"),
        required=False,
        empty_label="None yet",
        widget=UnfoldAdminSelectWidget,
        help_text="Others are added on the mentor's page.",
    )
    issued_on = forms.DateField(
        label="Issue date", required=False, widget=UnfoldAdminSingleDateWidget
    )
    expires_on = forms.DateField(
        label="Expiry date",
        required=False,
        widget=UnfoldAdminSingleDateWidget,
        help_text="Valid through this day. Empty: the type's validity from the issue date.",
    )
    proposed_id = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Mentor
        fields = ["mentor_id", "name", "email"]
        labels = {"mentor_id": "Id"}
        help_texts = {
            "mentor_id": "The id under which your other systems know this mentor. If they don't "
            "know them yet, leave the one that is proposed. It never changes."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor_id"].required = False
        if not self.is_bound and not self.initial.get("mentor_id"):
            proposed = services.propose_mentor_id()
            self.initial.update(mentor_id=proposed, proposed_id=proposed)

    def clean(self) -> dict[str, Any]:
        sent: dict[str, Any] = super().clean() or {}
        if sent.get("certification_type") is None:
            if any(sent.get(name) for name in ("issued_on", "expires_on")):
                self.add_error("certification_type", "Choose the type, or clear the dates.")
        elif not sent.get("issued_on") and "issued_on" not in self.errors:
            self.add_error("issued_on", "When was it issued?")
        return sent

    def write(self, *, today: date, by: str) -> Mentor:
        sent = self.cleaned_data
        proposed = sent.get("proposed_id", "")
        mentor_id = sent["mentor_id"] or proposed or services.propose_mentor_id()
        return services.make_mentor(
            mentor_id=mentor_id,
            or_next=not sent["mentor_id"] or mentor_id == proposed,
            name=sent["name"],
            email=sent["email"],
            certification=self._certification(),
            today=today,
            by=by,
        )

    def _certification(self) -> services.FirstCertification | None:
        sent = self.cleaned_data
        kind, expires_on = sent.get("certification_type"), sent.get("expires_on")
        if kind is None:
            return None
        return services.FirstCertification(
            certification_type=kind.pk,
            issued_at=moments.utc_midnight(sent["issued_on"]),
            expires_at=moments.utc_midnight(expires_on) if expires_on else None,
        )

    def questions(self, written: Mentor, *, today: date) -> list[str]:
        same = may_be_the_same(name=written.name, email=written.email, but=written.pk)
        asked = [_same_person(same)] if same else []
        first = Certification.objects.filter(mentor=written).first()
        if first is not None and (year := expiry.question_of_year(first.expires_at, today=today)):
            asked.append(year)
        return asked


def _same_person(same: list[Mentor]) -> str:
    links = ((registry.mentor_link(each.pk), each, _why(each)) for each in same)
    named = format_html_join(", ", '<a class="underline" target="_blank" href="{}">{}</a>{}', links)
    return format_html(
        "Is this the same person? There is already {}. A new mentor would be made beside them.",
        named,
    )


def _why(mentor: Mentor) -> str:
    return f", {mentor.email}" if mentor.email else ""
