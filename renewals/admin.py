"""Renewals: how expiry dates moved."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display

from certifications import expiry
from certifications.admin.search import HELP, MentorSearch
from certifications.job.next_run import pausing_run
from certifications.mentor_links import mentor_link, mentors_of, with_mentor_links
from certifications.models import AutoPause, Certification
from certifications.person_columns import about_mentor
from mentorcerts.lib import moments
from mentorcerts.lib.admin.day_fields import DayField
from mentorcerts.lib.admin.filters import ChoiceFilter, DayRangeFilter, RemovedFilter
from mentorcerts.lib.admin.forms import ServiceForm, moment_on_day
from mentorcerts.lib.admin.model_admins import ServiceModelAdmin
from mentorcerts.lib.admin.record_actions import RemovingAdmin
from mentorcerts.lib.admin.spreadsheets import SpreadsheetImport
from renewals import services
from renewals.models import RENEWED_IN_TIME_DAYS, Renewal
from renewals.sheets import RenewalTable


class RenewalForm(ServiceForm):
    field_names = {"renewal_date": "renewed_on", "new_expiry_date": "expires_on"}

    renewed_on = DayField(label="Renewal date")
    expires_on = DayField(
        label="New expiry date",
        help_text="It must be later than the present expiry date.",
    )

    class Meta:
        model = Renewal
        fields = ["certification", "processed_by", "notes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        record = kwargs.get("instance")
        if record is not None:
            kwargs["initial"] = {
                "renewed_on": moments.utc_date(record.renewal_date),
                "expires_on": moments.utc_date(record.new_expiry_date),
                **(kwargs.get("initial") or {}),
            }
        super().__init__(*args, **kwargs)

    def write(self, *, today: date, by: str) -> Renewal:
        sent = self.cleaned_data
        who = {"processed_by": sent["processed_by"], "notes": sent["notes"]}
        if self.instance.pk is None:
            certification: Certification = sent["certification"]
            return services.renew_certification(
                mentor_id=certification.mentor_id,
                certification_id=certification.certification_id,
                renewal_date=moments.utc_midnight(sent["renewed_on"]),
                new_expiry_date=moments.utc_midnight(sent["expires_on"]),
                today=today,
                by=by,
                **{**who, "processed_by": who["processed_by"] or by},
            )
        dates = {
            "renewal_date": moment_on_day(sent["renewed_on"], self.instance.renewal_date),
            "new_expiry_date": moment_on_day(sent["expires_on"], self.instance.new_expiry_date),
        }
        return services.change_renewal(
            renewal=self.instance,
            changes={**dates, **who},
            check=self.refuse_if_changed,
            today=today,
            by=by,
        )

    def questions(self, written: Renewal, *, today: date) -> list[str]:
        if "expires_on" not in self.changed_data:
            return []
        question = expiry.question_of_year(written.new_expiry_date, today=today)
        return [question] if question else []


class RenewedFilter(DayRangeFilter):
    title, parameter_name, words = "renewed between", "renewed", "Renewed"

    def within(self, queryset: Any) -> Any:
        return queryset.filter(**self.span.within("renewal_date"))


class ReplacedFilter(DayRangeFilter):
    """By the expiry date that was replaced, as the report for the board counts."""

    title, parameter_name, words = "expiry date before", "replaced", "Expiry date before"

    def within(self, queryset: Any) -> Any:
        return queryset.replacing(self.span)


class InTimeFilter(ChoiceFilter):
    title, parameter_name = "renewed in time", "in_time"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        days = RENEWED_IN_TIME_DAYS
        return [("yes", f"Renewed at most {days} days after expiry"), ("no", "Renewed later")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.in_time()
        return queryset.too_late() if self.value() == "no" else queryset


@admin.register(Renewal)
class RenewalAdmin(MentorSearch, SpreadsheetImport, RemovingAdmin, ServiceModelAdmin):
    table = RenewalTable
    form = RenewalForm
    list_display = [
        "renewal_id",
        "mentor",
        "renewed_on",
        "previous_expiry",
        "expires_on",
        "processed_by",
    ]
    list_display_links = ["renewal_id"]
    list_filter = [
        RemovedFilter,
        InTimeFilter,
        RenewedFilter,
        ReplacedFilter,
    ]
    list_select_related = ["certification__mentor"]
    mentor_path = "certification__mentor"
    record_paths = {"renewals.Renewal": "pk", "certifications.Certification": "certification"}
    search_help_text = f"{HELP} If that finds nothing: by who processed it."
    autocomplete_fields = ["certification"]

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        found, doubled = super().get_search_results(request, queryset, search_term)
        if not search_term.strip() or found.exists():
            return found, doubled
        return queryset.filter(processed_by__iexact=search_term.strip()), False

    def get_fields(self, request: HttpRequest, obj: Renewal | None = None) -> list[str]:
        written = ["certification", "renewed_on", "expires_on", "processed_by", "notes"]
        return written if obj is None else ["mentor", *written, "previous_expiry", "deleted_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Renewal | None = None) -> list[str]:
        return [] if obj is None else ["mentor", "certification", "previous_expiry", "deleted_at"]

    def with_links(self, text: str, record: Renewal) -> SafeString:
        return with_mentor_links(text, mentors_of(record))

    def cells_about(self, record: Renewal) -> dict[str, Any]:
        certification = record.certification
        return {
            **about_mentor(certification.mentor),
            "Renewal id": record.renewal_id,
            "Certification id": certification.certification_id,
        }

    def remove(self, obj: Renewal, *, today: date, by: str) -> str:
        before = _state_of(obj, today)
        services.remove_renewal(renewal=obj, also_corrected=True, today=today, by=by)
        told = _effect(before, _state_of(obj, today))
        if before.expires_on != (set_to := expiry.in_words(obj.new_expiry_date)):
            told += f" The renewal had set {set_to}; the date was corrected after it."
        return told

    def restore(self, obj: Renewal, *, today: date, by: str) -> str:
        before = _state_of(obj, today)
        services.restore_renewal(renewal=obj, today=today, by=by)
        return _effect(before, _state_of(obj, today))

    @display(description="Renewal", ordering="pk")
    def renewal_id(self, obj: Renewal) -> str:
        return obj.renewal_id

    @display(description="Mentor", ordering="certification__mentor_id")
    def mentor(self, obj: Renewal) -> str:
        return mentor_link(obj.certification.mentor)

    @display(description="Renewed on", ordering="renewal_date")
    def renewed_on(self, obj: Renewal) -> str:
        return expiry.in_words(obj.renewal_date)

    @display(description="Expiry before")
    def previous_expiry(self, obj: Renewal) -> str:
        return expiry.in_words(obj.previous_expiry_date)

    @display(description="Expiry after", ordering="new_expiry_date")
    def expires_on(self, obj: Renewal) -> str:
        return expiry.in_words(obj.new_expiry_date)


@dataclass(frozen=True)
class _State:
    """What removing or restoring a renewal can change of its mentor."""

    expires_on: str
    pause: AutoPause | None
    """By the nightly run, where one is in force."""
    pausing_run: date | None
    """The day of the next run, if that pauses the mentor."""


def _state_of(renewal: Renewal, today: date) -> _State:
    certification = Certification.objects.get(pk=renewal.certification_id)
    pauses = AutoPause.objects.open().select_related("run")
    return _State(
        expiry.in_words(certification.expires_at),
        pauses.filter(mentor_id=certification.mentor_id).first(),
        pausing_run(certification.mentor_id, today=today),
    )


def _effect(before: _State, after: _State) -> str:
    told = [f"Expiry {before.expires_on} → {after.expires_on}."]
    if before.pause is None and after.pause is not None:
        told.append(f"The pause by {after.pause.run.job_run_id} comes back: {after.pause.reason}.")
    elif before.pause is not None and after.pause is None:
        told.append("The pause by the nightly run is lifted.")
    if after.pausing_run and not before.pausing_run:
        told.append(f"The run of {moments.in_words(after.pausing_run)} pauses the mentor.")
    return " ".join(told)
