"""The home page's cards about mails: each counts exactly what its page lists."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certifications.models import Mentor
from mentorcerts.reminders.models import Round
from mentorcerts.reminders.services import switch_mails_off
from mentorcerts.reminders.unreached import cannot_be_reached
from tests.support.home import HOME, cards, client
from tests.support.mailing import NO_SUCH_USER, begin, holding, plan, send

pytestmark = pytest.mark.django_db
OURS = {"To be reminded today", "Cannot be reached", "Held rounds"}


def shown(person) -> dict:
    return {title: card for title, card in cards(person.get(HOME)).items() if title in OURS}


def numbers(person) -> dict[str, int]:
    return {title: card.number for title, card in shown(person).items()}


def test_they_are_there_once_mails_are_on_and_for_those_who_may_see_them(kim):
    holding(29)
    assert shown(kim) == {}
    begin()
    assert set(shown(kim)) == OURS
    assert shown(client("view_certificationstatus")) == {}


def test_to_be_reminded_today_is_the_number_on_its_page(kim, mailbox):
    begin()
    holding(29)
    holding(6)
    card = shown(kim)["To be reminded today"]
    assert (card.number, card.caption) == (0, "Not planned yet today: see what will be.")
    plan()
    card = shown(kim)["To be reminded today"]
    assert card.number == kim.get(card.link).context["planned"] == 2
    send()
    assert numbers(kim)["To be reminded today"] == 0


def test_who_cannot_be_reached_is_on_its_page_until_there_is_another_address(kim, mailbox):
    begin()
    refused, without, unwilling = (holding(29, mentor_id=f"mentor-{n}") for n in (1, 2, 3))
    mailbox.at_recipient[refused.mentor.email] = NO_SUCH_USER
    Mentor.objects.filter(pk=without.mentor_id).update(email="")
    switch_mails_off(mentor_id=unwilling.mentor_id, reason="Asked", by="kim")
    assert numbers(kim)["Cannot be reached"] == 0
    plan()
    send()
    card = shown(kim)["Cannot be reached"]
    rows = kim.get(card.link).context["rows"]
    assert card.number == len(rows) == 2
    assert [why for *_, why in rows] == [
        "The mail server refused the address.",
        "There is no address.",
    ]
    Mentor.objects.filter(pk=refused.mentor_id).update(email="new@mentors.test")
    Mentor.objects.filter(pk=without.mentor_id).update(left_at=timezone.now(), left_reason="Moved")
    assert not cannot_be_reached().exists()


def test_held_rounds_are_listed_and_the_notice_leads_there(kim, settings):
    begin()
    settings.MENTORCERTS_MAIL_LIMIT_MENTORS = 0
    holding(29)
    plan()
    card = shown(kim)["Held rounds"]
    assert card.number == kim.get(card.link).context["cl"].result_count == 1
    links = [links for notice, links in kim.get(HOME).context["notices"] if "held" in notice.title]
    assert [[text for text, _ in each] for each in links] == [["Send or drop"]]
    assert Round.objects.get().state == "held"


@pytest.mark.slow
def test_they_cost_the_same_few_questions_whatever_the_size(kim):
    begin()

    def questions() -> int:
        kim.get(HOME)
        with CaptureQueriesContext(connection) as asked:
            kim.get(HOME)
        return len([each for each in asked if "reltuples" not in each["sql"]])

    holding(29)
    one = questions()
    for _ in range(20):
        holding(29)
    plan()
    assert questions() == one
