"""How the rows of a file name mentors: by id, by e-mail address, or nearly right."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from certifications.models import Mentor
from certifications.models.search_words import SearchWord
from mentorcerts.lib.chunks import in_chunks
from mentorcerts.lib.folding import WORD_LENGTH, fold
from mentorcerts.lib.sheets.problems import Problems

CANDIDATES_NAMED = 5
_ZEROS_AHEAD = re.compile(r"(?<!\d)0+(?=\d)", re.ASCII)
_ZEROS_BEHIND = re.compile(r"(?<=\d)\.0+\Z", re.ASCII)


class NamesMentor(Protocol):
    """A row."""

    @property
    def row(self) -> int: ...

    @property
    def mentor_id(self) -> str: ...


R = TypeVar("R", bound=NamesMentor)


def with_mentor_ids(rows: Sequence[R], problems: Problems) -> list[R]:
    """The rows, each with the id of the mentor whom it names by e-mail.

    An id has no ``@`` in it. A row whose address nobody has, or more than one mentor, is noted in
    ``problems`` and left out.
    """
    addresses = {row.mentor_id for row in rows if "@" in row.mentor_id}
    if not addresses:
        return list(rows)
    owners = _owners_of(addresses)
    named = []
    for row in rows:
        if "@" not in row.mentor_id:
            named.append(row)
        elif len(ids := owners[row.mentor_id.casefold()]) == 1:
            row_by_id: Any = replace(row, mentor_id=ids[0])  # type: ignore[type-var]
            named.append(row_by_id)
        else:
            problems.add(row.row, "mentor_id", _no_single_owner(row.mentor_id, ids))
    return named


def _owners_of(addresses: Collection[str]) -> defaultdict[str, list[str]]:
    """Address without case → the ids of the mentors who have it."""
    wanted = {address.casefold() for address in addresses}
    owners: defaultdict[str, list[str]] = defaultdict(list)
    words = sorted({fold(address)[:WORD_LENGTH] for address in addresses})
    for some in in_chunks(words):
        found = SearchWord.objects.filter(word__in=some).values("mentor_id")
        mentors = Mentor.objects.filter(pk__in=found).exclude(email="").order_by("pk")
        for mentor_id, email in mentors.values_list("pk", "email"):
            address = email.casefold()
            if address in wanted and mentor_id not in owners[address]:
                owners[address].append(mentor_id)
    return owners


def _no_single_owner(address: str, ids: Sequence[str]) -> str:
    if not ids:
        return f"No mentor has the address {address}. Write the mentor's id."
    named = ", ".join(ids[:CANDIDATES_NAMED]) + (", …" if len(ids) > CANDIDATES_NAMED else "")
    return f"{len(ids)} mentors have the address {address}: {named}. Write the id of one of them."


def look_alikes(new: Collection[str]) -> dict[str, list[str]]:
    """Of these ids, which are new, those that a known one differs from by case or zeros only.

    ``m-0012`` and ``M-0012``, ``123`` and ``00123``: a spreadsheet takes zeros for an empty
    beginning. Reads the ids of all mentors once; it keeps those that are alike.
    """
    wanted = {_plain(each) for each in new}
    if not wanted:
        return {}
    known: defaultdict[str, list[str]] = defaultdict(list)
    for mentor_id in Mentor.objects.order_by().values_list("pk", flat=True).iterator():
        if mentor_id not in new and (plain := _plain(mentor_id)) in wanted:
            known[plain].append(mentor_id)
    return {each: sorted(known[plain]) for each in sorted(new) if (plain := _plain(each)) in known}


def _plain(mentor_id: str) -> str:
    plain = mentor_id.casefold()
    return _ZEROS_BEHIND.sub("", _ZEROS_AHEAD.sub("", plain)) if "0" in plain else plain
