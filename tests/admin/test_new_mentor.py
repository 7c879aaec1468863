"""*New mentor*: one form with the first certification; an equal name or address is asked about."""

import pytest
from django.urls import reverse

from certifications import services
from certifications.models import Certification, Mentor
from tests.support.dates import TODAY
from tests.support.forms import form_fields
from tests.support.pages import page
from tests.support.services import BASIC

pytestmark = pytest.mark.django_db
ADD = page(Mentor, "add")


@pytest.fixture(autouse=True)
def _programme(on, db) -> None:
    on(TODAY)
    services.save_certification_type(code=BASIC, validity_months=24, today=TODAY)
    services.save_mentor(mentor_id="mentor-0041", name="Jürgen Müller", email="jm@mentors.test")


def filled_in(client, **typed: str) -> dict[str, str]:
    """The form as it is opened, and what is typed into it."""
    return form_fields(client.get(ADD)) | typed


def test_the_form_proposes_the_next_id(coordinator):
    fields = filled_in(coordinator)
    assert (fields["mentor_id"], fields["proposed_id"]) == ("mentor-0042", "mentor-0042")


def test_mentor_and_certification_are_recorded_at_once_and_their_page_is_shown(coordinator):
    sent = filled_in(
        coordinator,
        name="Ann Example",
        email="ann@mentors.test",
        certification_type=BASIC,
        issued_on="2026-03-01",
    )
    answer = coordinator.post(ADD, sent)
    assert answer.headers["Location"] == reverse("mentor-page", args=["mentor-0042"])
    held = Certification.objects.get()
    assert (held.mentor_id, f"{held.expires_at:%Y-%m-%d}") == ("mentor-0042", "2028-03-01")


def test_an_id_that_was_given_away_meanwhile_is_the_next_one_unless_it_was_typed(coordinator):
    sent = filled_in(coordinator, name="Ann")
    services.save_mentor(mentor_id="mentor-0042", name="Quick")
    assert coordinator.post(ADD, sent).status_code == 302
    assert Mentor.objects.get(name="Ann").pk == "mentor-0043"
    services.save_mentor(mentor_id="m-7", name="Typed")
    answer = coordinator.post(ADD, sent | {"name": "Ben", "mentor_id": "m-7"})
    assert "There is already a mentor m-7" in answer.content.decode()
    assert not Mentor.objects.filter(name="Ben").exists()


@pytest.mark.parametrize(
    "typed", [{"name": "MULLER, Jurgen"}, {"name": "Other", "email": "JM@mentors.test"}]
)
def test_an_equal_name_or_address_is_asked_about_with_a_link_and_saved_on_confirming(
    coordinator, typed
):
    first = coordinator.post(ADD, filled_in(coordinator, **typed))
    text = first.content.decode()
    assert "Is this the same person? There is already" in text
    address = reverse("mentor-page", args=["mentor-0041"])
    assert f'href="{address}">Jürgen Müller (mentor-0041)</a>, jm@mentors.test' in text
    assert Mentor.objects.count() == 1
    assert coordinator.post(ADD, form_fields(first)).status_code == 302
    assert Mentor.objects.get(pk="mentor-0042").name == typed["name"]


def test_a_name_with_markup_in_it_is_text_in_the_question(coordinator):
    services.save_mentor(mentor_id="mentor-0042", name="<b>Ann</b> & co's")
    answer = coordinator.post(ADD, filled_in(coordinator, name="<b>Ann</b> & co's"))
    assert "&lt;b&gt;Ann&lt;/b&gt; &amp; co&#x27;s (mentor-0042)" in answer.content.decode()
    assert "<b>Ann" not in answer.content.decode()
    assert coordinator.post(ADD, form_fields(answer)).status_code == 302


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"certification_type": BASIC}, "issued_on"),
        ({"issued_on": "2026-03-01"}, "certification_type"),
        ({"certification_type": BASIC, "issued_on": "2027-03-01"}, "issued_on"),
        (
            {"certification_type": BASIC, "issued_on": "2026-03-01", "expires_on": "2026-02-01"},
            "expires_on",
        ),
        ({"mentor_id": "a b"}, "mentor_id"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(coordinator, typed, field):
    answer = coordinator.post(ADD, filled_in(coordinator, name="Ann", **typed))
    assert list(answer.context["adminform"].form.errors) == [field]
    assert Mentor.objects.count() == 1
    assert not Certification.objects.exists()


def test_a_retired_type_is_not_offered(coordinator):
    services.save_certification_type(code=BASIC, validity_months=24, retired=True, today=TODAY)
    assert BASIC not in coordinator.get(ADD).content.decode()
