"""After an action, and after *Cancel*, people are where they were; one message tells the result."""

import re
from html import escape, unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from certifications import services
from certifications.models import Certification, Mentor
from mentorcerts.lib.admin.places import PLACES_KEPT, SESSION_KEY
from renewals.models import Renewal
from statuses.models import CertificationStatus
from tests.support.actions import choose, confirm
from tests.support.pages import filled_in, hidden_fields, page
from tests.support.spreadsheets import GOOD_ROWS, csv_file

pytestmark = pytest.mark.usefixtures("demo_programme")

HOST = "http://testserver"
QUEUE = "/admin/statuses/certificationstatus/?expiring=expired&paused=yes"
RENEWAL = {"renewal_date": "2026-03-26", "new_expiry_date": "", "notes": ""}


def person(client, mentor_id="mentor-042", *, referer="", **query):
    headers = {"referer": f"{HOST}{referer}"} if referer.startswith("/") else {"referer": referer}
    return client.get(reverse("mentor-page", args=[mentor_id]), query, headers=headers)


def told(answer) -> list[str]:
    return [re.sub(r"<[^>]+>", "", str(message)) for message in answer.context["messages"]]


def ticked(client, address, name, *mentor_ids) -> str:
    """Tick mentors in the list as it is filtered, choose an action: the address of its page."""
    rows = CertificationStatus.objects.filter(mentor_id__in=mentor_ids)
    data = {"action": name, "_selected_action": [row.pk for row in rows]}
    return client.post(address, data)["Location"]


# --- the mentor's page ---------------------------------------------------------------------------
def test_a_mentors_page_leads_back_to_the_list_as_it_was_filtered(coordinator):
    shown = person(coordinator, referer=QUEUE)
    assert (shown.context["back"], shown.context["back_to"]) == (QUEUE, "Where mentors stand")
    assert "Back to Where mentors stand" in shown.content.decode()


def test_an_action_on_one_mentor_leads_back_to_their_page_which_still_knows_the_list(coordinator):
    offered = dict(person(coordinator, "mntr_02BY7M3RL", referer=QUEUE).context["actions"])
    shown = coordinator.get(offered["Renew…"])
    assert urlsplit(shown.context["back"]).path == reverse("mentor-page", args=["mntr_02BY7M3RL"])
    done = coordinator.post(
        offered["Renew…"],
        {**RENEWAL, "shown": shown.context["shown"], "confirm": ""},
        follow=True,
    )
    assert done.redirect_chain == [(shown.context["back"], 302)]
    assert done.context["back"] == QUEUE


def test_no_address_repeats_what_was_searched_for(coordinator):
    searched = "/admin/statuses/certificationstatus/?q=Bruno+Varga"
    shown = person(coordinator, referer=searched)
    assert shown.context["back"] == searched
    links = re.findall(r'href="([^"]*)"', shown.content.decode())
    assert {link for link in links if "Varga" in link} == {searched}


@pytest.mark.parametrize(
    "referer",
    [
        "https://evil.example/admin/statuses/certificationstatus/",
        "//evil.example/admin/",
        "javascript:alert(1)",
        "/admin/login/",
        "/admin/actions/renew/?mentor=mentor-042",
        "/admin/mentors/mentor-042/?kind=notes",
        "/api/v1/certifications",
        "/nothing/here/",
        "",
    ],
)
def test_only_our_own_lists_and_pages_are_places(referer, coordinator):
    assert person(coordinator, referer=referer).context["back"] == ""


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/tomorrow/",
        "/admin/certifications/expiryrun/run/?now=1",
        "/admin/certifications/expiryrun/1/undo/",
        "/admin/reminders/round/day/?day=2026-03-27",
        "/admin/certifications/autopause/1/change/",
        "/admin/mentors/mentor-001/",
    ],
)
def test_pages_that_name_mentors_are_places(address, coordinator):
    assert person(coordinator, referer=address).context["back"] == address


def test_an_address_sent_along_leads_nowhere(coordinator):
    for sent in ("https://evil.example/", "//evil.example", "/admin/", "nope"):
        assert person(coordinator, **{"from": sent}).context["back"] == ""


def test_a_session_keeps_the_newest_places_and_the_same_one_once(coordinator):
    for number in range(PLACES_KEPT + 5):
        for _ in range(2):
            person(coordinator, referer=f"/admin/certifications/mentor/?p={number}")
    kept = list(coordinator.session[SESSION_KEY].values())
    newest = range(5, PLACES_KEPT + 5)
    assert kept == [f"/admin/certifications/mentor/?p={number}" for number in newest]


def test_the_timelines_links_keep_the_place(coordinator):
    shown = person(coordinator, referer=QUEUE).content.decode()
    kinds = re.findall(r'href="(\?[^"]*)#what-happened"', shown)
    tokens = {parse_qs(urlsplit(unescape(kind)).query)["from"][0] for kind in kinds}
    [token] = tokens
    assert person(coordinator, **{"from": token, "kind": "notes"}).context["back"] == QUEUE


# --- actions on a selection ----------------------------------------------------------------------
def test_an_action_on_a_selection_leads_back_to_the_list_as_it_was_filtered(coordinator):
    address = ticked(coordinator, QUEUE, "renew", "mntr_02BY7M3RL")
    shown = coordinator.get(address).content.decode()
    assert f'href="{escape(QUEUE)}">Cancel' in shown
    _, done = confirm(coordinator, address, **RENEWAL)
    assert done.redirect_chain == [(QUEUE, 302)]


def test_one_message_sums_up_an_action_and_the_preview_says_the_same_before(coordinator):
    address = choose(coordinator, "renew", "mentor-042", "mntr_02BY7M3RL")
    shown, done = confirm(coordinator, address, **RENEWAL)
    summary = (
        "2 renewed, 1 pause lifted, valid through 31 Mar 2028 to 26 Mar 2029. Active: 2, paused: 0."
    )
    assert summary in shown.content.decode()
    assert told(done) == [f"Renew: {summary} Undo…"]


def test_few_who_were_left_as_before_are_told_in_the_message(coordinator):
    address = choose(coordinator, "renew", "mntr_01HX4V2K8P", "mntr_02BY7M3RL")
    _, done = confirm(coordinator, address, **{**RENEWAL, "new_expiry_date": "2027-01-01"})
    [message] = told(done)
    assert message.startswith("Renew: 1 renewed, 1 pause lifted, valid through 1 Jan 2027, 1 left")
    assert "Amara Abebe (mntr_01HX4V2K8P) is left as before. " in message


def test_many_who_were_left_as_before_have_a_page_that_the_message_links_to(coordinator):
    mentors = sorted(Mentor.objects.filter(left_at=None).values_list("pk", flat=True))[:6]
    for mentor_id in mentors[:3]:
        services.pause_mentor(mentor_id=mentor_id, reason="Ill", by="ada")
    address = choose(coordinator, "pause", *mentors)
    _, done = confirm(coordinator, address, reason="Closed")
    [message] = done.context["messages"]
    address = re.search(r'href="([^"]*result[^"]*)"', str(message))[1]
    result = coordinator.get(unescape(address))
    assert [mentor.pk for mentor, _ in result.context["rows"]] == mentors[:3]
    assert all("already paused" in why for _, why in result.context["rows"])
    assert result.context["back"] == page(CertificationStatus)


def test_what_came_of_somebody_elses_action_is_not_found(coordinator):
    assert coordinator.get(reverse("action-result"), {"of": "x"}).status_code == 404


def test_what_came_of_an_action_is_for_those_who_may_still_do_it(viewer):
    session = viewer.session
    session["left_as_before"] = {"x": {"action": "renew", "refused": []}}
    session.save()
    assert viewer.get(reverse("action-result"), {"of": "x"}).status_code == 403


# --- records -------------------------------------------------------------------------------------
def test_a_certification_that_is_added_from_a_mentors_page_leads_back_to_it(coordinator):
    here = reverse("mentor-page", args=["mentor-042"])
    form = f"{page(Certification, 'add')}?mentor=mentor-042"
    assert form in person(coordinator).content.decode()
    shown = coordinator.get(form, headers={"referer": HOST + here})
    assert (
        shown.context["adminform"].form.get_initial_for_field(
            shown.context["adminform"].form.fields["mentor"], "mentor"
        )
        == "mentor-042"
    )
    done = coordinator.post(
        form,
        {
            **hidden_fields(shown),
            "mentor": "mentor-042",
            "certification_type": "background_check",
            "issued_on": "2026-03-01",
            "expires_on": "",
        },
    )
    assert done["Location"] == here


def test_a_change_leads_back_to_where_its_form_was_opened(coordinator):
    record = Certification.objects.get(mentor_id="mentor-042")
    here = f"{reverse('mentor-page', args=['mentor-042'])}?kind=notes"
    address = page(Certification, "change", record.pk)
    shown = coordinator.get(address, headers={"referer": HOST + here})
    sent = filled_in(record, reason="Checked") | {"from": hidden_fields(shown)["from"]}
    assert coordinator.post(address, sent)["Location"] == here
    assert coordinator.post(address, filled_in(record))["Location"] == page(Certification)


@pytest.mark.parametrize("model", [Certification, Renewal])
def test_removing_one_record_leads_back_to_where_it_was_opened(model, coordinator):
    record = model.objects.order_by("pk").first()
    here = page(model, "change", record.pk) + "?_changelist_filters=o%3D1"
    address = page(model, "change", record.pk).replace("/change/", "/remove")
    shown = coordinator.get(address, headers={"referer": HOST + here}, follow=True)
    assert shown.context["back"] == here
    sent = {**hidden_fields(shown), "shown": shown.context["outcome"].digest, "confirm": ""}
    assert coordinator.post(shown.request["PATH_INFO"], sent)["Location"] == here


def test_removing_a_selection_leads_back_to_the_list_as_it_was_filtered(coordinator):
    here = page(Certification) + "?certification_type__code__exact=peer_mentor_trainer"
    record = Certification.objects.filter(certification_type="peer_mentor_trainer").first()
    sent = {"action": "remove_selected", "_selected_action": [record.pk]}
    shown = coordinator.post(here, sent)
    assert shown.context["back"] == here
    sent |= {"shown": shown.context["outcome"].digest, "confirm": ""}
    done = coordinator.post(here, sent, follow=True)
    assert done.redirect_chain == [(here, 302)]
    assert told(done) == ["1 removed."]


def test_a_record_names_its_list_as_it_was_filtered(coordinator):
    record = Certification.objects.get(mentor_id="mentor-042")
    answer = coordinator.get(
        page(Certification, "change", record.pk), {"_changelist_filters": "is_current__exact=1"}
    )
    assert f'href="{page(Certification)}?is_current__exact=1"' in answer.content.decode()


def test_an_import_leads_back_to_the_list_as_it_was_filtered(coordinator):
    here = f"{page(Mentor)}?q=varga"
    upload = coordinator.get(page(Mentor, "import"), headers={"referer": HOST + here})
    assert f'href="{here}">Cancel' in upload.content.decode()
    shown = coordinator.post(
        page(Mentor, "import"),
        {**hidden_fields(upload), "import_file": csv_file(*GOOD_ROWS[Mentor])},
    )
    done = coordinator.post(page(Mentor, "process_import"), hidden_fields(shown))
    assert done["Location"] == here
