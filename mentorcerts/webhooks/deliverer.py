"""Publish what is new and deliver it, to all endpoints at once: as a loop, or for a while.

Each endpoint that something is due for gets a thread until it has everything, so that one that is
slow or hangs does not delay another.
"""

import logging
import time
from collections.abc import Callable
from threading import Event as Signal
from threading import Lock, Thread

from django.db import Error, connection
from django.utils import timezone

from certifications.change_log.publish import last_number, publish_events
from mentorcerts.webhooks.delivery import deliver_to, due_endpoints

logger = logging.getLogger(__name__)

EVERY_SECONDS = 0.5
"""So often the loop looks for what is new."""
AFTER_AN_ERROR_SECONDS = 5.0
SLICE_SECONDS = 14.0
"""A slice begins nothing later than that; a request takes 15 seconds at most."""
LAST_SECONDS = 20.0
"""After the signal to end: what is being sent is confirmed before."""


class Deliverer:
    """Threads of one process, at most one for each endpoint."""

    def __init__(self, *, go_on: Callable[[], bool] = lambda: True) -> None:
        self._go_on = go_on
        self._threads: dict[int, Thread] = {}
        self._counting = Lock()
        self.delivered = 0

    def start_due(self) -> bool:
        """Publish, and start a thread for each endpoint that is due; return if any is at work."""
        now = timezone.now()
        publish_events(now=now)
        behind = due_endpoints(now=now).filter(position__lt=last_number())
        due = list(behind.values_list("pk", flat=True))
        self._threads = {pk: each for pk, each in self._threads.items() if each.is_alive()}
        for pk in due:
            if pk not in self._threads:
                thread = Thread(target=self._deliver, args=(pk,), name=f"endpoint {pk}")
                thread.daemon = True
                self._threads[pk] = thread
                thread.start()
        return bool(self._threads)

    def wait(self, seconds: float) -> bool:
        """Wait until all threads are done, or time is up; return whether they are."""
        until = time.monotonic() + seconds
        for thread in self._threads.values():
            thread.join(max(until - time.monotonic(), 0))
        return not any(thread.is_alive() for thread in self._threads.values())

    def _deliver(self, pk: int) -> None:
        try:
            taken = deliver_to(pk, go_on=self._go_on)
            with self._counting:
                self.delivered += taken
        except Error as error:
            logger.warning("A delivery is repeated later: %s", error)
        except Exception:
            logger.exception("The delivery to the endpoint %d failed.", pk)
        finally:
            connection.close()


def deliver_until(stop: Signal) -> None:
    """Publish and deliver until ``stop`` is set. A database that is away is waited for."""
    deliverer = Deliverer(go_on=lambda: not stop.is_set())
    while not stop.is_set():
        pause = EVERY_SECONDS
        try:
            deliverer.start_due()
        except Error as error:
            logger.warning("Nothing can be delivered at the moment: %s", error)
            connection.close()
            pause = AFTER_AN_ERROR_SECONDS
        stop.wait(pause)
    deliverer.wait(LAST_SECONDS)


def deliver_slice(*, seconds: float = SLICE_SECONDS) -> int:
    """Publish and deliver what is due, for so long at most; return how many events were taken.

    With a request that hangs it ends 15 seconds later. What is left is for the next slice.
    """
    until = time.monotonic() + seconds
    deliverer = Deliverer(go_on=lambda: time.monotonic() < until)
    while deliverer.start_due() and time.monotonic() < until:
        deliverer.wait(EVERY_SECONDS)
    deliverer.wait(LAST_SECONDS)
    return deliverer.delivered
