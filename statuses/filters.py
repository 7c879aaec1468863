"""Query parameters of the status list."""

from certifications.filters import RuleFilters
from certifications.querysets import CertificationQuerySet
from mentorcerts.lib.api.lists.filters import DaysFilter, IdentifierFilter, StrictBooleanFilter
from statuses.models import CertificationStatus


class StatusFilters(RuleFilters):
    certification_type = IdentifierFilter("certification_type_id")
    is_expired = StrictBooleanFilter(method="being_expired", help_text="Has the date passed?")
    expiring_within_days = DaysFilter(
        method="expiring", help_text="Valid today, and expiring within this many days."
    )
    paused = StrictBooleanFilter(
        method="being_paused", help_text="By the job, a coordinator or a revocation."
    )
    tallied = frozenset({"certification_type", "is_expired", "expiring_within_days"})

    class Meta:
        model = CertificationStatus
        fields: list[str] = []

    def being_expired(
        self, queryset: CertificationQuerySet, name: str, expired: bool
    ) -> CertificationQuerySet:
        return queryset.expired(self.today) if expired else queryset.unexpired(self.today)

    def being_paused(
        self, queryset: CertificationQuerySet, name: str, paused: bool
    ) -> CertificationQuerySet:
        return queryset.paused() if paused else queryset.not_paused()
