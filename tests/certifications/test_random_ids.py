"""Random ids that are taken are drawn again, by one helper for every writer."""

import pytest
from django.db import IntegrityError, transaction

from certifications.models import Mentor
from mentorcerts.lib.random_ids import redraw_taken, retry_on_collision
from tests.support.factories import CertificationFactory, MentorFactory

pytestmark = pytest.mark.django_db


class Collisions:
    """``write`` makes a mentor and fails so many times, and then succeeds."""

    def __init__(self, number: int) -> None:
        self.left, self.tries = number, 0

    def write(self) -> str:
        self.tries += 1
        Mentor.objects.create(mentor_id=f"mentor-of-try-{self.tries}")
        if self.left:
            self.left -= 1
            raise IntegrityError("taken")
        return "written"


def test_a_collision_is_rolled_back_and_tried_again():
    collisions = Collisions(4)
    assert retry_on_collision(collisions.write) == "written"
    assert list(Mentor.objects.values_list("pk", flat=True)) == ["mentor-of-try-5"]


def test_the_last_collision_is_raised():
    collisions = Collisions(5)
    with pytest.raises(IntegrityError), transaction.atomic():
        retry_on_collision(collisions.write)
    assert collisions.tries == 5


def test_as_many_tries_as_asked_for():
    collisions = Collisions(2)
    with pytest.raises(IntegrityError), transaction.atomic():
        retry_on_collision(collisions.write, tries=2)
    assert collisions.tries == 2


def test_an_error_that_is_no_collision_is_raised_at_once():
    collisions = Collisions(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        retry_on_collision(collisions.write, lambda: False)
    assert collisions.tries == 1


def test_only_taken_ids_are_drawn_again():
    taken = CertificationFactory()
    mentor = MentorFactory()
    fresh = [
        CertificationFactory.build(mentor=mentor, certification_type=taken.certification_type)
        for _ in range(3)
    ]
    fresh[0].certification_id = taken.certification_id
    fresh[2].certification_id = kept = fresh[1].certification_id
    assert redraw_taken(fresh, "certification_id")
    assert fresh[1].certification_id == kept
    assert len({taken.certification_id, *(each.certification_id for each in fresh)}) == 4
    assert not redraw_taken(fresh, "certification_id")
