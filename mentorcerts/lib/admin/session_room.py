"""What a session keeps of lists: the newest ones, as many as there is room for.

A session is no archive, and it is read at every request.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")

ITEMS_KEPT = 10_000
"""In all lists of one kind."""


def with_newest(
    kept: Mapping[str, T], token: str, newest: T, *, most: int, size: Callable[[T], int]
) -> dict[str, T]:
    """``kept`` with the newest list under its token, without the oldest ones beyond ``most`` lists
    or ``ITEMS_KEPT`` items. ``size`` counts the items of a list."""
    found, room = {token: newest}, ITEMS_KEPT - size(newest)
    for name, earlier in reversed(list(kept.items())[1 - most :]):
        room -= size(earlier)
        if room < 0:
            break
        found[name] = earlier
    return dict(reversed(list(found.items())))
