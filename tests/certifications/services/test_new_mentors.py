"""Who is new: the id that is proposed, and who may be the same person."""

import pytest
from django.core.exceptions import ValidationError

from certifications import services
from certifications.models import Certification, Mentor
from certifications.services.same_person import comparable, may_be_the_same
from mentorcerts.lib.identifiers import CROCKFORD
from mentorcerts.personal_data.erasure import erase_mentor
from tests.support.dates import TODAY, at
from tests.support.factories import MentorFactory
from tests.support.records import refuses
from tests.support.services import BASIC

pytestmark = pytest.mark.django_db


def there_are(*mentor_ids: str) -> None:
    for mentor_id in mentor_ids:
        MentorFactory(mentor_id=mentor_id)


def make(mentor_id: str, **changes) -> Mentor:
    return services.make_mentor(mentor_id=mentor_id, today=TODAY, by="kim", **changes)


# --- the id -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ids", "proposed"),
    [
        ((), "mentor-0001"),
        (("mentor-0041", "mentor-0042"), "mentor-0043"),
        (("mentor-9", "mentor-10"), "mentor-11"),
        (("0007", "0019", "0008"), "0020"),
        (("mentor-0998", "mentor-0999"), "mentor-1000"),
        (("mentor-9999",), "mentor-10000"),
        (("MENTOR-01", "MENTOR-02", "MENTOR-03", "zoe"), "MENTOR-04"),
        (("ann", "ben", "cleo"), "mentor-0001"),
        (("ann", "ben", "mentor-0001", "x", "y"), "mentor-0002"),
    ],
)
def test_ids_go_on_counting_as_most_of_them_do(ids, proposed):
    there_are(*ids)
    assert services.propose_mentor_id() == proposed


def test_random_ids_are_drawn_as_long_as_the_others():
    there_are("mntr_02BY7M3RL", "mntr_ZX81QQ4PK", "mntr_7T7T7T7T7", "other-1")
    proposed = services.propose_mentor_id()
    assert proposed.startswith("mntr_")
    assert len(proposed) == len("mntr_02BY7M3RL")
    assert set(proposed.removeprefix("mntr_")) <= set(CROCKFORD)
    assert proposed != services.propose_mentor_id()


def test_it_passes_over_what_is_taken_further_on():
    # Older than all that tell the pattern, as after an import of high numbers.
    there_are(*(f"a-{number:04d}" for number in range(1, 80)))
    Mentor.objects.filter(pk__gte="a-0010").delete()
    there_are(*(f"a-{number:04d}" for number in range(10, 200)))
    assert services.propose_mentor_id() == "a-0200"


def test_the_id_of_a_mentor_who_was_erased_is_not_given_again():
    there_are("mentor-0041", "mentor-0042")
    erase_mentor(mentor_id="mentor-0042", by="ada", source="command")
    assert services.propose_mentor_id() == "mentor-0043"


# --- made ---------------------------------------------------------------------------------------
def test_a_mentor_is_made_with_what_they_hold():
    first = services.FirstCertification(
        certification_type=BASIC, issued_at=at("2026-03-01"), expires_at=at("2028-03-01")
    )
    made = make("mentor-0001", name="Ann", email="ann@mentors.test", certification=first)
    held = Certification.objects.get()
    assert (made.pk, made.name, made.email) == ("mentor-0001", "Ann", "ann@mentors.test")
    assert (held.mentor_id, held.expires_at, held.is_current) == (made.pk, at("2028-03-01"), True)


def test_without_a_certification_it_is_the_mentor_alone():
    make("mentor-0001")
    assert Mentor.objects.count() == 1
    assert not Certification.objects.exists()


def test_what_is_wrong_with_the_certification_makes_no_mentor():
    first = services.FirstCertification(
        certification_type=BASIC, issued_at=at("2026-03-01"), expires_at=at("2025-03-01")
    )
    with refuses(ValidationError, "after the issue date"):
        make("mentor-0001", certification=first)


def test_an_id_that_was_typed_and_is_taken_is_refused():
    there_are("mentor-0001")
    with refuses(ValidationError, "There is already a mentor mentor-0001"):
        make("mentor-0001")


def test_one_that_was_proposed_gives_way_to_the_next():
    there_are("mentor-0001")
    assert make("mentor-0001", or_next=True, name="Ann").pk == "mentor-0002"
    assert make("mentor-0001", or_next=True).pk == "mentor-0003"


# --- the same person ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "written",
    [
        "jürgen müller-groß",
        "JÜRGEN MÜLLER-GROSS",
        "Jurgen  Muller-Gross ",
        "Müller-Groß, Jürgen",
        "Ju\u0308rgen Mu\u0308ller-Groß",
    ],
)
def test_names_are_equal_however_they_are_written(written):
    MentorFactory(mentor_id="m-1", name="Jürgen Müller-Groß")
    assert [each.pk for each in may_be_the_same(name=written, email="", but="new")] == ["m-1"]


@pytest.mark.parametrize("other", ["Jürgen Müller", "Jürg Müller-Groß", "Müller-Groß", ""])
def test_other_names_are_other_people(other):
    MentorFactory(mentor_id="m-1", name="Jürgen Müller-Groß")
    MentorFactory(mentor_id="m-2", name="")
    assert may_be_the_same(name=other, email="", but="new") == []


def test_letters_that_have_no_accent_to_lose_are_plain_as_well():
    assert comparable("Łukasz Bjørn") == comparable("lukasz bjorn")


def test_an_address_is_equal_in_any_case_and_one_mentor_is_named_once():
    MentorFactory(mentor_id="m-1", name="Ann", email="Ann@Mentors.test")
    MentorFactory(mentor_id="m-2", name="ANN")
    found = may_be_the_same(name="ann", email="ann@mentors.test", but="new")
    assert [each.pk for each in found] == ["m-1", "m-2"]
    assert [each.pk for each in may_be_the_same(name="ann", email="", but="m-1")] == ["m-2"]
