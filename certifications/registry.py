"""What higher packages add to this one and to ``statuses`` and ``renewals``.

Imports run downwards only. Where a lower package needs something that a higher one defines, the
higher one registers it here in its ``AppConfig.ready``::

    from certifications.registry import registry

    registry.run_observers.append(observe_run)

Read the registry when a request or a run needs it, not when a module is imported: the admin's
modules are imported before the last ``ready`` has run.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from django.urls import reverse

from certifications.models import Certification, ExpiryRun
from certifications.public_ids import PublicIds, own_public_ids

RunObserver = Callable[[ExpiryRun], AbstractContextManager[None]]
"""Returns a context manager that is entered once the run's record exists, and left when the run
has ended. It sees the exception that ended the run, and must neither raise nor suppress one."""


EventReaders = Callable[[], Iterable[int]]
"""Returns the numbers through which readers have the change log, one for each that follows it."""


@dataclass(frozen=True, kw_only=True)
class SelectionAction:
    """An action that the list of mentors' statuses offers for the selected mentors."""

    name: str
    """Its name in the list's form, such as ``renew``."""
    label: str
    """What coordinators read, such as ``Renew…``."""
    permission: str
    """Such as ``renewals.add_renewal``: without it the action is not offered."""
    page: Callable[[str], str]
    """The address of the page that previews and confirms it, given the token of the selection."""


@dataclass(frozen=True, kw_only=True)
class LadderImpact:
    """What another ladder of a type does, and what a person chooses between."""

    sentences: list[str]
    choices: list[tuple[str, str]]
    """Value and label of each button; what is done without asking comes first."""
    digest: str
    """Identifies the impact: what was shown is what is confirmed."""


class FollowerOfMoves(Protocol):
    """What hangs on a certification follows where it is moved to another mentor."""

    def __call__(self, moved: Certification, *, from_id: str, by: str, now: datetime) -> list[str]:
        """Called in the transaction, once it is moved; return what was done, in sentences."""


class LadderChanges(Protocol):
    """How another ladder of reminders is saved: what becomes of rungs reached already.

    ``save_rules`` saves the other rules of the type; it is called under the locks, first.
    """

    def preview(
        self, *, code: str, reminder_days: str, save_rules: Callable[[], object], today: date
    ) -> LadderImpact | None:
        """What saving would do; ``None`` where nobody is written to anyhow."""

    def save(
        self,
        *,
        code: str,
        reminder_days: str,
        choice: str,
        confirmed: str,
        save_rules: Callable[[], object],
        today: date,
        by: str,
    ) -> None:
        """Save both. Raises ``Conflict`` where ``confirmed`` is not the digest any more."""


def _change_form(mentor_id: str) -> str:
    return reverse("admin:certifications_mentor_change", args=[mentor_id])


@dataclass(kw_only=True)
class Registry:
    """Filled from above, read from below; empty, the lower packages work without additions."""

    run_observers: list[RunObserver] = field(default_factory=list)
    event_readers: list[EventReaders] = field(default_factory=list)
    """The former id of an erased mentor is kept until all of these have it."""
    mentor_link: Callable[[str], str] = _change_form
    """The address of a mentor's page in the admin, given their ``mentor_id``."""
    followers_of_moves: list[FollowerOfMoves] = field(default_factory=list)
    """Promises and mails about a certification that was recorded for the wrong mentor."""
    ladder_changes: LadderChanges | None = None
    """Without it a ladder is saved like any other rule."""
    public_ids: list[PublicIds] = field(default_factory=own_public_ids)
    """By these the search finds records."""
    selection_actions: list[SelectionAction] = field(default_factory=list)
    """In the order in which the list offers them."""

    def observe(self, run: ExpiryRun) -> ExitStack:
        """Return a context manager that enters every observer, first registered first."""
        with ExitStack() as stack:
            for observer in self.run_observers:
                stack.enter_context(observer(run))
            return stack.pop_all()


registry = Registry()
