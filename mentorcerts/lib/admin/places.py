"""Where somebody came from: an action, *Cancel* and *Back* lead there again, filters kept.

A place is an address within the admin. It stays in the session, under a short token: what a list
was searched for may be somebody's name, so addresses carry the token only, as ``?from=``. A
token that the session does not know leads nowhere, and so does an address of another site.
"""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from mentorcerts.lib.admin.page_names import page_name_of

PARAMETER = "from"
"""In an address, or as a hidden field of a form."""
SESSION_KEY = "places"
PLACES_KEPT = 20
"""The newest ones: a session is no archive."""
LISTS_AND_RECORDS = ("_changelist", "_change")
"""How the names of addresses end that Django's admin makes of each model's places."""

View = TypeVar("View", bound=Callable[..., Any])


def place(view: View) -> View:
    """Decorate a view of our own that actions lead back to."""
    view.is_place = True  # type: ignore[attr-defined]
    return view


def came_from(request: HttpRequest) -> str:
    """Return the token of the place that the person came from; empty where there is none.

    A request says so itself (``from``), or its browser does (``Referer``).
    """
    token = request.POST.get(PARAMETER) or request.GET.get(PARAMETER)
    if token:
        return token if address_of(request, token) else ""
    referer = request.headers.get("Referer", "")
    if request.method != "GET" or not url_has_allowed_host_and_scheme(
        referer, {request.get_host()}, require_https=request.is_secure()
    ):
        return ""
    parts = urlsplit(referer)
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return keep(request, address) if parts.path != request.path and _is_place(parts.path) else ""


def keep(request: HttpRequest, address: str) -> str:
    """Keep the address of a page of ours in the session; return its token.

    The same address has the same token, so that looking twice writes once.
    """
    token = hashlib.sha256(address.encode()).hexdigest()[:12]
    places = request.session.get(SESSION_KEY, {})
    if places.get(token) != address:
        newest = list(places.items())[1 - PLACES_KEPT :]
        request.session[SESSION_KEY] = dict([*newest, (token, address)])
    return token


def address_of(request: HttpRequest, token: str) -> str:
    """Return the place under this token; empty if the session knows none."""
    return str(request.session.get(SESSION_KEY, {}).get(token, ""))


def with_place(address: str, token: str) -> str:
    """Return an address of ours that says where the person came from."""
    if not token:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({PARAMETER: token})}"


def name_of(address: str) -> str:
    """Return what the menu calls the list at this address; empty for other pages."""
    match = _match(urlsplit(address).path)
    model_admin = getattr(match.func, "model_admin", None) if match else None
    if model_admin is None or match is None or not str(match.url_name).endswith("_changelist"):
        return ""
    return page_name_of(model_admin)


def filters_of(request: HttpRequest) -> str:
    """Return the query of the list from which a record's form was opened, as Django hands it on."""
    return QueryDict(request.GET.get("_changelist_filters", "")).urlencode()


def _is_place(path: str) -> bool:
    match = _match(path)
    if match is None or getattr(match.func, "is_place", False):
        return match is not None
    name = str(match.url_name)
    is_listed = name == "index" or name.endswith(LISTS_AND_RECORDS)
    return match.app_name == "admin" and is_listed


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None
