"""Read saved lists as their lists read them, and count who is on them."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from mentorcerts.lib.admin.list_queries import Reading, filters_only, list_of, read_query
from mentorcerts.lib.admin.page_names import page_name_of
from mentorcerts.saved_lists.models import SavedList
from mentorcerts.saved_lists.services import may_change

COUNTED = 1000
"""No list is counted further than this, so that a menu costs the same at any size."""
COUNT_SECONDS = 60
"""For so long a count is shown again."""
NOT_UNDERSTOOD = "?"


@dataclass(frozen=True)
class ReadList:
    """A saved list, as this person sees it."""

    saved: SavedList
    model_admin: Any
    request: HttpRequest

    @cached_property
    def reading(self) -> Reading:
        return read_query(self.model_admin, self.request, self.saved.query)

    @property
    def link(self) -> str:
        """The list itself, filtered. It is asked by its query alone."""
        opts = self.model_admin.opts
        changelist = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        return f"{changelist}?{self.saved.query}"

    @property
    def list_name(self) -> str:
        return page_name_of(self.model_admin)

    @property
    def filters(self) -> str:
        """The filters in words."""
        return ", ".join(chip.text for chip in self.reading.chips)

    @property
    def not_understood(self) -> str:
        """What of them the list does not understand any more; empty if it understands all."""
        return ", ".join(self.reading.not_understood)

    @property
    def is_changeable(self) -> bool:
        return may_change(self.saved, self.request.user)

    def is_shown(self) -> bool:
        """Whether the page that was asked for is this list, narrowed in this way and no other."""
        path, _, query = self.link.partition("?")
        asked = {name: self.request.GET.getlist(name) for name in self.request.GET}
        asked = {name: values for name, values in asked.items() if name not in ("o", "p")}
        wanted: dict[str, list[str]] = {}
        for name, value in parse_qsl(query):
            wanted.setdefault(name, []).append(value)
        return self.request.path == path and asked == wanted

    def count(self, *, today: date) -> str:
        """How many are on it: ``37``, ``1,000+``, or that its filters are not understood."""
        key = f"saved-list:{self.saved.pk}:{today}"  # its filters never change
        return str(cache.get_or_set(key, self._count, COUNT_SECONDS))

    def _count(self) -> str:
        if self.reading.not_understood:
            return NOT_UNDERSTOOD
        number = self.reading.rows.order_by()[: COUNTED + 1].count()
        return f"{COUNTED:,}+" if number > COUNTED else f"{number:,}"


def lists_of(request: HttpRequest) -> list[ReadList]:
    """The saved lists that this person sees: their own and those for all, of lists that they may
    view."""
    found = []
    for saved in SavedList.objects.seen_by(request.user):
        model_admin = list_of(saved.list)
        if model_admin is not None and model_admin.has_view_permission(request):
            found.append(ReadList(saved, model_admin, request))
    return found


def clean_query(model_admin: Any, request: HttpRequest, query: str) -> str:
    """The filters of a query in a fixed order, each of which the list understands.

    Raises ``ValidationError`` where there is one that it does not.
    """
    reading = read_query(model_admin, request, query)
    if reading.not_understood:
        raise ValidationError(f"Not understood: {', '.join(reading.not_understood)}.")
    return filters_only(reading.chips)
