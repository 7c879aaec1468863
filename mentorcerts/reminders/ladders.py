"""Which ladder applies to which type."""

from collections import defaultdict

from django.conf import settings

from certifications.ladder import Rungs
from certifications.models import CertificationType


def rungs_of(kind: CertificationType) -> Rungs:
    """Its own ladder, or the programme's. A type that is on record only has none."""
    if not kind.requirement:
        return ()
    own = kind.rungs
    programme: Rungs = settings.MENTORCERTS_REMINDER_DAYS
    return programme if own is None else own


def ladders_in_force() -> dict[str, Rungs]:
    """Code of a type → its ladder; of all types."""
    return {kind.pk: rungs_of(kind) for kind in CertificationType.objects.all()}


def types_by_ladder(codes: "set[str] | None" = None) -> dict[tuple[Rungs, int], list[str]]:
    """Ladder and days of grace → the types (of ``codes``, or all) that share them.

    Types without a rung are left out.
    """
    groups: dict[tuple[Rungs, int], list[str]] = defaultdict(list)
    for kind in CertificationType.objects.order_by("pk"):
        if (codes is None or kind.pk in codes) and (rungs := rungs_of(kind)):
            groups[rungs, kind.grace_days].append(kind.pk)
    return dict(groups)
