"""Query parameters of the renewal list."""

import django_filters

from certifications.filters import IdentifierFilter, after, before
from renewals.models import Renewal


class RenewalFilters(django_filters.FilterSet):
    mentor_id = IdentifierFilter("certification__mentor_id")
    processed_by = django_filters.CharFilter("processed_by", strip=False, max_length=150)
    renewed_before = before("renewal_date", "Renewed")
    renewed_after = after("renewal_date", "Renewed")

    class Meta:
        model = Renewal
        fields: list[str] = []
