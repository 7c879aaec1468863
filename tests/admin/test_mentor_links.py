"""Wherever the admin names a mentor, by name or id, it links to their page."""

import re

import pytest
from django.urls import reverse

from certifications import mentor_links, services
from certifications.models import Certification, CertificationType, Mentor
from tests.support.actions import choose
from tests.support.crawl import crawled, unlinked
from tests.support.pages import page
from tests.support.spreadsheets import CERTIFICATION_COLUMNS, csv_file, preview

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


def posted(client) -> dict[str, object]:
    """Pages that only a form leads to."""
    row = Certification.objects.get(mentor_id="mentor-042")
    selection = {"action": "remove_selected", "_selected_action": [row.pk]}
    columns = CERTIFICATION_COLUMNS[:3]
    good = [[who, "peer_mentor_basic", "2026-03-20"] for who in ("mentor-042", "new-one")]
    bad = [["mentor-042", "peer_mentor_basic", "not a day"]]
    rules = {"name": "Basic", "validity_months": "36", "grace_days": "90", "requirement": "r"}
    services.pause_mentor(mentor_id="mentor-042", reason="Ill", by="ada")
    pause = {"reason": "Closed", "preview": ""}
    return {
        "a selection": client.post(choose(client, "pause", "mentor-042", "mentor-099"), pause),
        "records": client.post(page(Certification), selection),
        "an import": preview(client, Certification, csv_file(columns, *good)),
        "its problems": preview(client, Certification, csv_file(columns, *bad)),
        "rules": client.post(page(CertificationType, "change", "peer_mentor_basic"), rules),
    }


def test_previews_link_the_mentors_that_they_name(administrator):
    shown = posted(administrator)
    assert {what: wanting("", answer.content.decode()) for what, answer in shown.items()} == {
        what: [] for what in shown
    }
    for what in ("a selection", "records", "an import"):
        assert reverse("mentor-page", args=["mentor-042"]) in shown[what].content.decode(), what
    assert reverse("mentor-page", args=["new-one"]) not in shown["an import"].content.decode()


def test_a_mention_is_linked_whole_and_nothing_else_is():
    ann = Mentor(mentor_id="m-1", name="Ann <b>")
    link = '<a class="text-link underline" href="/admin/mentors/m-1/">'
    assert mentor_links.with_mentor_links("Ann <b> (m-1) stays; m-1. m-12, x-m-1 <i>", [ann]) == (
        f"{link}Ann &lt;b&gt; (m-1)</a> stays; {link}m-1</a>. m-12, x-m-1 &lt;i&gt;"
    )
    assert mentor_links.with_mentor_links("<i>", []) == "&lt;i&gt;"
