"""Warn of a revoked certification before another one takes its place."""

from collections import defaultdict
from collections.abc import Collection

from certifications.models import Certification
from certifications.pause_causes import causes_of_pause, was_revoked
from mentorcerts.lib.chunks import in_chunks
from mentorcerts.lib.wording import full_stop


def sentence_of_revocation(certification: Certification) -> str:
    """That it was revoked, when and why; without the full stop."""
    return f"{certification.certification_id} {was_revoked(certification)}"


def told_of_revocations(mentor_ids: Collection[str]) -> dict[str, str]:
    """Of these mentors those who hold a revoked certification → which, and how they stand.

    Asked in a transaction that has written what it is about.
    """
    revoked = defaultdict(list)
    for some in in_chunks(list(mentor_ids)):
        live = Certification.objects.live().filter(mentor_id__in=some, revoked_at__isnull=False)
        for each in live.order_by("pk"):
            revoked[each.mentor_id].append(sentence_of_revocation(each))
    active = set()
    for some in in_chunks(list(revoked)):
        stands = Certification.objects.governing().filter(mentor_id__in=some)
        active |= {s.mentor_id for s in stands.select_related("mentor") if not causes_of_pause(s)}
    return {
        mentor_id: f"{' '.join(map(full_stop, sentences))} "
        + (
            "Afterwards the mentor is active."
            if mentor_id in active
            else "Afterwards the mentor is paused."
        )
        for mentor_id, sentences in revoked.items()
    }
