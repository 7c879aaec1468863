"""Where a mentor stands, and what an act on a certification changes about it, in words."""

from datetime import date

from certifications import expiry
from certifications.job.next_run import pausing_run
from certifications.models import Certification, Mentor
from certifications.pause_causes import causes_of_pause
from mentorcerts.lib import moments


def stand_of(mentor_id: str, today: date) -> str:
    """Where the mentor stands, in words."""
    mentor = Mentor.objects.get(pk=mentor_id)
    governing = Certification.objects.governing().select_related("mentor")
    certification = governing.filter(mentor_id=mentor_id).first()
    if certification is None:
        return f"{mentor} holds no certification that counts"
    status = expiry.status_of(certification, today=today)
    if causes := causes_of_pause(certification):
        paused = f", paused ({', '.join(cause.label for cause in causes)})"
    else:
        run = pausing_run(mentor_id, today=today)
        paused = f", to be paused by the run of {moments.in_words(run)}" if run else ""
    ends = expiry.in_words(certification.expires_at)
    until = "never expires" if ends == "never" else f"valid through {ends}"
    if status != expiry.VALID:
        until = f"{status}, {until}"
    return f"{mentor} stands on {certification.certification_id}, {until}{paused}"


def change_of_stand(before: str, after: str) -> str:
    return f"{after}, as before." if after == before else f"{after}. Before: {before}."


def stays_active(revoked: Certification) -> str:
    """That the mentor of one that has been revoked stays active, if they do, and on which."""
    governing = Certification.objects.governing().select_related("mentor")
    now = governing.filter(mentor_id=revoked.mentor_id).first()
    if now is None or causes_of_pause(now):
        return ""
    return (
        f"{revoked.certification_id} would be revoked, and the mentor stays active on "
        f"{now.certification_id} ({now.certification_type_id}, {expiry.in_words(now.expires_at)}). "
        "To pause them as well, choose Pause by hand… on the mentor's page."
    )


def freed_of(removed: Certification) -> str:
    """That nothing of theirs counts for the requirement any more, which frees the mentor of it."""
    requirement = removed.certification_type.requirement
    if not requirement:
        return ""
    live = Certification.objects.live().filter(mentor_id=removed.mentor_id)
    if live.filter(certification_type__requirement=requirement).exists():
        return ""
    return (
        f" It was the last for {requirement}, which is not asked of the mentor any more. If they "
        "should not be matched, choose Has left… or Pause by hand… on the mentor's page."
    )
