"""Real processes, as the tests of processes start them."""

from tests.processes.conftest import programme

__all__ = ["programme"]
