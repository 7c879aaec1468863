"""Where mentors stand before and after an action, read at once; and what that comes to in words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from certifications import expiry
from certifications.models import AutoPause, Certification, CertificationType, Mentor
from certifications.pause_causes import causes_of_pause
from mentorcerts.lib import moments


@dataclass(frozen=True)
class Stands:
    """Where some mentors stand at one moment."""

    mentors: Mapping[str, Mentor]
    governing: Mapping[str, Certification]
    """The certification that decides, by mentor."""
    paused_by_run: Collection[str]


def read_stands(
    mentor_ids: Collection[str], *, mentors: Mapping[str, Mentor] | None = None
) -> Stands:
    """In four statements, however many they are (a few thousand at most).

    ``mentors``: those who are read already, where an action leaves them as they are.
    """
    if mentors is None:
        mentors = Mentor.objects.in_bulk(list(mentor_ids))
    found = list(Certification.objects.governing().filter(mentor_id__in=mentor_ids))
    types = CertificationType.objects.in_bulk({each.certification_type_id for each in found})
    for each in found:
        each.mentor = mentors[each.mentor_id]
        each.certification_type = types[each.certification_type_id]
    paused = AutoPause.objects.open().filter(mentor_id__in=mentor_ids)
    return Stands(
        mentors,
        {each.mentor_id: each for each in found},
        set(paused.values_list("mentor_id", flat=True)),
    )


def effect_on_pause(mentor_id: str, before: Stands, after: Stands) -> str:
    """Say what happened to the pause by the nightly run; nothing if there was none."""
    if mentor_id not in before.paused_by_run:
        return ""
    if mentor_id in after.paused_by_run:
        return "; stays paused by the nightly run"
    return "; the pause by the nightly run is lifted"


def what_decides(written: Certification, before: Stands, after: Stands) -> str:
    """Where it isn't the certification that was written: which one decides, and until when."""
    now = after.governing.get(written.mentor_id)
    if now is None or now.pk == written.pk:
        return ""
    earlier = before.governing.get(written.mentor_id)
    decides = "still decides" if earlier and now.pk == earlier.pk else "decides now"
    return (
        f"; {now.certification_id} ({now.certification_type_id}) {decides}, through "
        f"{expiry.in_words(now.expires_at)}"
    )


def exemption_ended(before: Mentor) -> str:
    """Of a mentor as they were."""
    if before.exempt_until is None:
        return ""
    until = moments.in_words(before.exempt_until)
    return f"; the exemption until {until} ends ({before.exempt_reason})"


def where_they_stand(mentor_id: str, after: Stands, pausing_runs: Mapping[str, date]) -> str:
    """Of a mentor who is judged by the dates again."""
    mentor = after.mentors[mentor_id]
    if (now := after.governing.get(mentor_id)) is None:
        by_hand = f"; stays paused by hand ({mentor.pause_reason})" if mentor.paused_at else ""
        return f"holds no certification{by_hand}"
    if causes := causes_of_pause(now):
        told = "; ".join(cause.sentence(now) for cause in causes)
        return f"stays paused: {moments.dates_in_words(told)}"
    if run := pausing_runs.get(mentor_id):
        return f"the run of {moments.in_words(run)} pauses the mentor"
    return f"active, on {now.certification_id}, through {expiry.in_words(now.expires_at)}"


def stays_paused_otherwise(mentor: Mentor) -> str:
    """Of a mentor as they are now: what pauses them whatever their certifications say."""
    by_hand = f"; stays paused by hand ({mentor.pause_reason})" if mentor.paused_at else ""
    gone = (
        f"; stays paused, because they have left ({mentor.left_reason})" if mentor.left_at else ""
    )
    return by_hand + gone
