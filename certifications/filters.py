"""Query parameters of the lists of certifications and of pauses."""

from datetime import date

import django_filters

from certifications.models import AutoPause, Certification
from certifications.querysets import CertificationQuerySet
from certifications.serializers import STATUSES
from mentorcerts.lib.api.lists.filters import (
    DaysFilter,
    IdentifierFilter,
    ListFilterSet,
    StrictBooleanFilter,
    after,
    before,
)
from mentorcerts.lib.api.viewsets import request_today


class RuleFilters(ListFilterSet):
    """Filters that ask the date rule: they need the request's ``today``."""

    @property
    def today(self) -> date:
        return request_today(self.request)

    def expiring(
        self, queryset: CertificationQuerySet, name: str, days: int
    ) -> CertificationQuerySet:
        return queryset.expiring_within(days, self.today)


class CertificationFilters(RuleFilters):
    mentor_id = IdentifierFilter("mentor_id")
    certification_type = IdentifierFilter("certification_type_id")
    status = django_filters.ChoiceFilter(
        choices=[(status, status) for status in STATUSES], method="having_status"
    )
    auto_pause_applied = StrictBooleanFilter("auto_pause_applied")
    expires_before = before("expires_at", "Expiring")
    expires_after = after("expires_at", "Expiring")
    issued_before = before("issued_at", "Issued")
    issued_after = after("issued_at", "Issued")
    expiring_within_days = DaysFilter(
        method="expiring", help_text="Valid today, and expiring within this many days."
    )
    tallied = frozenset(
        {"certification_type", "status", "expires_before", "expires_after", "expiring_within_days"}
    )

    class Meta:
        model = Certification
        fields: list[str] = []

    def having_status(
        self, queryset: CertificationQuerySet, name: str, status: str
    ) -> CertificationQuerySet:
        return queryset.with_status(status, self.today)


class AutoPauseFilters(ListFilterSet):
    mentor_id = IdentifierFilter("mentor_id")
    job_run_id = IdentifierFilter("run__job_run_id")
    applied_before = before("applied_at", "Applied")
    applied_after = after("applied_at", "Applied")

    class Meta:
        model = AutoPause
        fields: list[str] = []
