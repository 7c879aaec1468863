"""Query parameters of the lists of certifications, of pauses, and of runs."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from certifications import expiry, totals
from certifications.expiry import Bounds
from certifications.models import AutoPause, Certification, CertificationType, ExpiryRun
from certifications.querysets import CertificationQuerySet
from certifications.serializers import STATUSES
from mentorcerts.lib.api.lists.filters import (
    DaysFilter,
    IdentifierFilter,
    IdentifiersFilter,
    ListFilterSet,
    StrictBooleanFilter,
    StrictChoiceFilter,
    after_filter,
    before_filter,
)


class RuleFilters(ListFilterSet):
    """Filters of certifications that follow from the date rule, and their total."""

    bounds: ClassVar[Mapping[str, Callable[[Any, date], Bounds]]] = {}
    """Filter → what a value of it means today. Of these, the type and who has left, the total is
    known."""
    governing: ClassVar[bool | None] = None
    """Of the total: only the certifications that govern a mentor."""

    def within_bounds(
        self, queryset: CertificationQuerySet, name: str, value: Any
    ) -> CertificationQuerySet:
        """``method`` of the filters in ``bounds``."""
        return queryset.within(self.bounds[name](value, self.today))

    def known_total(self) -> int | None:
        return self.total_of(self.form.cleaned_data)

    def total_of(self, asked: Mapping[str, Any]) -> int | None:
        """How many records these filters let through; ``None`` if only counting can tell."""
        asked = dict(asked)
        certification_type = asked.pop("certification_type", None)
        left = asked.pop("left", None) if self.governing else None
        if not asked.keys() <= self.bounds.keys():
            return None
        bounds = expiry.within_all(
            self.bounds[name](value, self.today) for name, value in asked.items()
        )
        if bounds is None:
            return 0
        if not bounds.are_whole_days:
            return None
        return totals.total(
            totals.CERTIFICATION,
            **bounds._asdict(),
            certification_type=certification_type,
            governing=self.governing,
            left=left,
        )

    def rows_of(self, asked: Mapping[str, Any]) -> CertificationQuerySet:
        """The records that these filters let through, to be counted."""
        rows: CertificationQuerySet = self.queryset
        for name, value in asked.items():
            rows = self.filters[name].filter(rows, value)
        return rows


class CertificationFilters(RuleFilters):
    mentor_id = IdentifiersFilter("mentor_id")
    certification_type = IdentifierFilter("certification_type_id")
    status = StrictChoiceFilter(among=STATUSES, method="having_status")
    auto_pause_applied = StrictBooleanFilter("auto_pause_applied")
    left = StrictBooleanFilter(method="of_leavers", help_text="Has the mentor left the programme?")
    expires_before = before_filter("expires_at", "Expiring")
    expires_after = after_filter("expires_at", "Expiring")
    issued_before = before_filter("issued_at", "Issued")
    issued_after = after_filter("issued_at", "Issued")
    expiring_within_days = DaysFilter(
        method="within_bounds", help_text="Valid today, and expiring within this many days."
    )
    bounds = {
        "status": lambda status, today: expiry.bounds_of_status(status, today=today),
        "expiring_within_days": lambda days, today: expiry.bounds_of_window(days, today=today),
        "expires_before": lambda moment, today: Bounds(before=moment),
        "expires_after": lambda moment, today: Bounds(since=moment),
    }

    class Meta:
        model = Certification
        fields: list[str] = []

    def known_total(self) -> int | None:
        """With ``left``, those who have left are counted: they are the fewer."""
        asked = dict(self.form.cleaned_data)
        left = asked.pop("left", None)
        everybody = self.total_of(asked)
        if left is None or not everybody:
            return everybody
        of_leavers = self.rows_of({**asked, "left": True}).count()
        return of_leavers if left else max(everybody - of_leavers, 0)

    def having_status(
        self, queryset: CertificationQuerySet, name: str, status: str
    ) -> CertificationQuerySet:
        """``within_bounds``; the API's description reads off here that it is a string."""
        return self.within_bounds(queryset, name, status)

    def of_leavers(
        self, queryset: CertificationQuerySet, name: str, left: bool
    ) -> CertificationQuerySet:
        return queryset.filter(mentor__left_at__isnull=not left)


class AutoPauseFilters(ListFilterSet):
    mentor_id = IdentifiersFilter("mentor_id")
    job_run_id = IdentifierFilter("run__job_run_id")
    applied_before = before_filter("applied_at", "Applied")
    applied_after = after_filter("applied_at", "Applied")
    lifted = StrictBooleanFilter(
        "lifted_at", "isnull", exclude=True, help_text="Is the pause over, or still in force?"
    )

    class Meta:
        model = AutoPause
        fields: list[str] = []


class RunFilters(ListFilterSet):
    state = StrictChoiceFilter("state", among=ExpiryRun.State.values)
    trigger = StrictChoiceFilter("trigger", among=ExpiryRun.Trigger.values)
    dry_run = StrictBooleanFilter("dry_run", help_text="Only dry runs, or only real ones.")
    started_before = before_filter("started_at", "Started")
    started_after = after_filter("started_at", "Started")

    class Meta:
        model = ExpiryRun
        fields: list[str] = []


class TypeFilters(ListFilterSet):
    requirement = IdentifierFilter("requirement")
    retired = StrictBooleanFilter(
        "retired_at", "isnull", exclude=True, help_text="Is it not offered any more?"
    )

    class Meta:
        model = CertificationType
        fields: list[str] = []
