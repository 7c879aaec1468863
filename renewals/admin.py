"""Renewals: how expiry dates moved."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSingleDateWidget

from certifications.models import Certification
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin.filters import RemovedFilter
from mentorcerts.lib.admin.forms import ServiceForm, moment_on_day
from mentorcerts.lib.admin.model_admins import ServiceModelAdmin
from mentorcerts.lib.admin.spreadsheets import SpreadsheetImport
from renewals import services
from renewals.models import Renewal
from renewals.sheets import RenewalTable


class RenewalForm(ServiceForm):
    field_names = {"renewal_date": "renewed_on", "new_expiry_date": "expires_on"}

    renewed_on = forms.DateField(label="Renewal date", widget=UnfoldAdminSingleDateWidget)
    expires_on = forms.DateField(
        label="New expiry date",
        widget=UnfoldAdminSingleDateWidget,
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


@admin.register(Renewal)
class RenewalAdmin(SpreadsheetImport, ServiceModelAdmin):
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
    list_filter = [RemovedFilter, "renewal_date"]
    list_select_related = ["certification__mentor"]
    search_fields = [
        "certification__mentor__mentor_id",
        "certification__mentor__name",
        "certification__certification_id",
        "processed_by",
    ]
    search_help_text = "By mentor, certification or who processed it."
    autocomplete_fields = ["certification"]
    actions = ["restore_selected"]

    def get_fields(self, request: HttpRequest, obj: Renewal | None = None) -> list[str]:
        written = ["certification", "renewed_on", "expires_on", "processed_by", "notes"]
        return written if obj is None else [*written, "previous_expiry_date", "deleted_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Renewal | None = None) -> list[str]:
        return [] if obj is None else ["certification", "previous_expiry_date", "deleted_at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A removed record must be restored before it can be changed."""
        if obj is not None and obj.deleted_at is not None:
            return False
        return bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A removed record can only be restored."""
        if obj is not None and obj.deleted_at is not None:
            return False
        return bool(super().has_delete_permission(request, obj))

    def remove(self, obj: Renewal, *, today: date, by: str) -> None:
        services.remove_renewal(renewal=obj, today=today, by=by)

    @display(description="Renewal", ordering="pk")
    def renewal_id(self, obj: Renewal) -> str:
        return obj.renewal_id

    @display(description="Mentor", ordering="certification__mentor_id")
    def mentor(self, obj: Renewal) -> str:
        return str(obj.certification.mentor)

    @display(description="Renewed on", ordering="renewal_date")
    def renewed_on(self, obj: Renewal) -> date:
        return moments.utc_date(obj.renewal_date)

    @display(description="Expiry before")
    def previous_expiry(self, obj: Renewal) -> date:
        return moments.utc_date(obj.previous_expiry_date)

    @display(description="Expiry after", ordering="new_expiry_date")
    def expires_on(self, obj: Renewal) -> date:
        return moments.utc_date(obj.new_expiry_date)

    @admin.action(description="Restore selected removed renewals", permissions=["change"])
    @transaction.atomic
    def restore_selected(self, request: HttpRequest, queryset: QuerySet[Renewal]) -> None:
        today, by = clock.today(), request.user.get_username()
        for renewal in queryset.order_by("pk"):
            services.restore_renewal(renewal=renewal, today=today, by=by)
        messages.success(request, "Restored.")
