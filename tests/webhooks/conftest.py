from collections.abc import Iterator

import pytest

from tests.support.webhooks import Receiver, receiving


@pytest.fixture(autouse=True)
def _inside_this_machine(settings) -> None:
    settings.MENTORCERTS_WEBHOOK_PRIVATE = True


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened
