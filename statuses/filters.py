"""Query parameters of the status list."""

from certifications import expiry
from certifications.filters import RuleFilters
from certifications.querysets import CertificationQuerySet
from mentorcerts.lib.api.lists.filters import (
    DaysFilter,
    IdentifierFilter,
    IdentifiersFilter,
    StrictBooleanFilter,
)
from statuses.models import CertificationStatus


class StatusFilters(RuleFilters):
    mentor_id = IdentifiersFilter("mentor_id")
    certification_type = IdentifierFilter("certification_type_id")
    is_expired = StrictBooleanFilter(method="within_bounds", help_text="Has the date passed?")
    expiring_within_days = DaysFilter(
        method="within_bounds", help_text="Valid today, and expiring within this many days."
    )
    paused = StrictBooleanFilter(
        method="being_paused",
        help_text="By the job, a coordinator or a revocation, or because they have left.",
    )
    left = StrictBooleanFilter("mentor_left", help_text="Has the mentor left the programme?")
    bounds = {
        "is_expired": lambda expired, today: expiry.bounds_of_expired(expired, today=today),
        "expiring_within_days": lambda days, today: expiry.bounds_of_window(days, today=today),
    }
    governing = True

    class Meta:
        model = CertificationStatus
        fields: list[str] = []

    def being_paused(
        self, queryset: CertificationQuerySet, name: str, paused: bool
    ) -> CertificationQuerySet:
        return queryset.paused_for_a_page() if paused else queryset.not_paused()

    def known_total(self) -> int | None:
        """With ``paused``, the fewer are counted: those who are paused, but of those whose date
        has passed those who are not."""
        asked = dict(self.form.cleaned_data)
        paused = asked.pop("paused", None)
        everybody = self.total_of(asked)
        if paused is None or not everybody:
            return everybody
        rows = self.rows_of(asked)
        count_paused = not asked.get("is_expired")
        number = rows.count_paused() if count_paused else rows.not_paused().count()
        return number if paused is count_paused else max(everybody - number, 0)
