"""A walk through the admin: from page to page by the links that a person sees."""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.contrib import admin
from django.test import Client
from django.urls import Resolver404, resolve, reverse

OF_A_KIND = 3
"""Pages of one route that are opened: the hundredth record looks as the first ones do."""
UNSEEN = {"script", "style", "template"}
READ_ALOUD = {"title", "aria-label", "placeholder", "alt"}
EMPTY = set("area base br col embed hr img input link meta source track wbr".split())


class Page(HTMLParser):
    """The links of a page, and each text that a person sees or has read to them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.texts: list[str] = []
        self.heading = ""
        """The text of the first heading of the highest rank."""
        self.inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "a" and (link := named.get("href")):
            self.links.append(link)
        if tag == "input" and named.get("type") == "submit":
            self.texts.append(named.get("value") or "")
        self.texts += [text for name in READ_ALOUD if (text := named.get(name))]
        if tag not in EMPTY:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not UNSEEN.intersection(self.inside) and (text := " ".join(data.split())):
            self.texts.append(text)
            if "h1" in self.inside:
                self.heading = f"{self.heading} {text}".strip()

    @property
    def text(self) -> str:
        return " ".join(self.texts)


def starting_points() -> Iterator[str]:
    """Addresses that no link leads to, or only where there is something to be seen."""
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_changelist") + "?q=nobody+has+this+name"
        yield reverse("admin:app_list", args=[model._meta.app_label])
        if record := model._default_manager.order_by("pk").first():
            for page in ("change", "history", "delete"):
                yield reverse(f"{name}_{page}", args=[record.pk])


def walk(client: Client, also: list[str] | None = None) -> Iterator[tuple[str, Page]]:
    """Each page that can be reached, with its address; a few of each kind."""
    waiting, known, opened = [*starting_points(), *(also or [])], set(), Counter[str]()
    known |= set(waiting)
    by_hand = len(waiting)
    while waiting:
        address = waiting.pop(0)
        by_hand -= 1
        route = route_of(address)
        if route is None or (by_hand < 0 and opened[route] >= OF_A_KIND):
            continue
        opened[route] += 1
        answer: Any = client.get(address, follow=True)
        if answer.streaming:
            answer.getvalue()  # to its end, and its file is closed
            continue
        if not answer["Content-Type"].startswith("text/html"):
            continue
        page = Page(answer.content.decode())
        yield address, page
        here = answer.request["PATH_INFO"]
        for link in page.links:
            there = urljoin(here, link).split("#")[0]
            if there not in known and not urlsplit(link).netloc:
                known.add(there)
                waiting.append(there)


def route_of(address: str) -> str | None:
    """The route of an address, and whether it asks for something; ``None`` outside the admin."""
    parts = urlsplit(address)
    if not parts.path.startswith("/admin/") or "logout" in parts.path:
        return None
    try:
        route = resolve(parts.path).route
    except Resolver404:
        return None
    return f"{route}?" if parts.query else route
