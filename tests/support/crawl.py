"""Pages of the admin, opened by following their links; and where their texts name a mentor."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from certifications.models import Mentor
from certifications.registry import registry

UNREAD = {"script", "style", "title", "template", "option", "textarea", "button", "pre", "details"}
"""Not shown, nothing that could hold a link, or the words of a mail as they are sent."""
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
NOT_FOLLOWED = re.compile(
    r"/logout/|/export/|/template/|format=(csv|xlsx)|/autocomplete/|/jsi18n/|_popup|/api/|\.json"
)

TELLING = {"mentor", "certification", "now", "as_of"}
"""Parameters that make another page of it, and not only other rows."""


class Page(HTMLParser):
    """The links of a page, and its texts, each with the address that it links to."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or "" if tag == "a" else ""
        if address:
            self.links.append(address)
        if tag not in VOID:
            self._open.append((tag, address))

    def handle_endtag(self, tag: str) -> None:
        while tag in {each for each, _ in self._open}:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self._open}
        if data.strip() and not tags & UNREAD:
            links = [address for _, address in self._open if address]
            self.texts.append((" ".join(data.split()), links[-1] if links else ""))


def kind_of(address: str) -> str:
    """Pages that differ in ids, filters and order only are of one kind."""
    parts = urlsplit(address)
    names = [pair for pair in parts.query.split("&") if pair.split("=")[0] in TELLING]
    path = re.sub(r"/(?=[^/]*[0-9])[^/]+", "/*", parts.path)
    return f"{path}?{'&'.join(name.split('=')[0] for name in names)}"


def crawled(client: Any, start: Iterable[str], *, of_a_kind: int = 2) -> Iterator[tuple[str, str]]:
    """Yield address and content of every page that can be reached, some of each kind."""
    waiting, seen, opened = list(start), set(start), {}
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if opened.get(kind, 0) >= of_a_kind:
            continue
        opened[kind] = opened.get(kind, 0) + 1
        answer = client.get(address)
        if answer.status_code in (301, 302):
            found = [answer["Location"]]
        elif answer.status_code == 200 and "text/html" in answer.get("Content-Type", ""):
            content = answer.content.decode()
            yield address, content
            found = Page(content).links
        else:
            raise AssertionError(f"{address} answers {answer.status_code}")
        for link in found:
            further = urljoin(address, link.split("#")[0])
            if (
                further.startswith("/admin/")
                and further not in seen
                and not NOT_FOLLOWED.search(further)
            ):
                seen.add(further)
                waiting.append(further)


def unlinked(content: str, *, but: str = "") -> list[str]:
    """The texts that name a mentor, by name or id, without a link to that mentor's page.

    ``but`` is the id of a mentor who may be named without: on their own page.
    """
    found = []
    known = {mentor.pk: mentor for mentor in Mentor.objects.all()}
    names = {mentor.name: mentor for mentor in known.values() if mentor.name}
    said = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, [*known, *names]))})(?![\w-])")
    for text, address in Page(content).texts:
        for word in said.findall(text):
            mentor = known.get(word) or names[word]
            page = urlsplit(address).path
            if mentor.pk != but and page != registry.mentor_link(mentor.pk):
                found.append(f"{text[:120]} -> {address}")
                break
    return found
