"""Export and erasure in the admin: for administrators, and for nobody else."""

import json

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certifications import services
from certifications.change_log.publish import publish_events
from certifications.models import Mentor
from mentorcerts.models import PersonalDataEvent
from tests.support.pages import hidden_fields
from tests.support.personal_data import MENTOR_ID, NAME
from tests.support.roles import make_roles

pytestmark = pytest.mark.slow

PAGE = ("personal-data", [MENTOR_ID])
EXPORT = ("personal-data-export", [MENTOR_ID])


def somebody(role: str) -> Client:
    make_roles()
    user = User.objects.create_user(role.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def address(page: tuple[str, list[str]]) -> str:
    return reverse(page[0], args=page[1])


@pytest.mark.parametrize("role", ["Viewers", "Coordinators"])
@pytest.mark.usefixtures("zoe")
def test_others_see_no_button_and_are_turned_away(role):
    client = somebody(role)
    page = client.get(reverse("mentor-page", args=[MENTOR_ID]))
    assert page.status_code == 200
    assert "Personal data" not in page.content.decode()
    assert client.get(address(PAGE)).status_code == 403
    assert client.post(address(PAGE), {"typed": MENTOR_ID}).status_code == 403
    assert client.post(address(EXPORT)).status_code == 403
    assert Mentor.objects.filter(pk=MENTOR_ID).exists()
    assert PersonalDataEvent.objects.count() == 0


@pytest.mark.usefixtures("zoe")
def test_an_administrator_exports_from_the_mentors_page():
    client = somebody("Administrators")
    page = client.get(reverse("mentor-page", args=[MENTOR_ID])).content.decode()
    assert address(PAGE) in page
    assert address(EXPORT) in client.get(address(PAGE)).content.decode()
    assert client.get(address(EXPORT)).status_code == 405
    answer = client.post(address(EXPORT))
    assert answer["Content-Disposition"] == f'attachment; filename="{MENTOR_ID}.json"'
    assert "no-store" in answer["Cache-Control"]
    assert json.loads(answer.content)["records"]["certifications.Mentor"][0]["name"] == NAME
    event = PersonalDataEvent.objects.get()
    assert (event.user.username, event.by, event.source) == (
        "administrators", "administrators", "admin",
    )  # fmt: skip


@pytest.mark.usefixtures("zoe")
def test_an_administrator_erases_by_typing_the_id():
    client = somebody("Administrators")
    shown = hidden_fields(client.get(address(PAGE)))
    for typed in ("", "mntr_zoe42"):
        assert client.post(address(PAGE), shown | {"typed": typed}).status_code == 200
        assert Mentor.objects.filter(pk=MENTOR_ID).exists()
    done = client.post(address(PAGE), shown | {"typed": MENTOR_ID}, follow=True)
    assert done.status_code == 200
    event = PersonalDataEvent.objects.get()
    assert event.mentor_id in done.content.decode()
    assert done.redirect_chain == [(reverse("mentor-page", args=[event.mentor_id]), 302)]
    log = client.get(reverse("admin:mentorcerts_personaldataevent_changelist"))
    assert event.mentor_id in log.content.decode()


@pytest.mark.usefixtures("zoe")
def test_the_page_says_for_how_long_the_id_is_still_told_to_others(settings):
    client = somebody("Administrators")
    assert "each of them has it, 30 days at most" in client.get(address(PAGE)).content.decode()
    settings.MENTORCERTS_KEEP_ERASED_ID_DAYS = 1
    assert "each of them has it, 1 day at most" in client.get(address(PAGE)).content.decode()


@pytest.mark.usefixtures("zoe")
def test_what_is_published_meanwhile_is_nothing_that_has_changed():
    client = somebody("Administrators")
    shown = hidden_fields(client.get(address(PAGE)))
    assert publish_events(now=timezone.now()).numbered > 0
    client.post(address(PAGE), shown | {"typed": MENTOR_ID})
    assert not Mentor.objects.filter(pk=MENTOR_ID).exists()


@pytest.mark.usefixtures("zoe")
def test_a_note_that_was_added_meanwhile_is_shown_before_it_is_erased():
    client = somebody("Administrators")
    shown = hidden_fields(client.get(address(PAGE)))
    services.add_note(mentor_id=MENTOR_ID, text="Wait, they are back", by="kim")
    answer = client.post(address(PAGE), shown | {"typed": MENTOR_ID}, follow=True)
    assert "Nothing was erased" in answer.content.decode()
    assert Mentor.objects.filter(pk=MENTOR_ID).exists()


@pytest.mark.usefixtures("zoe")
def test_one_permission_does_not_give_the_other():
    client = somebody("Viewers")
    user = User.objects.get(username="viewers")
    user.user_permissions.set(
        Group.objects.get(name="Administrators").permissions.filter(codename="export_mentor")
    )
    assert "Erase" not in client.get(address(PAGE)).content.decode()
    assert client.post(address(PAGE), {"typed": MENTOR_ID}).status_code == 403
    assert client.post(address(EXPORT)).status_code == 200


def test_a_mentor_that_is_not_there_is_not_found(db):
    client = somebody("Administrators")
    for name in ("personal-data", "personal-data-export"):
        assert client.post(reverse(name, args=["nobody"]), {"typed": "nobody"}).status_code == 404
