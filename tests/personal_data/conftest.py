from collections.abc import Callable
from typing import Any

import pytest

from tests.support.dates import TODAY
from tests.support.personal_data import Held, record_zoe


@pytest.fixture
def zoe(on: Callable[[Any], Any], db: None) -> Held:
    """A mentor about whom something stands in every place where something can stand."""
    on(TODAY)
    return record_zoe()
