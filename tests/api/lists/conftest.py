import pytest

from tests.support.records import recorded, renewed


@pytest.fixture
def three_renewals(db):
    for letter in "ab":
        recorded(f"mentor-{letter}")
    renewed("mentor-a", granted="2026-03-01", until="2027-03-01", by="coordinator-7")
    renewed("mentor-b", granted="2026-03-10", until="2027-03-10", by="Ann O'Neill & Søn")
    renewed("mentor-a", granted="2026-03-20", until="2028-03-01", by="coordinator-7")
