"""What new rules of a certification type do, shown before they are saved."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from certifications.models import AutoPause, Certification, CertificationType
from certifications.services.types import save_certification_type
from mentorcerts.lib.refusals import Conflict


@dataclass(frozen=True)
class TypeImpact:
    """What new rules of a type do: ids of mentors, sorted."""

    next_run: date
    paused_next_before: list[str]
    """Who would be paused by the next run under the present rules."""
    paused_next_after: list[str]
    resumed_now: list[str]

    @property
    def newly_paused_next(self) -> list[str]:
        return sorted(set(self.paused_next_after) - set(self.paused_next_before))

    @property
    def spared(self) -> list[str]:
        """By the next run, without having been resumed now."""
        return sorted(set(self.paused_next_before) - set(self.paused_next_after))

    @property
    def digest(self) -> str:
        """Identifies this outcome, mentor by mentor: what was shown is what is confirmed."""
        outcome = (
            self.next_run,
            self.paused_next_before,
            self.paused_next_after,
            self.resumed_now,
        )
        return hashlib.sha256(repr(outcome).encode()).hexdigest()


def type_impact(*, code: str, next_run: date, today: date, **rules: Any) -> TypeImpact:
    """Try ``save_certification_type``, look, and take it back: it is what saving would do.

    ``rules`` are the service's; ``next_run`` is the day of the next nightly run.
    """
    with transaction.atomic():
        _, impact = _apply(code, rules, next_run, today, "", None)
        transaction.set_rollback(True)
    return impact


@transaction.atomic
def save_confirmed_rules(
    *,
    code: str,
    confirmed: str,
    check: Callable[[CertificationType], None] | None = None,
    next_run: date,
    today: date,
    by: str,
    **rules: Any,
) -> CertificationType:
    """``save_certification_type``, if it does what was shown: ``confirmed`` is that digest.

    Raises ``Conflict`` where the outcome is another one by now, judged under the locks.
    """
    kind, impact = _apply(code, rules, next_run, today, by, check)
    if impact.digest != confirmed:
        raise Conflict("Nothing was saved: the rules would do something else now. Look again.")
    return kind


def _apply(
    code: str,
    rules: dict[str, Any],
    next_run: date,
    today: date,
    by: str,
    check: Callable[[CertificationType], None] | None,
) -> tuple[CertificationType, TypeImpact]:
    def due() -> list[str]:
        return sorted(Certification.objects.due(next_run).values_list("mentor_id", flat=True))

    def paused() -> set[str]:
        return set(AutoPause.objects.open().values_list("mentor_id", flat=True))

    due_before, paused_before = due(), paused()
    kind = save_certification_type(code=code, check=check, today=today, by=by, **rules)
    return kind, TypeImpact(next_run, due_before, due(), sorted(paused_before - paused()))
