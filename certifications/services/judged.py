"""What a service for many mentors did to each: it was done, or refused with the reason."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError

from mentorcerts.lib.refusals import Refused

T = TypeVar("T")
R = TypeVar("R")
U = TypeVar("U")


@dataclass
class Judged(Generic[T]):
    """By mentor, each in the order in which they were given."""

    done: dict[str, T] = field(default_factory=dict)
    refused: dict[str, ValidationError | Refused] = field(default_factory=dict)
    """Who is left as before, and why."""

    @contextmanager
    def of(self, mentor_id: str) -> Iterator[None]:
        """Note the refusal of the body, which is about this mentor."""
        try:
            yield
        except (ValidationError, Refused) as error:
            self.refused[mentor_id] = error

    def the_one(self) -> T:
        """What was done to the only mentor; raises if it was refused."""
        for error in self.refused.values():
            raise error
        [done] = self.done.values()
        return done

    def mapped(self, what: Callable[[str, T], U]) -> "Judged[U]":
        """``what(mentor_id, done)`` in place of what was done; who is refused stays refused."""
        done = {mentor_id: what(mentor_id, done) for mentor_id, done in self.done.items()}
        return Judged(done, self.refused)


def judge(
    records: Iterable[R], mentor_of: Callable[[R], str], check: Callable[[R], T]
) -> Judged[T]:
    """Ask ``check`` about each record of some mentors; it raises to refuse."""
    judged = Judged[T]()
    for record in records:
        with judged.of(mentor_of(record)):
            judged.done[mentor_of(record)] = check(record)
    return judged
