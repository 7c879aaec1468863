"""Which records a page has shown, carried in its form: only they are touched when it comes back."""

from collections.abc import Collection
from itertools import accumulate, pairwise
from typing import Any

from django.core import signing

SHOWN_KEYS = "shown"


def sign_keys(keys: Collection[int], *, salt: str) -> str:
    """Any number of them, packed. ``salt`` names the page and what it was shown for."""
    ordered = sorted(keys)
    steps = [after - before for before, after in pairwise([0, *ordered])]
    return signing.dumps(steps, salt=salt, compress=True)


def read_keys(data: Any, *, salt: str) -> set[int] | None:
    """The keys in what was sent; ``None`` if it isn't what that page has signed."""
    try:
        steps = signing.loads(data.get(SHOWN_KEYS, ""), salt=salt)
    except signing.BadSignature:
        return None
    return set(accumulate(steps))
