import pytest

from tests.support.dates import at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
)


@pytest.fixture
def certification():
    """Of mentor-042: expires on 2026-09-26."""
    return CertificationFactory(mentor__mentor_id="mentor-042", expires_at=at("2026-09-26"))


@pytest.fixture
def pause():
    """Of mentor-042, since their certification expired on 2026-03-01."""
    return AutoPauseFactory(certification__mentor__mentor_id="mentor-042")
