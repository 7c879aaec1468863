"""Certifications: what mentors hold."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import DateField, QuerySet, Value
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from certifications import expiry, services
from certifications.admin.list_filters import ExpiresFilter, StatusFilter
from certifications.admin.move_page import MovingAdmin
from certifications.admin.search import MentorSearch
from certifications.admin.stands import change_of_stand, freed_of, stand_of, stays_active
from certifications.mentor_links import mentor_link, mentors_of, with_mentor_links
from certifications.models import Certification, Mentor
from certifications.person_columns import about_mentor
from certifications.revocations import told_of_revocations
from certifications.sheets import CertificationTable
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin.day_fields import DayField
from mentorcerts.lib.admin.filters import RemovedFilter, TitledBooleanFilter
from mentorcerts.lib.admin.forms import ServiceForm, moment_on_day
from mentorcerts.lib.admin.model_admins import ServiceModelAdmin
from mentorcerts.lib.admin.record_actions import RemovingAdmin
from mentorcerts.lib.admin.spreadsheets import SpreadsheetImport
from mentorcerts.lib.lengths import REASON_LENGTH

PAUSED_BY_RUN, COUNTS = "Paused by the nightly run", "Counts for the mentor"
STATUS_COLOURS = {expiry.VALID: "success", expiry.EXPIRED: "danger", expiry.REVOKED: "warning"}


class CertificationForm(ServiceForm):
    field_names = {"issued_at": "issued_on", "expires_at": "expires_on", "status": "revoked"}

    issued_on = DayField(label="Issue date")
    expires_on = DayField(
        label="Expiry date",
        required=False,
        help_text="Valid through this day. Empty: the type's validity from the issue date.",
    )
    revoked = forms.BooleanField(
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text="A mentor whose status depends on a revoked certification is paused at once.",
    )
    reason = forms.CharField(
        required=False,
        max_length=REASON_LENGTH,
        widget=UnfoldAdminTextInputWidget,
        help_text="Why you are changing it. Kept with the record.",
    )

    class Meta:
        model = Certification
        fields = ["mentor", "certification_type"]
        labels = {
            "auto_pause_applied": PAUSED_BY_RUN,
            "auto_pause_applied_at": f"{PAUSED_BY_RUN} at",
            "is_current": COUNTS,
        }
        help_texts = {"is_current": "Whether it is the one that decides where the mentor stands."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        record = kwargs.get("instance")
        if record is not None:
            kwargs["initial"] = {
                "issued_on": moments.utc_date(record.issued_at),
                "expires_on": moments.utc_date(record.expires_at),
                "revoked": record.revoked_at is not None,
                **(kwargs.get("initial") or {}),
            }
        super().__init__(*args, **kwargs)

    def write(self, *, today: date, by: str) -> Certification:
        sent = self.cleaned_data
        if self.instance.pk is None:
            return services.record_certification(
                mentor_id=sent["mentor"].pk,
                certification_type=sent["certification_type"].pk,
                issued_at=moments.utc_midnight(sent["issued_on"]),
                expires_at=moments.utc_midnight(sent["expires_on"]) if sent["expires_on"] else None,
                today=today,
                by=by,
            )
        changes = {
            "certification_type": sent["certification_type"].pk,
            "issued_at": moment_on_day(sent["issued_on"], self.instance.issued_at),
        }
        if sent["expires_on"]:
            changes["expires_at"] = moment_on_day(sent["expires_on"], self.instance.expires_at)
        return services.update_certification(
            certification=self.instance,
            changes=changes,
            status=expiry.REVOKED if sent["revoked"] else None,
            lift_revocation=not sent["revoked"],
            reason=sent["reason"],
            check=self.refuse_if_changed,
            today=today,
            by=by,
        )

    def questions(self, written: Certification, *, today: date) -> list[str]:
        is_new = self.instance.pk is None
        asked = []
        if is_new and (told := told_of_revocations([written.mentor_id])):
            asked.append(told[written.mentor_id])
        if not is_new and "revoked" in self.changed_data and written.revoked_at is not None:
            asked.append(stays_active(written))
        if "expires_on" in self.changed_data or is_new:
            asked.append(expiry.question_of_year(written.expires_at, today=today))
        return list(filter(None, asked))


class PausedByRunFilter(TitledBooleanFilter):
    own_title = PAUSED_BY_RUN.lower()


class CountsFilter(TitledBooleanFilter):
    own_title = COUNTS.lower()


@admin.register(Certification)
class CertificationAdmin(
    MentorSearch, SpreadsheetImport, MovingAdmin, RemovingAdmin, ServiceModelAdmin
):
    table = CertificationTable
    form = CertificationForm
    list_display = [
        "certification_id",
        "mentor_page",
        "certification_type",
        "issued_on",
        "expires_on",
        "status",
        "paused_by_run",
        "counts",
    ]
    list_display_links = ["certification_id"]
    list_filter = [
        StatusFilter,
        ExpiresFilter,
        RemovedFilter,
        "certification_type",
        ("auto_pause_applied", PausedByRunFilter),
        ("is_current", CountsFilter),
    ]
    list_select_related = ["mentor", "certification_type"]
    record_paths = {"certifications.Certification": "pk"}
    actions_detail = ["move_one", *RemovingAdmin.actions_detail]
    autocomplete_fields = ["mentor", "certification_type"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Certification]:
        today = Value(clock.today(), output_field=DateField())
        rows: QuerySet[Certification] = super().get_queryset(request).annotate(today=today)
        return rows

    def get_fields(self, request: HttpRequest, obj: Certification | None = None) -> list[str]:
        written = ["mentor", "certification_type", "issued_on", "expires_on"]
        if obj is None:
            return written
        asked = ["reason"] if self.has_change_permission(request, obj) else []
        return [
            "certification_id",
            "mentor_page",
            *written[1:],
            "revoked",
            *asked,
            "revoked_at",
            "revocation_reason",
            "updated_reason",
            "auto_pause_applied",
            "auto_pause_applied_at",
            "is_current",
            "deleted_at",
        ]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Certification | None = None
    ) -> list[str]:
        if obj is None:
            return []
        written = ["certification_type", "issued_on", "expires_on", "revoked", "reason"]
        return ["mentor", *(each for each in self.get_fields(request, obj) if each not in written)]

    def restored_otherwise(self, version: Certification) -> set[str]:
        """The form lifts a revocation; it can't bring one back with its date and reason."""
        lifted = {"revoked_at", "revocation_reason"} if version.revoked_at is None else set()
        return {"updated_reason", *lifted}

    def with_links(self, text: str, record: Certification) -> SafeString:
        return with_mentor_links(text, mentors_of(record))

    def cells_about(self, record: Certification) -> dict[str, Any]:
        kind = record.certification_type_id
        return {**about_mentor(record.mentor), "Certification id": str(record), "Type": kind}

    def remove(self, obj: Certification, *, today: date, by: str) -> str:
        before, mentor = stand_of(obj.mentor_id, today), Mentor.objects.get(pk=obj.mentor_id)
        services.remove_certification(certification=obj, today=today, by=by)
        told = change_of_stand(before, stand_of(obj.mentor_id, today)) + freed_of(obj)
        if mentor.exempt_until != Mentor.objects.get(pk=mentor.pk).exempt_until:
            until = moments.in_words(mentor.exempt_until)
            told += f" The exemption until {until} ends ({mentor.exempt_reason})."
        return told

    def restore(self, obj: Certification, *, today: date, by: str) -> str:
        before = stand_of(obj.mentor_id, today)
        services.restore_certification(certification=obj, today=today, by=by)
        told = told_of_revocations([obj.mentor_id]).get(obj.mentor_id, "")
        return f"{change_of_stand(before, stand_of(obj.mentor_id, today))} {told}".rstrip()

    @display(description="Mentor", ordering="mentor")
    def mentor_page(self, obj: Certification) -> str:
        return mentor_link(obj.mentor)

    def move(self, obj: Certification, *, to: Mentor, reason: str, today: date, by: str) -> str:
        pair = (obj.mentor_id, to.pk)
        before = [stand_of(mentor_id, today) for mentor_id in pair]
        done = services.move_certification(
            certification=obj, to_mentor_id=to.pk, reason=reason, today=today, by=by
        )
        after = [stand_of(mentor_id, today) for mentor_id in pair]
        stands = [change_of_stand(*each) for each in zip(before, after, strict=True)]
        warned = told_of_revocations([to.pk]).get(to.pk, "")
        return "\n".join(filter(None, [*stands, *done.told, warned]))

    @display(description="Issued", ordering="issued_at")
    def issued_on(self, obj: Certification) -> str:
        return expiry.in_words(obj.issued_at)

    @display(description="Expires", ordering="expires_at")
    def expires_on(self, obj: Certification) -> str:
        return expiry.in_words(obj.expires_at)

    @display(boolean=True)
    def revoked(self, obj: Certification) -> bool:
        return obj.revoked_at is not None

    @display(label=STATUS_COLOURS)
    def status(self, obj: Any) -> str:
        return expiry.status_of(obj, today=obj.today)

    @display(description="Paused by run", ordering="auto_pause_applied", label={"paused": "danger"})
    def paused_by_run(self, obj: Certification) -> str:
        return "paused" if obj.auto_pause_applied else ""

    @display(description="Counts", ordering="is_current")
    def counts(self, obj: Certification) -> str:
        return "counts" if obj.is_current else ""
