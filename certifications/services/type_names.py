"""Find the type of certification that a name or a misspelt code means."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from certifications.models import CertificationType

CLOSE_ENOUGH = 0.8
"""From 0 (nothing in common) to 1, as ``difflib`` measures it: a typo or two in a short code."""
MOST_NAMED = 10


class TypeNames:
    """The codes and names of the types there are, read once."""

    @classmethod
    def without(cls, made: Collection[str]) -> "TypeNames":
        """Those that were there before these were made."""
        before = CertificationType.objects.exclude(pk__in=made).order_by("pk")
        return cls(before.values_list("code", "name"))

    def __init__(self, types: Iterable[tuple[str, str]] | None = None) -> None:
        """``types``: codes with names; by default those on record."""
        if types is None:
            types = CertificationType.objects.order_by("pk").values_list("code", "name")
        self._names = dict(types)

    def meant_by(self, text: str) -> list[str]:
        """The codes that a text stands for: itself, one that differs by case, or those so named."""
        if text in self._names:
            return [text]
        key = text.strip().casefold()
        by_code = [code for code in self._names if code.casefold() == key]
        named = {code: name.casefold() for code, name in self._names.items() if name}
        return by_code or [code for code, name in named.items() if name == key]

    def close_to(self, text: str) -> list[str]:
        """The codes of types with a code or a name like this one, the closest first."""
        spellings = {code.casefold(): code for code in self._names}
        spellings |= {name.casefold(): code for code, name in self._names.items() if name}
        found = get_close_matches(text.strip().casefold(), spellings, n=3, cutoff=CLOSE_ENOUGH)
        return list(dict.fromkeys(spellings[each] for each in found))

    def suggestion(self, code: str) -> str:
        """What else a code that nobody knows may be, as a question or a sentence."""
        close = self.close_to(code)
        return f"Did you mean {' or '.join(close)}?" if close else f"Known are: {self.known()}."

    def known(self) -> str:
        """All of them in words, or the first few."""
        told = [f"{code} ({name})" if name else code for code, name in self._names.items()]
        more = len(told) - MOST_NAMED
        return ", ".join(told[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "") or "none"


def not_a_new_one(text: str, meant: list[str]) -> str:
    """What is said to who would make a type that differs from another one by its spelling only."""
    return f"There is no type {text}. Did you mean {' or '.join(meant)}?"


def misspelt_types(codes: Collection[str]) -> dict[str, str]:
    """Of these codes those that would make a type which differs from another one, or from one of
    these, by its spelling only → what to say."""
    types = dict(CertificationType.objects.order_by("pk").values_list("code", "name"))
    misspelt = {}
    for code in sorted(set(codes) - types.keys()):
        if meant := TypeNames(types.items()).meant_by(code):
            misspelt[code] = not_a_new_one(code, meant)
        types.setdefault(code, "")
    return misspelt
