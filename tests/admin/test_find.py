"""What Ctrl + K finds: people, records and pages, and nothing that the person may not view."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from certifications.models import AutoPause, first_mentors_found
from renewals.models import Renewal
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    MentorFactory,
    RenewalFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def jurgen():
    mentor = MentorFactory(mentor_id="mentor-0047", name="Jürgen Groß", email="jg@quill.test")
    certification = CertificationFactory(mentor=mentor)
    AutoPauseFactory(certification=certification)
    RenewalFactory(certification=certification)
    MentorFactory(mentor_id="mentor-0048", name="José Weber")
    return mentor


def found(client, query: str) -> dict[str, str]:
    """Title → link of each line."""
    page = client.get(reverse("admin:search"), {"s": query, "extended": 1})
    assert page.status_code == 200
    lines = re.findall(
        r'<a [^>]*href="([^"]*)".*?<span class="font-medium">(.*?)</span>',
        page.content.decode(),
        re.DOTALL,
    )
    return {title: link for link, title in lines}


def staff(*permissions: str) -> User:
    user = User.objects.create_user("sam", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


@pytest.mark.usefixtures("jurgen")
@pytest.mark.parametrize("query", ["GROSS jürgen", "Groß, Jürgen", "jg@QUILL.test", "MENTOR-0047"])
def test_people_are_found_and_lead_to_their_page(query, coordinator):
    assert found(coordinator, query) == {
        "Jürgen Groß (mentor-0047)": reverse("mentor-page", args=["mentor-0047"])
    }


@pytest.mark.usefixtures("jurgen")
def test_a_record_is_found_by_its_id_in_any_case_with_whose_it_is(coordinator):
    pause, renewal = AutoPause.objects.get(), Renewal.objects.get()
    certification = pause.certification
    records = {
        certification.certification_id: ("certifications_certification", certification),
        pause.log_id: ("certifications_autopause", pause),
        renewal.renewal_id: ("renewals_renewal", renewal),
    }
    person = {"Jürgen Groß (mentor-0047)": reverse("mentor-page", args=["mentor-0047"])}
    for public_id, (name, record) in records.items():
        own = {str(record): reverse(f"admin:{name}_change", args=[record.pk])}
        assert found(coordinator, public_id.upper()) == found(coordinator, public_id.lower())
        assert found(coordinator, public_id.swapcase()) == own | person, public_id
    run = {pause.run.job_run_id: reverse("admin:certifications_expiryrun_change",
                                         args=[pause.run.pk])}  # fmt: skip
    assert found(coordinator, pause.run.job_run_id.lower()) == run | person


def test_pages_of_the_menu_are_found_by_name(coordinator):
    assert found(coordinator, "stand where") == {
        "Where mentors stand": reverse("admin:statuses_certificationstatus_changelist")
    }


@pytest.mark.usefixtures("jurgen")
def test_nothing_is_found_that_the_person_may_not_view(client):
    pause, renewal = AutoPause.objects.get(), Renewal.objects.get()
    ids = [pause.log_id, renewal.renewal_id, pause.certification.certification_id]
    client.force_login(staff())
    for query in ("gross", "mentor-0047", "certifications", "where", *ids):
        assert found(client, query) == {}, query
    assert "mentor-0047" not in client.get(reverse("admin:search"), {"s": "gross"}).content.decode()


@pytest.mark.usefixtures("jurgen")
def test_a_right_that_is_taken_away_counts_at_once(client):
    user = staff("view_certificationstatus")
    client.force_login(user)
    assert found(client, "gross")
    user.user_permissions.clear()
    assert found(client, "gross") == {}


@pytest.mark.usefixtures("jurgen")
def test_who_may_view_mentors_only_is_led_to_their_record(client):
    client.force_login(staff("view_mentor"))
    address = reverse("admin:certifications_mentor_change", args=["mentor-0047"])
    assert found(client, "gross") == {"Jürgen Groß (mentor-0047)": address}
    assert found(client, AutoPause.objects.get().log_id) == {}


@pytest.mark.usefixtures("jurgen")
def test_it_says_when_it_finds_nothing(coordinator):
    page = coordinator.get(reverse("admin:search"), {"s": "<b>nobody", "extended": 1})
    text = page.content.decode()
    assert "Nothing found for “&lt;b&gt;nobody”." in text
    assert 'id="command-results-list"' in text  # what the page takes from the answer
    assert coordinator.get(reverse("admin:search"), {"s": "  "}).content == b""


def test_of_many_the_nearest_are_shown_and_a_link_to_all(coordinator, django_assert_num_queries):
    for number in range(14):
        MentorFactory(mentor_id=f"m-{number:02d}", name=f"Wanda Silvana{number:02d}")
    MentorFactory(mentor_id="x", name="Silva")
    assert first_mentors_found("silva", 3)[0].pk == "x"
    assert [mentor.pk for mentor in first_mentors_found("silvana13 WAN", 3)] == ["m-13"]
    assert first_mentors_found(" - ", 3) == []
    shown = found(coordinator, "Silva")
    assert len(shown) == 11
    address = reverse("admin:certifications_mentor_changelist")
    assert shown["All mentors found by “Silva”"] == f"{address}?q=Silva"
    with django_assert_num_queries(2):
        first_mentors_found("silva", 11)


def test_strangers_are_sent_to_the_login(client):
    answer = client.get(reverse("admin:search"), {"s": "gross"})
    assert (answer.status_code, "/login/" in answer["Location"]) == (302, True)
