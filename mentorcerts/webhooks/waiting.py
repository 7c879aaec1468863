"""How long an endpoint waits after a failure: pure, no clock, no database."""

from datetime import timedelta
from random import random

WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""Before each try of one event, as Standard Webhooks has it; the last one goes on."""
JITTER = 0.1
"""So much longer at most, so that not all endpoints of a server that comes back ask at once."""
LONGEST = WAITS[-1]
FIVE_DAYS = timedelta(days=5)
"""Without one success: then an endpoint is disabled."""
REFUSALS = 5
"""So often an event is refused (4xx) before it is skipped."""
AN_HOUR = timedelta(hours=1)
"""So long an endpoint may fail before somebody is told."""


def wait_after(failures: int, *, asked: float = 0.0) -> timedelta:
    """How long to wait after so many failures of one event, the first being 1.

    ``asked``: seconds that the receiver asked for (``Retry-After``); it is not asked earlier, but
    never later than a day.
    """
    wait = max(WAITS[min(failures, len(WAITS) - 1)], timedelta(seconds=min(asked, 86_400.0)))
    return wait * (1 + JITTER * random())  # noqa: S311  no secret
