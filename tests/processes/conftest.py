import pytest
from django.db import connection


@pytest.fixture
def only_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite locks the whole database, and shows nobody who waits for it")
