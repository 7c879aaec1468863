"""*Move to another mentor…*: asked, shown for both mentors, confirmed as shown."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from certifications import services
from certifications.models import Certification, Mentor
from tests.support.dates import TODAY, at
from tests.support.forms import form_fields
from tests.support.pages import page
from tests.support.services import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def certification(on):
    on(TODAY)
    services.save_mentor(mentor_id="ben", name="Ben Example")
    services.save_mentor(mentor_id="mentor-042", name="Benn Example")
    return record()


def address(record: Certification) -> str:
    return page(Certification, "move_one", record.pk)


def shown(client, record: Certification, **sent: str):
    return client.post(address(record), {"mentor": "ben", "reason": "Two Bens"} | sent)


def test_what_happens_to_both_is_shown_before_anything_is_done(coordinator, certification):
    text = strip_tags(shown(coordinator, certification).content.decode())
    assert (
        "Benn Example (mentor-042) holds no certification that counts. Before: Benn Example "
        f"(mentor-042) stands on {certification.certification_id}, valid through"
    ) in text
    assert f"Ben Example (ben) stands on {certification.certification_id}" in text
    assert Certification.objects.get().mentor_id == "mentor-042"


def test_confirmed_it_is_moved_and_the_page_is_that_of_whose_it_is_now(coordinator, certification):
    fields = form_fields(shown(coordinator, certification))
    answer = coordinator.post(address(certification), fields | {"confirm": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("mentor-page", args=["ben"])
    assert "Moved from mentor-042: Two Bens" in answer.content.decode()
    assert Certification.objects.get().mentor_id == "ben"
    assert Certification.history.first().history_user.username == "kim"


def test_what_is_different_by_then_is_shown_again_and_not_done(coordinator, certification):
    fields = form_fields(shown(coordinator, certification))
    record(mentor_id="ben", certification_type="check", expires_at=at("2026-04-01"))
    services.save_certification_type(code="check", requirement="check", today=TODAY)
    answer = coordinator.post(address(certification), fields | {"confirm": "1"})
    assert "it is not what was shown any more" in answer.content.decode()
    assert Certification.objects.get(pk=certification.pk).mentor_id == "mentor-042"


def test_the_same_one_twice_is_refused_in_words(coordinator, certification):
    record(mentor_id="ben")
    text = shown(coordinator, certification).content.decode()
    assert "is already recorded for ben" in text
    assert 'name="confirm"' not in text


def test_a_reason_and_a_known_mentor_are_asked_for(coordinator, certification):
    answer = shown(coordinator, certification, mentor="nobody", reason="")
    assert set(answer.context["form"].errors) == {"mentor", "reason"}


def test_it_is_offered_on_a_live_record_to_who_may_change_it(coordinator, viewer, certification):
    change = page(Certification, "change", certification.pk)
    link = f'href="{address(certification)}"'
    assert link in coordinator.get(change).content.decode()
    assert link not in viewer.get(change).content.decode()
    services.remove_certification(certification=certification, today=TODAY)
    assert link not in coordinator.get(change).content.decode()


def test_of_one_that_was_removed_meanwhile_the_page_says_so(coordinator, certification):
    services.remove_certification(certification=certification, today=TODAY)
    assert "has been removed" in shown(coordinator, certification).content.decode()
    assert Mentor.objects.filter(pk="ben").exists()
    assert Certification.objects.get().mentor_id == "mentor-042"


def test_from_the_mentors_page_cancel_leads_back_there(coordinator, certification):
    mentor = reverse("mentor-page", args=["mentor-042"])
    link = address(certification)
    assert f'href="{link}"' in coordinator.get(mentor).content.decode()
    asked = coordinator.get(link, headers={"Referer": f"http://testserver{mentor}"})
    assert asked.context["back"] == mentor
    again = shown(coordinator, certification, **{"from": form_fields(asked)["from"]})
    assert again.context["back"] == mentor
    elsewhere = coordinator.get(link)
    assert elsewhere.context["back"] == page(Certification, "change", certification.pk)
