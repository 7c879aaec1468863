"""Find a mentor in texts that people and programs have written, and put the pseudonym in place.

People write names in many ways: in capitals, with a line break in the middle, the family first.
What only looks like the mentor, because it is part of what another mentor is called, is left alone.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q

from certifications.models import Mentor

ERASED = "(erased)"
"""Replaces a free text; not empty, because some constraints demand a reason."""

_SPACE = r"(?:\s|\\[nrt]|\\u00a0)+"
"""White space, also as JSON writes it."""
_COMMA_OR_SPACE = rf"(?:{_SPACE})?,(?:{_SPACE})?|{_SPACE}"


def _is_unambiguous(mentor_id: str) -> bool:
    """Return whether the id means this mentor wherever it occurs in a sentence.

    ``7``, ``2026`` and ``Maria`` may mean something else: they are only replaced as whole values.
    """
    number, word = mentor_id.isdigit() and len(mentor_id) < 6, mentor_id.isalpha()
    return len(mentor_id) >= 4 and not number and not word


class Mentions:
    """How texts name a mentor: by the id, by each name and each address they ever had."""

    def __init__(self, mentor: Mentor, pseudonym: str) -> None:
        self.mentor_id, self.pseudonym = mentor.pk, pseudonym
        called = {*mentor.history.values_list("name", "email"), (mentor.name, mentor.email)}
        # A single word (May, Ann) may also be another person's name, or no name at all.
        self.names = sorted({name.strip() for name, _ in called if len(name.split()) > 1})
        self.addresses = sorted({address.strip() for _, address in called if address.strip()})
        self.ids = [mentor.pk] if _is_unambiguous(mentor.pk) else []
        mine = _patterns(self.ids, self.names, self.addresses)
        self._pattern = re.compile(f"(?P<other>{self._others(mine)})|(?:{mine})")

    def _others(self, mine: str) -> str:
        """A pattern for what other people are called where a part of it looks like the mentor."""
        pattern = re.compile(mine)
        rows = Mentor.objects.exclude(pk=self.mentor_id).filter(
            self.maybe_in("mentor_id") | self.maybe_in("name") | self.maybe_in("email")
        )
        people = list(rows.values_list("mentor_id", "name", "email"))
        accounts = User.objects.filter(self.maybe_in("email")).values_list("email", flat=True)
        ids = {person[0] for person in people}
        names = {person[1] for person in people}
        addresses = {*accounts, *(person[2] for person in people)}
        own = {word.casefold() for word in (*self.names, *self.addresses)}
        called = [
            *(name for name in names if pattern.search(name)),
            *(each for each in addresses if any(word in each.casefold() for word in own)),
        ]
        longer = (_in_any_form(word) for word in called if word.casefold() not in own)
        # Ids that are the mentor's but for the case are other people's as well.
        similar = (re.escape(each) for each in ids if pattern.search(each))
        return "|".join(
            rf"(?<![\w-]){group}(?![\w-])"
            for group in (f"(?:{_any_of(similar)})", f"(?i:{_any_of(longer)})")
        )

    def maybe_in(self, column: str) -> Q:
        """A condition that every row meets whose column names the mentor, and others may meet.

        It looks for the parts in plain letters only: databases don't all fold the others' case.
        """
        words = [*self.ids, *self.names, *self.addresses]
        named = [
            reduce(and_, (Q(**{f"{column}__icontains": part}) for part in _plain_parts(word)), Q())
            for word in words
        ]
        if not all(named):  # a name in another script: every row is looked at
            return ~Q(pk__in=())
        if not self.ids:  # only as a whole value, also in JSON
            named += [Q(**{column: self.mentor_id})]
            named += [Q(**{f"{column}__contains": f'"{self.mentor_id}"'})]
        return reduce(or_, named)

    def replaced(self, value: Any) -> Any:
        """Return the value with every mention replaced by the pseudonym, at any depth."""
        if isinstance(value, str):
            if value == self.mentor_id:
                return self.pseudonym
            return self._pattern.sub(self._replacement, value)
        if isinstance(value, Mapping):
            whole = {self.replaced(key): self.replaced(inner) for key, inner in value.items()}
            if value.get("mentor_id") == self.mentor_id and "error" in value:
                whole["error"] = ERASED  # a database's error can quote the whole row
            return whole
        if isinstance(value, list | tuple):
            return type(value)(self.replaced(inner) for inner in value)
        return value

    def _replacement(self, match: re.Match[str]) -> str:
        return match[0] if match["other"] else self.pseudonym


def _patterns(ids: list[str], names: list[str], addresses: list[str]) -> str:
    """A pattern for any of these, where it is not a part of a longer word or address."""
    forms = sorted((form for name in names for form in _forms(name)), key=len, reverse=True)
    mails = (_in_any_form(address) for address in addresses)
    return "|".join(
        (
            rf"(?<![\w@-])(?i:{_any_of(map(re.escape, ids))})(?![\w@-])",
            rf"(?<![\w-])(?i:{_any_of(forms)})(?![\w-])",
            # a.zoe@quill.test and zoe@quill.test.org are other people's; a sentence may follow.
            rf"(?<![\w.+-])(?i:{_any_of(mails)})(?![\w-]|\.[a-z0-9])",
        )
    )


def _forms(name: str) -> Iterator[str]:
    """Patterns for the ways to write a name: as it is, or the family first."""
    words = [_in_any_form(word) for word in name.replace(",", " ").split()]
    for first in range(len(words)):
        parts = [_SPACE.join(part) for part in (words[first:], words[:first]) if part]
        yield f"(?:{_COMMA_OR_SPACE})".join(parts)


def _in_any_form(word: str) -> str:
    """A pattern for the word as text or as JSON, with accents composed or decomposed."""
    return "".join(
        _SPACE if character.isspace() else _of_character(character)
        for character in unicodedata.normalize("NFC", word)
    )


def _of_character(character: str) -> str:
    if character.isascii():
        return re.escape(character)
    cases = {character, character.lower(), character.upper()}
    forms = {unicodedata.normalize(form, each) for each in cases for form in ("NFC", "NFD")}
    forms |= {json.dumps(form)[1:-1] for form in forms}
    return f"(?:{_any_of(sorted(map(re.escape, forms)))})"


def _plain_parts(word: str) -> list[str]:
    """The longest run of plain letters and digits of each word; none if a word has none."""
    runs = [re.findall(r"[A-Za-z0-9]+", part) for part in re.split(r"[\s,]+", word) if part]
    return [max(run, key=len) for run in runs if run]


def _any_of(patterns: Iterable[str]) -> str:
    return "|".join(patterns) or "(?!)"
