import pytest

from tests.support.dates import TODAY


@pytest.fixture
def empty_programme(on, db) -> None:
    """A fresh installation, in the morning."""
    on(str(TODAY), "09:00:00")
