"""What a list is narrowed to: its query string, read as the list itself reads it.

A *chip* is one thing that narrows it, in words. A *tab* is a list that is asked for so often that
it stands above the others.
"""

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import (
    ERROR_FLAG,
    IGNORED_PARAMS,
    ORDER_VAR,
    PAGE_VAR,
    SEARCH_VAR,
)
from django.core.exceptions import FieldDoesNotExist, SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst

NOT_FILTERS = frozenset(
    {*IGNORED_PARAMS, SEARCH_VAR, ORDER_VAR, PAGE_VAR, ERROR_FLAG, "_changelist_filters"}
)
"""Parameters of a list that don't narrow it."""


@dataclass(frozen=True)
class Chip:
    """One filter that is active, or the search."""

    text: str
    parameters: Mapping[str, list[str]]
    """What of the query it stands for."""
    link: str
    """The same list without it."""
    is_understood: bool = True
    is_filter: bool = True
    """One of the list's own filters; not the search, nor what only a link asks for."""
    take_away: str = ""
    """What taking it away is called, where it is not called after ``text``."""


@dataclass(frozen=True)
class Tab:
    """A list that stands above the others: its title, and its query."""

    title: str
    query: Mapping[str, str]


def chips_of(changelist: Any) -> list[Chip]:
    """Everything that narrows the list, in the order of its filters; the search first."""
    found = []
    if changelist.query:
        query = {SEARCH_VAR: [changelist.query]}
        link = _without(changelist, query)
        # Not called after what was searched: a link of that name is expected in the list itself.
        text, name = f"Search: {changelist.query}", "Take away the search"
        found.append(Chip(text, query, link, is_filter=False, take_away=name))
    for spec in changelist.filter_specs:
        asked = {
            name: values
            for name in spec.expected_parameters()
            if name and any(values := changelist.filter_params.get(name) or [])
        }
        if asked:
            text, is_understood = _in_words(spec, changelist, asked)
            found.append(Chip(text, asked, _without(changelist, asked), is_understood))
    told = {name for chip in found for name in chip.parameters}
    for name, values in changelist.filter_params.items():
        if name not in told and name not in NOT_FILTERS and any(values):
            asked = {name: values}
            text = _lookup_in_words(changelist, name, values)
            found.append(Chip(text, asked, _without(changelist, asked), is_filter=False))
    return found


def _lookup_in_words(changelist: Any, name: str, values: list[str]) -> str:
    """What a link asks of a field that no filter offers: ``Applied at from 2026-03-25 …``."""
    field, _, lookup = name.partition("__")
    try:
        title = changelist.opts.get_field(field).verbose_name
    except FieldDoesNotExist:
        title = name
    said = {"gte": " from", "gt": " after", "lt": " before", "lte": " through"}.get(lookup, ":")
    return f"{capfirst(str(title))}{said} {', '.join(values)}"


def _in_words(spec: Any, changelist: Any, asked: Mapping[str, list[str]]) -> tuple[str, bool]:
    """What a filter says, and whether it understands what it was asked."""
    if hasattr(spec, "chip"):
        words: tuple[str, bool] = spec.chip()
        return words
    # The first choice is that of everybody: nothing that is asked means it.
    chosen = [
        choice["display"] for choice in list(spec.choices(changelist))[1:] if choice["selected"]
    ]
    title = capfirst(str(spec.title))
    if not chosen:
        values = ", ".join(value for values in asked.values() for value in values)
        return f"{title}: {values} is not understood", False
    said = ", ".join(str(each) for each in chosen)
    return (said if getattr(spec, "says_it_all", False) else f"{title}: {said}"), True


def _without(changelist: Any, names: Collection[str]) -> str:
    """The query string without these parameters, and of the first page.

    Django's own takes away whatever begins with such a name.
    """
    return query_string(changelist, lambda name: name not in names)


def query_string(changelist: Any, keeps: Any, more: Mapping[str, str] | None = None) -> str:
    """The list's query string, ``?`` included, with those parameters only that ``keeps`` returns
    true for, and with ``more``."""
    asked = {
        name: values
        for name, values in changelist.filter_params.items()
        if name not in (PAGE_VAR, ERROR_FLAG) and keeps(name)
    }
    return f"?{urlencode({**asked, **(more or {})}, doseq=True)}"


def without_filters(changelist: Any) -> str:
    """The query string of the whole list, in its present order."""
    return query_string(changelist, lambda name: name == ORDER_VAR)


def tabs_of(changelist: Any) -> list[dict[str, Any]]:
    """Title and link of each tab, and whether it is the present one.

    A tab takes the place of the filters that ``tab_parameters`` names; others, the search and the
    order stay.
    """
    model_admin = changelist.model_admin
    mine: frozenset[str] = getattr(model_admin, "tab_parameters", frozenset())
    now = {name: values for name, values in changelist.filter_params.items() if name in mine}
    return [
        {
            "title": tab.title,
            "link": query_string(changelist, lambda name: name not in mine, tab.query),
            "is_current": now == {name: [value] for name, value in tab.query.items()},
        }
        for tab in getattr(model_admin, "tabs", ())
    ]


# --- a query that is not the request's ----------------------------------------------------------
@dataclass(frozen=True)
class Reading:
    """What a list makes of a query."""

    rows: Any
    """The queryset; ``None`` where the list can't be asked that at all."""
    chips: list[Chip]
    not_understood: list[str]
    """Parts of the query that the list does not know, or not any more."""


def read_query(model_admin: Any, request: HttpRequest, query: str) -> Reading:
    """Read a query as the list would if this person asked for it. Asks the database for no row."""
    asked = copy(request)
    asked.method, asked.GET = "GET", QueryDict(query)  # type: ignore[misc]
    try:
        changelist = _unread_list(model_admin, asked)
    except (IncorrectLookupParameters, SuspiciousOperation):
        return Reading(None, [], [query])
    chips = chips_of(changelist)
    unknown = [chip.text for chip in chips if not (chip.is_understood and chip.is_filter)]
    return Reading(changelist.queryset, chips, unknown)


def _unread_list(model_admin: Any, request: HttpRequest) -> Any:
    """The list, without its rows and their number."""

    class Unread(model_admin.get_changelist(request)):  # type: ignore[misc]
        def get_results(self, request: HttpRequest) -> None:
            self.result_count = self.full_result_count = 0

    return Unread(
        request,
        model_admin.model,
        model_admin.get_list_display(request),
        None,
        model_admin.get_list_filter(request),
        model_admin.date_hierarchy,
        model_admin.get_search_fields(request),
        model_admin.get_list_select_related(request),
        model_admin.list_per_page,
        model_admin.list_max_show_all,
        model_admin.list_editable,
        model_admin,
        model_admin.get_sortable_by(request),
        "",
    )


def filters_only(chips: Iterable[Chip]) -> str:
    """The query of these filters, in a fixed order. A search, with people's names, is none."""
    pairs = {
        name: values
        for chip in chips
        if chip.is_filter and chip.is_understood
        for name, values in chip.parameters.items()
    }
    return urlencode(sorted(pairs.items()), doseq=True)


def list_of(label: str) -> Any:
    """The model admin of a list, by its model's label; ``None`` where there is no such list."""
    for model, model_admin in admin.site._registry.items():
        if model._meta.label_lower == label:
            return model_admin
    return None
