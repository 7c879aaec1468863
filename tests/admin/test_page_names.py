"""Every page has one name: in the menu, as its heading, in the tab and in the breadcrumb."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.urls import reverse

from certifications.models import Certification, ExpiryRun, Mentor
from mentorcerts.pages.navigation import MENU, OWN_PAGES, build_menu
from statuses.models import CertificationStatus
from tests.support.pages import page

UNSEEN = re.compile(r"<script.*?</script>|<style.*?</style>|<[^>]+>", re.DOTALL)
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("demo_programme")]


def heading(answer) -> list[str]:
    """The texts of the heading, without icons and the number of results."""
    shown = re.search(r"<h1.*?</h1>", answer.content.decode(), re.DOTALL)[0]
    shown = re.sub(r"<span class=\"material-symbols-outlined.*?</span>", "", shown)
    shown = shown.split('<span class="font-medium ml-2')[0]
    texts = (" ".join(text.split()) for text in re.sub(r"<[^>]+>", "\n", shown).split("\n"))
    return [unescape(text) for text in texts if text]


def tab_title(answer) -> list[str]:
    shown = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)[1]
    return [unescape(part.strip()) for part in shown.split("|")]


def menu_of(client) -> list[tuple[str, str]]:
    """The names and addresses of the lists that the menu shows to a person."""
    request = client.get(reverse("admin:index")).wsgi_request
    return [
        (item["title"], item["link"]) for group in build_menu(request) for item in group["items"]
    ]


def test_each_list_of_the_menu_is_called_the_same_in_its_heading_and_tab(administrator):
    menu = menu_of(administrator)
    assert len(menu) == sum(len(lists) for lists in [*MENU.values(), *OWN_PAGES.values()])
    for name, link in menu:
        answer = administrator.get(link)
        assert heading(answer) == [name]
        assert tab_title(answer) == [name, "mentorcerts"]


def test_no_two_lists_have_the_same_name(administrator):
    names = [name for name, _ in menu_of(administrator)]
    assert sorted(names) == sorted(set(names))


def test_a_record_stands_under_the_name_of_its_list(administrator):
    names = {link: name for name, link in menu_of(administrator)}
    opened = 0
    for _, label in (entry for lists in MENU.values() for entry in lists):
        model = apps.get_model(label)
        if (record := model._default_manager.first()) is None:
            continue
        answer = administrator.get(page(model, "change", record.pk), follow=True)
        assert heading(answer)[0] == names[page(model)]
        assert names[page(model)] in tab_title(answer) or model is CertificationStatus
        opened += 1
    assert opened >= 8


def test_pages_below_a_list_stand_under_its_name(coordinator):
    run = ExpiryRun.objects.first()
    below = {
        "Where mentors stand": [
            reverse("mentor-page", args=["mentor-042"]),
            reverse("bulk-action", args=["renew"]) + "?mentor=mentor-042",
            page(CertificationStatus, "export"),
        ],
        "Certifications": [page(Certification, "add"), page(Certification, "import")],
        "Mentors": [page(Mentor, "history", "mentor-042")],
        "Runs": [
            reverse("admin:certifications_expiryrun_preview_and_run"),
            reverse("admin:certifications_expiryrun_undo", args=[run.pk]),
        ],
    }
    for name, addresses in below.items():
        for address in addresses:
            first, *what_it_is_about = heading(coordinator.get(address))
            assert first == name
            assert what_it_is_about, address


def test_the_menu_leaves_out_what_the_person_may_not_see(coordinator):
    names = [name for name, _ in menu_of(coordinator)]
    assert names == [
        "Where mentors stand",
        "Mentors",
        "Certifications",
        "Renewals",
        "Promises",
        "Certification types",
        "Actions",
        "Runs",
        "Pauses",
        "Tomorrow",
        "What has changed",
        "Report for the board",
        "My calendar and digest",
    ]


WORDS_OF_THE_PROGRAM = re.compile(r"\b(job|brake|governs|governing)\b", re.IGNORECASE)


def test_coordinators_read_no_words_of_the_program(coordinator):
    """The ids of runs begin with ``job_``; they are names, as printed by the contract."""
    run = ExpiryRun.objects.first()
    addresses = [
        reverse("admin:index"),
        *(link for _, link in menu_of(coordinator)),
        reverse("mentor-page", args=["mntr_02BY7M3RL"]),
        reverse("bulk-action", args=["renew"]) + "?mentor=mntr_02BY7M3RL",
        reverse("bulk-action", args=["exempt"]) + "?mentor=mntr_02BY7M3RL",
        page(Certification, "change", Certification.objects.order_by("pk")[0].pk),
        page(Mentor, "change", "mntr_02BY7M3RL"),
        page(ExpiryRun, "change", run.pk),
        reverse("admin:certifications_expiryrun_preview_and_run"),
        reverse("admin:certifications_expiryrun_undo", args=[run.pk]),
        page(apps.get_model("certifications.CertificationType"), "add"),
    ]
    for address in addresses:
        answer = coordinator.get(address)
        assert answer.status_code == 200
        visible = UNSEEN.sub(" ", answer.content.decode())
        assert WORDS_OF_THE_PROGRAM.findall(visible) == [], address
