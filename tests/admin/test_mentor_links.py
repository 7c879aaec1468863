"""Wherever the admin names a mentor, by name or id, it links to their page."""

import re

import pytest
from django.urls import reverse

from tests.support.crawl import crawled, unlinked

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("demo_programme")]

OWN_PAGE = re.compile(r"^/admin/mentors/([^/]+)/$")
NAMED_OTHERWISE = {
    "the name of a certification leads to it; its mentor stands beside": re.compile(
        r"^cert_\w+ \(\w+ of \S+\) -> /admin/certifications/certification/", re.IGNORECASE
    ),
    "an entry of a history leads to that version": re.compile(r" -> /admin/.*/history/\d+/$"),
    "the trail of a version leads to the present record": re.compile(
        r" -> /admin/certifications/mentor/[^/]+/change/$"
    ),
}


def wanting(address: str, content: str) -> list[str]:
    own = OWN_PAGE.match(address)
    return [
        text
        for text in unlinked(content, but=own[1] if own else "")
        if not any(allowed.search(text) for allowed in NAMED_OTHERWISE.values())
    ]


def test_every_page_links_the_mentors_that_it_names(administrator):
    opened, found = 0, {}
    for address, content in crawled(administrator, [reverse("admin:index")]):
        opened += 1
        if names := wanting(address, content):
            found[address] = names[:3]
    assert found == {}
    assert opened > 100
