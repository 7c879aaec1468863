"""Identifiers: those that other systems choose, and our own random ones. Pure: no Django."""

import re
import secrets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that an id can be read out over the telephone."""

STORED = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
"""What the database holds: there may be records from before ``.`` and ``..`` were refused."""

IDENTIFIER = re.compile(
    r"(?:[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,63}"
    r"|\.[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,62}"
    r"|\.\.[A-Za-z0-9_.:-]{1,62})"
)
"""What other systems may use as a mentor id or a certification type: not ``.`` or ``..``, which
are steps in an address. It does not look ahead: not every program that reads our OpenAPI can."""


def is_identifier(text: str) -> bool:
    """Return whether other systems may use it: no record has another id."""
    return IDENTIFIER.fullmatch(text) is not None


def random_id(prefix: str, length: int = 8) -> str:
    """``prefix`` and so many random characters: a caller that inserts must try again on a
    collision."""
    # All bytes are drawn at once, as an import draws thousands; 256 is a multiple of 32.
    return prefix + "".join(
        CROCKFORD[byte % len(CROCKFORD)] for byte in secrets.token_bytes(length)
    )
