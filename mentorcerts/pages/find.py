"""Find people, records and pages from anywhere: what Ctrl + K asks.

In place of Unfold's own search, which would keep for minutes whom it has found, and read all of
them. Nothing is found that the person may not view, and no more than fits a screen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst

from certifications.models import Mentor, first_mentors_found
from certifications.registry import registry
from mentorcerts.access.viewers import may_view_statuses
from mentorcerts.lib.folding import finds, words_asked, words_of
from mentorcerts.pages.mentor import mentor_link
from mentorcerts.pages.navigation import build_menu

PEOPLE_SHOWN = 10


@dataclass(frozen=True)
class Found:
    """One line of the answer."""

    title: str
    description: str
    link: str
    icon: str


def find(request: HttpRequest) -> HttpResponse:
    """Answer what was typed with a list of links, as a piece of the page; empty where it is."""
    query = request.GET.get("s", "").strip()
    if not query:
        return HttpResponse()
    found = [*_records(request, query), *_people(request, query), *_pages(request, query)]
    return TemplateResponse(
        request, "unfold/helpers/command_results.html", {"results": found, "query": query}
    )


def _people(request: HttpRequest, query: str) -> Iterator[Found]:
    """The first mentors of that name, e-mail or id; and where the others are."""
    link = _link_to_people(request)
    if link is None:
        return
    mentors = first_mentors_found(query, PEOPLE_SHOWN + 1)
    for mentor in mentors[:PEOPLE_SHOWN]:
        yield _person(mentor, link(mentor.pk))
    if len(mentors) > PEOPLE_SHOWN and request.user.has_perm("certifications.view_mentor"):
        address = reverse("admin:certifications_mentor_changelist")
        all_of_them = f"{address}?{urlencode({'q': query})}"
        yield Found(f"All mentors found by “{query}”", "A list", all_of_them, "group")


def _link_to_people(request: HttpRequest) -> Any:
    """Where a mentor's name leads for this person; ``None`` if they may view no mentors."""
    if may_view_statuses(request.user):
        return mentor_link
    if request.user.has_perm("certifications.view_mentor"):
        return lambda mentor_id: reverse("admin:certifications_mentor_change", args=[mentor_id])
    return None


def _person(mentor: Mentor, link: str) -> Found:
    told = [mentor.email or "Mentor", *(["has left"] if mentor.has_left else [])]
    return Found(str(mentor), ", ".join(told), link, "person")


def _records(request: HttpRequest, query: str) -> Iterator[Found]:
    """The record whose public id was typed, and whose it is."""
    for kind in registry.public_ids:
        page = admin.site.get_model_admin(kind.model)
        named = kind.found(query)
        if named is None or not page.has_view_permission(request):
            continue
        for record in named[:1]:
            options = kind.model._meta
            address = f"admin:{options.app_label}_{options.model_name}_change"
            name = capfirst(str(options.verbose_name))
            yield Found(str(record), name, reverse(address, args=[record.pk]), "description")
            link = _link_to_people(request)
            mentors = list(Mentor.objects.filter(pk__in=named.values(kind.mentors))[:2])
            if link and len(mentors) == 1:  # whom a run paused its own page lists
                yield _person(mentors[0], link(mentors[0].pk))


def _pages(request: HttpRequest, query: str) -> Iterator[Found]:
    """Pages of the menu, by name."""
    asked = words_asked(query)
    for group in build_menu(request):
        for item in group["items"]:
            if finds(asked, words_of(item["title"])):
                yield Found(item["title"], f"{group['title']}, a page", item["link"], item["icon"])
