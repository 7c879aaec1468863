"""The home page: what needs me today. Each card counts the mentors on its page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certifications import expiry
from certifications.models import Certification
from mentorcerts.pages.home_figures import home_figures
from tests.support.dates import TODAY
from tests.support.factories import (
    CertificationFactory,
    ExpiryRunFactory,
    MentorFactory,
)
from tests.support.home import HOME, PREVIEW, cards, client, day, text


# --- cards --------------------------------------------------------------------------------
@pytest.fixture
def programme_on_the_edge(demo_programme) -> None:
    """The demo, and a mentor on each side of each bound."""
    for offset in (-1, 0, 7, 8, 30, 31, 60, 61, 90, 91):
        CertificationFactory(expires_at=day(offset))
    CertificationFactory(expires_at=day(-5), auto_pause_applied=True)
    CertificationFactory(expires_at=day(-5), revoked=True)
    CertificationFactory(expires_at=day(-5), mentor__paused_by_hand=True)
    CertificationFactory(expires_at=day(5), revoked=True)
    CertificationFactory(expires_at=day(-5), removed=True)
    CertificationFactory(expires_at=day(5), removed=True)
    for offset in (-1, 0, 14, 15):
        exempt_until = TODAY + timedelta(days=offset)
        CertificationFactory(expires_at=day(-5), mentor__exempt_until=exempt_until)
    MentorFactory(exempt_until=TODAY)  # holds nothing, and so stands nowhere


@pytest.mark.slow
@pytest.mark.usefixtures("programme_on_the_edge")
def test_every_card_counts_exactly_those_on_the_page_that_it_leads_to(coordinator):
    shown = cards(coordinator.get(HOME))
    assert len(shown) == 8
    for title, card in shown.items():
        answer = coordinator.get(card.link)
        assert answer.status_code == 200
        if title == "Due in the next run":
            listed = answer.context["found"].expired_found
        else:
            listed = answer.context["cl"].result_count
        assert card.number == listed > 0, title


@pytest.mark.slow
@pytest.mark.usefixtures("programme_on_the_edge")
def test_the_cards_numbers_are_those_of_the_rule():
    found = home_figures(TODAY)
    governing = list(Certification.objects.active())
    left = [expiry.days_until_expiry(each.expires_at, today=TODAY) for each in governing]
    assert found.expiring == {
        days: sum(
            0 <= each <= days and certification.revoked_at is None
            for each, certification in zip(left, governing, strict=True)
        )
        for days in (7, 30, 60, 90)
    }
    assert found.expired_and_paused + found.expired_not_paused == sum(each < 0 for each in left)
    assert (found.exempt, found.exemptions_ending) == (4, 2)


@pytest.mark.usefixtures("demo_programme")
def test_a_card_is_a_link_with_its_words_and_number_in_it(coordinator):
    page = text(coordinator.get(HOME))
    start = page.index('href="/admin/statuses/certificationstatus/?expiring=7"')
    card = page[start : page.index("</a>", start)]
    assert "Within 7 days" in card
    assert ">7</span>" in card
    assert "Through 2 Apr 2026." in card


# --- who may see what ---------------------------------------------------------------------
@pytest.mark.usefixtures("demo_programme")
def test_who_may_not_see_statuses_gets_a_friendly_page_without_figures():
    answer = client("view_renewal").get(HOME)
    assert "figures" not in answer.context
    page = text(answer)
    assert "You may not see where mentors stand" in page
    assert reverse("admin:renewals_renewal_changelist") in page
    assert "certificationstatus" not in page


def test_who_may_see_nothing_at_all_gets_a_page_too(db):
    assert "Welcome" in text(client().get(HOME))


@pytest.mark.usefixtures("demo_programme")
def test_who_may_only_look_is_not_led_to_the_run(viewer):
    ExpiryRunFactory(day=TODAY, state="held", started_at=day(0), completed_at=day(0))
    page = text(viewer.get(HOME))
    assert "Due in the next run" not in cards(viewer.get(HOME))
    assert PREVIEW not in page
    assert "Please tell a coordinator or an administrator." in page


@pytest.mark.usefixtures("demo_programme")
def test_only_pages_that_open_are_linked():
    visitor = client("view_certificationstatus")
    page = text(visitor.get(HOME))
    assert reverse("admin:certifications_expiryrun_changelist") not in page
    assert "Last good run" in page
    assert "Expiries in the coming year" in page
    assert "Pauses and renewals in the past year" not in page
    for card in cards(visitor.get(HOME)).values():
        assert visitor.get(card.link).status_code == 200
