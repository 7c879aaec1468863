"""Query parameters of the renewal list."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema_field

from mentorcerts.lib.api.lists.filters import (
    IdentifiersFilter,
    ListFilterSet,
    after_filter,
    before_filter,
)
from mentorcerts.lib.lengths import USERNAME_LENGTH
from renewals.models import Renewal


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": USERNAME_LENGTH})
class NameFilter(django_filters.CharFilter):
    """A name, to the letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, strip=False, max_length=USERNAME_LENGTH, **kwargs)


class RenewalFilters(ListFilterSet):
    mentor_id = IdentifiersFilter("certification__mentor_id")
    processed_by = NameFilter("processed_by", help_text="Recorded by this name, to the letter.")
    renewed_before = before_filter("renewal_date", "Renewed")
    renewed_after = after_filter("renewal_date", "Renewed")

    class Meta:
        model = Renewal
        fields: list[str] = []
