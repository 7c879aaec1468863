"""Tomorrow's letter as a page: each part for those who may see what it is about."""

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.urls import reverse

from certifications.models import Mentor
from mentorcerts.reminders.models import Message
from mentorcerts.webhooks.models import Endpoint
from tests.support.home import text
from tests.support.mailing import begin, holding

pytestmark = pytest.mark.django_db

PAGE = reverse("tomorrow")


@pytest.fixture(autouse=True)
def _tonight() -> None:
    begin()
    holding(0, mentor_id="tonight")
    holding(8, mentor_id="a-week")
    Endpoint.objects.create(name="Matching app", url="https://receiver.example/hook")


def of(role: str) -> Client:
    user = User.objects.create_user("kit", email="kit@mentors.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def test_it_shows_run_mails_and_webhooks():
    page = text(of("Administrators").get(PAGE))
    assert "It would pause <strong>1</strong> of 2 mentors" in page
    assert "(days left: 7)" in page
    assert page.count(f"{Mentor.objects.get(pk='tonight')}</a>") == 2  # paused, and written to
    assert "To Matching app" in page
    assert "test.mentor.paused" in page
    assert not Message.objects.exists()


def test_who_may_not_see_webhooks_sees_none():
    page = text(of("Coordinators").get(PAGE))
    assert "(days left: 7)" in page
    assert "Matching app" not in page


def test_who_may_not_see_mails_sees_none(coordinator):
    page = text(coordinator.get(PAGE))
    assert "It would pause <strong>1</strong>" in page
    assert "days left" not in page


def test_another_day_can_be_named(coordinator):
    page = text(coordinator.get(PAGE, {"day": "2026-03-28"}))
    assert "on <strong>28 Mar 2026</strong>" in page
    assert "It would pause <strong>0</strong>" in page


@pytest.mark.parametrize("day", ["2026-03-26", "2020-01-01", "2099-01-01"])
def test_a_day_that_has_begun_or_is_too_far_is_refused(coordinator, day):
    assert "Choose a day after today" in text(coordinator.get(PAGE, {"day": day}))


def test_the_mails_of_a_day_are_tried_on_oneself():
    answer = of("Coordinators").post(f"{PAGE}?day=2026-03-27", follow=True)
    assert "Sent 2 mails to kit@mentors.example, as tests." in text(answer)
    assert {each.to[0] for each in mail.outbox} == {"kit@mentors.example"}
    assert all(each.subject.startswith("[Test] ") for each in mail.outbox)
    about = [each.body.partition("\n")[0] for each in mail.outbox]
    assert about == [
        "Test: on 2026-03-27 this would go to a-week.",
        "Test: on 2026-03-27 this would go to tonight.",
    ]
    assert not Message.objects.exists()


def test_who_has_no_address_is_told_so():
    client = of("Coordinators")
    User.objects.update(email="")
    assert "no e-mail address" in text(client.post(PAGE, follow=True))
    assert mail.outbox == []


def test_who_may_only_look_mails_nothing():
    client = of("Viewers")
    assert "Mail these to me" not in text(client.get(PAGE))
    assert client.post(PAGE).status_code == 403
    assert mail.outbox == []
