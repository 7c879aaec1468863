"""What stands above a list: its tabs, and what it is narrowed to."""

from typing import Any

from django import template

from mentorcerts.lib.admin import list_queries

register = template.Library()


@register.simple_tag
def list_tabs(changelist: Any) -> list[dict[str, Any]]:
    """Title, link and whether it is the present one, of each tab."""
    return list_queries.tabs_of(changelist)


@register.simple_tag
def list_chips(changelist: Any) -> dict[str, Any]:
    """What narrows the list, the link to all of it, and the filters as they can be saved."""
    chips = list_queries.chips_of(changelist)
    return {
        "chips": chips,
        "everything": list_queries.without_filters(changelist),
        "saved_as": list_queries.filters_only(chips),
    }
