"""Filtered lists under a name: for oneself and for all, in the menu, counted, renamed, removed."""

import re

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certifications.models import Certification, Mentor
from mentorcerts.pages import saved_lists as pages
from mentorcerts.pages.navigation import build_menu
from mentorcerts.saved_lists import reading, services
from mentorcerts.saved_lists.models import LIST_NAME_LENGTH, SavedList
from renewals.models import Renewal
from statuses.models import CertificationStatus
from tests.support.pages import page

pytestmark = pytest.mark.usefixtures("demo_programme", "_no_counts")
STATUSES = "statuses.certificationstatus"
PAUSED = "paused=yes"
LISTS = "/admin/lists/"


@pytest.fixture
def _no_counts():
    cache.clear()


def enter(name, role="Coordinators"):
    user = User.objects.filter(username=name).first() or User.objects.create_user(
        name, is_staff=True
    )
    user.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(user)
    client.person = user
    return client


def saved_by(client, query=PAUSED, name="Paused", for_all=False, label=STATUSES):
    return services.save_list(
        user=User.objects.get(pk=client.person.pk),
        label=label,
        query=query,
        name=name,
        for_all=for_all,
        now=timezone.now(),
    )


def save_page(query, model=CertificationStatus):
    return reverse("save-list", query={"list": model._meta.label_lower, "query": query})


def errors(answer):
    return [text for texts in answer.context["form"].errors.values() for text in texts]


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def in_menu(client):
    request = client.get(LISTS).wsgi_request
    groups = {group["title"]: group["items"] for group in build_menu(request)}
    return [item["title"] for item in groups.get("Saved lists", [])][:-1]


# --- saving ---------------------------------------------------------------------------------------
def test_the_list_that_is_shown_is_saved_and_stands_in_the_menu():
    kim = enter("kim")
    shown = kim.get(page(CertificationStatus) + "?q=anna&o=2&paused=yes&cause=job").content.decode()
    [address] = re.findall(r'href="([^"]*/lists/save/[^"]*)"', shown)
    assert address == "/admin/lists/save/?list=statuses.certificationstatus&amp;query=" + (
        "cause%3Djob%26paused%3Dyes"
    )
    asked = kim.get(save_page("cause=job&paused=yes"))
    assert asked.context["filters"] == ["Paused", "Paused by the nightly run"]
    answer = kim.post(
        save_page("cause=job&paused=yes"), {"name": " By  the run ", "whom": "me"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == page(CertificationStatus) + "?cause=job&paused=yes"
    assert said(answer) == ["Saved: By the run stands in the menu."]
    saved = SavedList.objects.get()
    assert (saved.name, saved.owner, saved.made_by) == ("By the run", kim.person, "kim")
    assert (saved.list, saved.query) == (STATUSES, "cause=job&paused=yes")
    assert in_menu(kim) == ["By the run"]


@pytest.mark.parametrize("model", [Mentor, Certification, Renewal])
def test_every_list_with_filters_can_be_saved(model):
    query = {Mentor: "holds=none", Certification: "status=expired", Renewal: "removed=all"}[model]
    kim = enter("kim")
    kim.post(save_page(query, model), {"name": "A list", "whom": "me"})
    saved = SavedList.objects.get()
    assert kim.get(f"{LISTS}{saved.pk}/").url == f"{page(model)}?{query}"


def test_one_for_all_is_seen_by_all_who_may_see_the_list_and_ones_own_by_oneself():
    kim, lee, viv = enter("kim"), enter("lee"), enter("viv", "Viewers")
    saved_by(kim, name="Mine")
    saved_by(kim, name="Ours", for_all=True)
    outsider = enter("out")
    outsider.person.groups.clear()
    assert in_menu(kim) == ["Mine", "Ours"]
    assert in_menu(lee) == in_menu(viv) == ["Ours"]
    assert in_menu(outsider) == []
    [mine, ours] = SavedList.objects.order_by("name")
    assert lee.get(f"{LISTS}{mine.pk}/").status_code == 404
    assert outsider.get(f"{LISTS}{ours.pk}/").status_code == 404
    assert viv.get(f"{LISTS}{ours.pk}/").status_code == 302


def test_viewers_save_for_themselves_only():
    viv = enter("viv", "Viewers")
    assert "whom" not in viv.get(save_page(PAUSED)).context["form"].fields
    viv.post(save_page(PAUSED), {"name": "Mine", "whom": "all"})
    assert SavedList.objects.get().owner == viv.person
    with pytest.raises(services.NotYours):
        saved_by(viv, name="Ours", for_all=True)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("weather=fine", "Not understood: weather=fine."),
        ("cause=weather", "Not understood: Paused by: weather is not understood."),
        ("expires_from=soon", "Not understood: Expires: soon is no date."),
        ("mentor_id=mentor-001", "Not understood: Mentor: mentor-001."),
        ("q=anna", "Not understood: Search: anna."),
        ("", "There is nothing to save: choose a filter first."),
    ],
)
def test_only_filters_that_the_list_knows_are_saved(query, told):
    answer = enter("kim").post(save_page(query), {"name": "A list", "whom": "me"})
    assert errors(answer) == [told]
    assert not SavedList.objects.exists()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "This field is required."),
        ("PAUSED", "There is already a list PAUSED."),
        ("a" * (LIST_NAME_LENGTH + 1), "Ensure this value has at most 60 characters (it has 61)."),
    ],
)
def test_a_name_is_one_and_nobody_elses(name, told):
    kim = enter("kim")
    saved_by(kim)
    assert errors(kim.post(save_page("left=yes"), {"name": name, "whom": "me"})) == [told]
    saved_by(kim, for_all=True)  # of others than one's own
    assert SavedList.objects.count() == 2


def test_a_menu_does_not_grow_without_end():
    kim = enter("kim")
    for number in range(services.MAX_LISTS):
        saved_by(kim, name=f"List {number}")
    with pytest.raises(ValidationError, match="remove one first"):
        saved_by(kim, name="One more")
    saved_by(kim, name="For all", for_all=True)


def test_a_list_that_one_may_not_see_is_not_saved():
    viv = enter("viv", "Viewers")
    viv.person.groups.clear()
    viv.person.user_permissions.set(Permission.objects.filter(codename="view_renewal"))
    assert viv.get(save_page(PAUSED)).status_code == 403
    assert viv.get(save_page("removed=all", Renewal)).status_code == 200
    assert viv.get("/admin/lists/save/?list=nothing.at_all").status_code == 404


# --- opening and counting -------------------------------------------------------------------------
def test_the_present_list_is_marked_in_the_menu():
    kim = enter("kim")
    saved_by(kim)

    def is_marked(query):
        request = kim.get(page(CertificationStatus) + query).wsgi_request
        [saved] = [group for group in build_menu(request) if group["title"] == "Saved lists"]
        return saved["items"][0]["active"]

    assert is_marked("?paused=yes")
    assert is_marked("?o=2&paused=yes")
    assert not is_marked("?paused=no")
    assert not is_marked("?paused=yes&left=all")
    assert not is_marked("")


def test_counts_are_those_of_the_list():
    kim = enter("kim")
    saved_by(kim)
    saved_by(kim, query="holds=none", name="Nobody", label="certifications.mentor")
    counts = kim.get(f"{LISTS}counts/").json()
    paused = kim.get(page(CertificationStatus) + "?paused=yes").context["cl"].result_count
    assert sorted(counts.values()) == ["0", str(paused)]
    assert paused > 0


def test_counts_stop_at_a_bound(monkeypatch):
    monkeypatch.setattr(reading, "COUNTED", 3)
    kim = enter("kim")
    saved_by(kim, query="left=all")
    with CaptureQueriesContext(connection) as asked:
        assert list(kim.get(f"{LISTS}counts/").json().values()) == ["3+"]
    [counted] = [query["sql"] for query in asked if "COUNT(*)" in query["sql"]]
    assert "LIMIT 4" in counted


def test_counts_are_kept_for_a_minute():
    kim = enter("kim")
    saved_by(kim)
    kim.get(f"{LISTS}counts/")
    with CaptureQueriesContext(connection) as asked:
        kim.get(f"{LISTS}counts/")
    assert not [query for query in asked if "certifications_certification" in query["sql"]]


def test_who_has_many_lists_gets_their_counts_page_by_page(monkeypatch):
    kim = enter("kim")
    for name in ("A", "B", "C"):
        saved_by(kim, name=name)
    moments = iter(range(100))
    monkeypatch.setattr(pages, "monotonic", lambda: next(moments))
    assert len(kim.get(f"{LISTS}counts/").json()) == 2  # one second for each look at the clock
    monkeypatch.setattr(pages, "COUNTING_SECONDS", 100)
    assert len(kim.get(f"{LISTS}counts/").json()) == 3


def test_no_page_waits_for_a_count():
    kim = enter("kim")
    kim.get(LISTS)
    saved_by(kim)
    with CaptureQueriesContext(connection) as asked:
        kim.get("/admin/own/")
    assert not [query for query in asked if "certifications_certification" in query["sql"]]


@pytest.mark.parametrize("query", ["weather=fine", "cause=weather", "expires_from=soon"])
def test_a_list_whose_filters_are_not_understood_any_more_says_so(query):
    kim = enter("kim")
    saved = SavedList.objects.create(
        name="Old", owner=kim.person, list=STATUSES, query=query, made_by="kim"
    )
    assert kim.get(f"{LISTS}counts/").json() == {str(saved.pk): "?"}
    answer = kim.get(f"{LISTS}{saved.pk}/", follow=True)
    assert answer.redirect_chain[-1][0] == LISTS
    [told] = said(answer)
    assert told.startswith("Old can't be shown: its filters are not understood any more (")
    assert "Not understood any more: " in answer.content.decode()


def test_a_list_of_a_page_that_is_gone_stands_nowhere():
    kim = enter("kim")
    SavedList.objects.create(
        name="Old", owner=kim.person, list="gone.model", query="a=b", made_by="kim"
    )
    assert in_menu(kim) == []
    assert kim.get(f"{LISTS}counts/").json() == {}


# --- renaming and removing ------------------------------------------------------------------------
def test_ones_own_is_renamed_and_removed():
    kim = enter("kim")
    saved = saved_by(kim)
    answer = kim.post(f"{LISTS}{saved.pk}/rename/", {"name": "At rest"}, follow=True)
    assert said(answer) == ["Paused is called At rest now."]
    assert in_menu(kim) == ["At rest"]
    answer = kim.post(f"{LISTS}{saved.pk}/remove/", follow=True)
    assert said(answer) == ["Removed: At rest. Nobody on it was touched."]
    assert not SavedList.objects.exists()


def test_a_list_keeps_its_name_when_it_is_renamed_to_it():
    kim = enter("kim")
    saved = saved_by(kim)
    assert kim.post(f"{LISTS}{saved.pk}/rename/", {"name": "paused"}).status_code == 302
    assert SavedList.objects.get().name == "paused"


def test_one_for_all_is_changed_by_who_made_it_and_by_who_may_share():
    kim, lee, viv = enter("kim"), enter("lee"), enter("viv", "Viewers")
    saved = saved_by(kim, for_all=True)
    assert viv.get(f"{LISTS}{saved.pk}/rename/").status_code == 403
    assert viv.post(f"{LISTS}{saved.pk}/remove/").status_code == 403
    assert lee.post(f"{LISTS}{saved.pk}/rename/", {"name": "Lee's"}).status_code == 302
    enter("kim", "Viewers")
    assert kim.post(f"{LISTS}{saved.pk}/remove/").status_code == 302
    assert not SavedList.objects.exists()


def test_somebody_elses_own_list_is_not_there_for_others():
    kim, ada = enter("kim"), enter("ada", "Administrators")
    saved = saved_by(kim)
    for path in ("", "rename/", "remove/"):
        assert ada.get(f"{LISTS}{saved.pk}/{path}").status_code == 404
    with pytest.raises(services.NotYours):
        services.remove_list(saved=saved, user=ada.person)
    assert SavedList.objects.get() == saved


def test_lists_go_with_their_owner_and_those_for_all_stay():
    kim = enter("kim")
    saved_by(kim)
    saved_by(kim, for_all=True)
    kim.person.delete()
    left = SavedList.objects.get()
    assert (left.is_for_all, left.made_by) == (True, "kim")
