import pytest

from tests.support.factories import (
    MentorFactory,
)


@pytest.fixture
def mentor(db):
    return MentorFactory(mentor_id="mentor-042")
