"""The calendar feed: what calendar programs read, and who may."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from mentorcerts.calendars.models import CalendarLink
from mentorcerts.calendars.services import make_link
from mentorcerts.models import AuditEvent
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory
from tests.support.home import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(on, settings) -> None:
    on(TODAY)
    settings.MENTORCERTS_PUBLIC_URL = "https://mentors.example"


@pytest.fixture
def owner() -> User:
    user = User.objects.create_user("kit", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_certificationstatus"))
    return user


@pytest.fixture
def token(owner) -> str:
    return make_link(user=owner, now=timezone.now())[1]


def ask(token: str, **headers):
    return Client().get(reverse("calendar-feed", args=[token]), headers=headers)


def events(token: str) -> dict:
    """UID's day → event."""
    answer = ask(token)
    assert answer.status_code == 200
    return {
        each.decoded("dtstart"): each for each in Calendar.from_ical(answer.content).walk("VEVENT")
    }


def running_out(day: str, kind: str = "basic", **fields) -> None:
    CertificationFactory(
        certification_type__code=kind, expires_at=at(day), issued_at=at("2020-01-01"), **fields
    )


def test_one_event_a_day_says_how_many_of_which_type(token):
    for kind in ("basic", "advanced", "basic"):
        running_out("2026-04-10", kind)
    running_out("2026-04-12")
    found = events(token)
    assert {day: str(each["summary"]) for day, each in found.items()} == {
        date(2026, 4, 10): "3 certificates run out (2 basic, 1 advanced)",
        date(2026, 4, 12): "1 certificate runs out (1 basic)",
    }


def test_it_is_an_all_day_event_that_ends_on_the_next_day(token):
    running_out("2026-04-10")
    lines = ask(token).content.decode().split("\r\n")
    assert "DTSTART;VALUE=DATE:20260410" in lines
    assert "DTEND;VALUE=DATE:20260411" in lines
    assert "TRANSP:TRANSPARENT" in lines


def test_its_uid_stays_the_same(token, on):
    running_out("2026-04-10")
    before = events(token)[date(2026, 4, 10)]["uid"]
    on(TODAY + timedelta(days=1))
    running_out("2026-04-10")
    assert events(token)[date(2026, 4, 10)]["uid"] == before
    assert before == "expiries-2026-04-10@mentors.example"


def test_it_leads_to_the_list_of_exactly_these_mentors(token, coordinator):
    for kind in ("basic", "advanced"):
        running_out("2026-04-10", kind)
    running_out("2026-04-10", revoked=True)
    running_out("2026-04-11")
    event = events(token)[date(2026, 4, 10)]
    address = str(event["url"])
    assert address.startswith("https://mentors.example/admin/")
    listed = coordinator.get(address.removeprefix("https://mentors.example"))
    assert listed.context["cl"].result_count == 2
    assert str(event["summary"]).startswith("2 certificates")
    assert "On 10 Apr 2026" in text(listed)


def test_without_a_public_address_there_is_no_link(token, settings):
    settings.MENTORCERTS_PUBLIC_URL = ""
    running_out("2026-04-10")
    assert "url" not in events(token)[date(2026, 4, 10)]


def test_it_reaches_30_days_back_and_400_ahead(token):
    for days in (-31, -30, 400, 401):
        running_out(str(TODAY + timedelta(days=days)))
    assert sorted(events(token)) == [TODAY + timedelta(days=days) for days in (-30, 400)]


def test_it_names_nobody(token):
    running_out("2026-04-10", mentor__mentor_id="mntr_ZOE", mentor__name="Zoe Quill")
    feed = ask(token).content.decode()
    assert "mntr_ZOE" not in feed
    assert "Quill" not in feed


def test_names_of_types_are_escaped_and_long_lines_folded(token):
    running_out("2026-04-10", certification_type__name="First aid; care, " + "and more " * 10)
    content = ask(token).content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert "First aid; care, and more" in str(events(token)[date(2026, 4, 10)]["summary"])


def test_an_empty_programme_has_an_empty_calendar(token):
    assert events(token) == {}


# --- who may ------------------------------------------------------------------------------------
def test_permission_is_judged_at_each_request(token, owner):
    assert ask(token).status_code == 200
    owner.user_permissions.clear()
    assert ask(token).status_code == 403


def test_who_is_not_active_any_more_sees_nothing(token, owner):
    owner.is_active = False
    owner.save()
    assert ask(token).status_code == 403


def test_an_address_runs_out_after_a_year(token, on):
    on(TODAY + timedelta(days=364))
    assert ask(token).status_code == 200
    on(TODAY + timedelta(days=366))
    assert ask(token).status_code == 404


def test_another_address_ends_the_one_before(token, owner):
    _, newer = make_link(user=owner, now=timezone.now())
    assert ask(token).status_code == 404
    assert ask(newer).status_code == 200


@pytest.mark.parametrize("token", ["unknown", "ü", "a" * 500])
def test_an_unknown_address_opens_nothing(token):
    assert ask(token).status_code == 404


def test_the_token_is_stored_nowhere(token):
    assert token not in str(list(CalendarLink.objects.values()))
    assert CalendarLink.objects.get().used_at is None
    ask(token)
    assert CalendarLink.objects.get().used_at is not None


def test_it_is_kept_out_of_shared_caches(token):
    assert ask(token)["Cache-Control"] == "private, no-cache"
    assert ask(token)["Content-Type"] == "text/calendar; charset=utf-8"


# --- the page of one's own ------------------------------------------------------------------------
def test_an_address_is_made_shown_once_and_revoked(coordinator):
    page = reverse("own-page")
    made = coordinator.post(page, {"do": "make"})
    token = made.context["address"].rpartition("/")[2].removesuffix(".ics")
    assert made.context["address"] in text(made)
    assert made.context["address"].startswith("https://mentors.example/calendar/")
    assert ask(token).status_code == 200
    assert token not in text(coordinator.get(page))
    coordinator.post(page, {"do": "revoke"})
    assert ask(token).status_code == 404
    kinds = list(AuditEvent.objects.filter(what__startswith="calendar").values_list("what", "by"))
    assert sorted(kinds) == [("calendar_made", "kim"), ("calendar_revoked", "kim")]


def test_looking_makes_and_revokes_nothing(coordinator):
    coordinator.get(reverse("own-page"), {"do": "make"})
    coordinator.post(reverse("own-page"), {"do": "something else"})
    assert not CalendarLink.objects.exists()
