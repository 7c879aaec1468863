"""Spreadsheets are imported one at a time in each web process, so that its memory is bounded.

A full one takes some 100 MB while it is read and written. A few may wait for their turn; whoever
would be one too many is told so at once, and no thread is kept from other requests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

IN_LINE = 3
"""Of the eight threads of a web process: one that imports, and two that wait."""
PATIENCE = 60
"""Seconds to wait for one's turn."""

_line = BoundedSemaphore(IN_LINE)
_turn = BoundedSemaphore(1)


class Busy(Exception):
    """It is not this import's turn, and won't be soon. The message is for the person."""

    def __init__(self) -> None:
        super().__init__("Other spreadsheets are being imported at the moment.")


@contextmanager
def turn() -> Iterator[None]:
    """Do the body when it is its turn. Raises ``Busy``."""
    if not _line.acquire(blocking=False):
        raise Busy
    try:
        if not _turn.acquire(timeout=PATIENCE):
            raise Busy
        try:
            yield
        finally:
            _turn.release()
    finally:
        _line.release()
