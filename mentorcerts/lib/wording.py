"""Small things about sentences that are put together."""

from collections.abc import Sequence


def full_stop(text: str) -> str:
    """The text with a full stop at its end; what people typed may have one already."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def number_of(count: int, noun: str) -> str:
    """``1 event``, ``1,200 events``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def one_of(choices: Sequence[str]) -> str:
    """``valid, expired or revoked``."""
    *others, last = choices
    return f"{', '.join(others)} or {last}" if others else last
