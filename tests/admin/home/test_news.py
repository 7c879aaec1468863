"""What is new since somebody's last visit, and how the numbers stand against last week's."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from certifications import services
from certifications.change_log.publish import publish_events
from certifications.models import Event, Mentor
from mentorcerts.lib import clock
from mentorcerts.visits import news
from mentorcerts.visits.models import DayFigures
from renewals.services import renew_certification
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory, ExpiryRunFactory
from tests.support.home import HOME, cards, client, day, text

CHANGES = reverse("changes")


def renew(mentor_id: str, *, by: str = "kit") -> None:
    renew_certification(
        mentor_id=mentor_id,
        renewal_date=at("2026-03-26"),
        new_expiry_date=at("2028-03-26"),
        today=clock.today(),
        by=by,
    )


def pause(mentor_id: str, *, by: str = "kit") -> None:
    services.pause_mentor(mentor_id=mentor_id, reason="Away", by=by)


def username(visitor) -> str:
    return User.objects.get(pk=visitor.session["_auth_user_id"]).get_username()


@pytest.fixture
def later(on, coordinator) -> None:
    """A first visit; then others and the coordinator do something; the next morning."""
    on(str(TODAY), "09:00:00")
    made = [CertificationFactory(expires_at=day(30)).mentor_id for _ in range(4)]
    coordinator.get(HOME)
    for mentor_id in made[:2]:
        renew(mentor_id)
    pause(made[2])
    pause(made[3], by=username(coordinator))
    publish_events(now=timezone.now())
    on("2026-03-27", "09:00:00")


@pytest.mark.usefixtures("later")
def test_each_number_leads_to_exactly_those_changes(coordinator):
    shown = coordinator.get(HOME).context["news"]
    assert {what: number for what, number, _ in shown.kinds} == {
        "Paused": 1,
        "Certification renewed": 2,
    }
    for _, number, link in shown.kinds:
        answer = coordinator.get(link)
        assert answer.context["number"] == len(answer.context["rows"]) == number
        for row in answer.context["rows"]:
            assert f'href="{reverse("mentor-page", args=[row.event.mentor_id])}"' in text(answer)
    everything = coordinator.get(shown.all_of_it).context
    assert everything["number"] == 3


@pytest.mark.usefixtures("later")
def test_the_page_says_since_when(coordinator):
    page = text(coordinator.get(HOME))
    assert "New since your last visit" in page
    assert "have done since 26 Mar 2026, 09:00 UTC" in page
    assert re.search(r"Certification renewed <strong[^>]*>2</strong>", page)


@pytest.mark.usefixtures("later")
def test_it_stays_while_the_visit_goes_on_and_is_gone_in_the_next(coordinator, on):
    coordinator.get(HOME)
    on("2026-03-27", "09:25:00")
    assert coordinator.get(HOME).context["news"].kinds
    on("2026-03-27", "12:00:00")
    page = text(coordinator.get(HOME))
    assert "Nothing since 27 Mar 2026, 09:25 UTC, but for what you did yourself." in page


def test_at_the_first_visit_nothing_is_new(on, coordinator):
    on(str(TODAY), "09:00:00")
    CertificationFactory(expires_at=day(30))
    assert "New since your last visit" not in text(coordinator.get(HOME))


@pytest.mark.usefixtures("later")
def test_so_much_that_it_is_not_counted(coordinator, monkeypatch):
    monkeypatch.setattr(news, "COUNTED", 2)
    page = text(coordinator.get(HOME))
    assert "So much has changed since 26 Mar 2026, 09:00 UTC that it was not counted" in page


@pytest.mark.usefixtures("later")
def test_who_may_not_see_the_log_sees_no_news_of_it():
    visitor = client("view_certificationstatus")
    assert visitor.get(HOME).context["news"] is None
    assert visitor.get(CHANGES).status_code == 403


# --- the page of changes --------------------------------------------------------------------------
def test_a_held_run_is_told_with_its_page(on, coordinator):
    on(str(TODAY), "09:00:00")
    run = ExpiryRunFactory(state="held")
    Event.objects.create(type=Event.Type.RUN_HELD, run=run)
    publish_events(now=timezone.now())
    page = text(coordinator.get(CHANGES))
    assert f'href="{reverse("admin:certifications_expiryrun_change", args=[run.pk])}"' in page
    assert "Run held by the safety limit" in page


@pytest.mark.usefixtures("later")
def test_pages_are_walked_from_the_newest_to_the_oldest(coordinator, monkeypatch):
    monkeypatch.setattr("mentorcerts.pages.changes.SHOWN", 3)
    first = coordinator.get(CHANGES)
    second = coordinator.get(first.context["older"])
    shown = [row.event.sequence for each in (first, second) for row in each.context["rows"]]
    assert shown == sorted(Event.objects.values_list("sequence", flat=True), reverse=True)
    assert len(shown) == 4
    assert second.context["older"] == ""


@pytest.mark.parametrize("query", ["after=x", "through=-1", "type=nothing", f"after={10**30}"])
def test_an_address_that_says_nothing_shows_everything(query, on, coordinator):
    on(str(TODAY))
    assert coordinator.get(f"{CHANGES}?{query}").headers["Location"] == CHANGES


@pytest.mark.usefixtures("later")
def test_who_was_erased_is_not_told_of(coordinator):
    Event.objects.filter(type=Event.Type.PAUSED).update(withdrawn=True)
    assert coordinator.get(CHANGES).context["number"] == 2
    assert Mentor.objects.count() == 4


# --- against last week ------------------------------------------------------------------------
@pytest.mark.usefixtures("demo_programme")
def test_numbers_tell_how_they_stand_against_a_week_ago(coordinator, on):
    on(str(TODAY), "09:00:00")
    shown = cards(coordinator.get(HOME))
    assert not any(card.trend for card in shown.values())
    on(str(TODAY + timedelta(days=7)), "09:00:00")
    coordinator.force_login(User.objects.get(username="kim"))  # the session has run out
    shown = cards(coordinator.get(HOME))
    before = DayFigures.objects.get(day=TODAY).numbers
    assert len(shown) == len(before) - ("Broken promises" not in shown)
    for card in shown.values():
        assert card.trend
        assert card.number - card.week_ago == card.number - before[_name(card.title)]
    assert "than a week ago." in text(coordinator.get(HOME))


def _name(title: str) -> str:
    if title.startswith("Within "):
        return f"expiring_{title.split()[1]}"
    return {
        "Due in the next run": "due",
        "Expired, not paused": "expired_not_paused",
        "Expired and paused": "expired_and_paused",
        "Exempt, ending soon": "exemptions_ending",
        "Broken promises": "broken_promises",
    }[title]
