"""Who is to be told what on which day, worked out in plain Python, beside the program."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from email.message import Message as Mail
from typing import Any

from tests.faults.letters import address

RUNGS = (7, 30, 60, 90)
PAUSED = "paused"


class Expected:
    """What mentors, each with one certification, are told from day to day, and each thing once."""

    def __init__(self) -> None:
        self._ends: dict[str, date] = {}
        self._told: set[tuple[str, object]] = set()
        self.runs = False
        """Whether the job has run: then who has expired is paused, and told of it."""

    def hold(self, ends: dict[str, date]) -> None:
        """Mentors by id, and the last day on which their certification is valid."""
        self._ends |= ends

    def of(self, day: date) -> dict[str, object]:
        """Address → the rung, or ``PAUSED``; these count as told by now."""
        wanted = {}
        for name, ends in self._ends.items():
            said = self._to_be_told((ends - day).days)
            if said is not None and (name, said) not in self._told:
                self._told.add((name, said))
                wanted[address(name)] = said
        return wanted

    def assert_told(self, mails: Iterable[Mail], day: date) -> int:
        """These are the mails of that day: one for each, with the right days. Return how many."""
        wanted, mails = self.of(day), list(mails)
        got, all_wanted = Counter(str(mail["To"]) for mail in mails), Counter(list(wanted))
        assert got == all_wanted, (
            f"{day}: too many: {list(got - all_wanted)}, missing: {list(all_wanted - got)}"
        )
        for mail in mails:
            self._assert_right(mail, wanted[str(mail["To"])], day)
        return len(mails)

    def _assert_right(self, mail: Any, said: object, day: date) -> None:
        ends = self._ends[str(mail["To"]).partition("@")[0]]
        text = " ".join(mail.get_content().split())
        if said == PAUSED:
            assert f"was valid through {ends:%-d %B %Y}. So you are paused" in text, text
        else:
            left = (ends - day).days
            assert f"valid through {ends:%-d %B %Y} (days left: {left})" in text, (day, text)

    def _to_be_told(self, left: int) -> object:
        if left < 0:
            return PAUSED if self.runs else None
        return next((rung for rung in RUNGS if left <= rung), None)
