"""Why a mentor is paused, or why not: one explanation for the admin and the API."""

from dataclasses import dataclass, field
from datetime import date, datetime

from certifications import expiry
from certifications.job.next_run import next_run_day
from certifications.models import AutoPause, Certification, Mentor
from certifications.pause_causes import (
    COORDINATOR,
    DEPARTURE,
    NIGHTLY_RUN,
    REVOCATION,
    causes_of_pause,
)
from certifications.revocations import sentence_of_revocation
from certifications.services.governing import live_certifications
from mentorcerts.lib import clock, moments
from mentorcerts.lib.wording import full_stop
from statuses.models import CertificationStatus


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """Something that the mentor has to meet, and the certification of theirs that counts for it."""

    name: str
    certification: Certification
    governs: bool
    """Whether it is the weakest, which decides."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a mentor is paused or not, with the dates that decide. Calendar dates; times are UTC."""

    status: CertificationStatus
    today: date
    paused: bool
    summary: str
    because: list[str]
    """Sentences on what keeps the mentor paused, or active."""
    would_change: list[str] = field(default_factory=list)
    """Sentences on what would resume a paused mentor, or pause an active one."""
    pause: AutoPause | None = None
    """The open pause by the nightly run, with its run."""
    requirements: list[Requirement] = field(default_factory=list)
    """By name. With one of them it is that of the status."""

    @property
    def grace_ends(self) -> date:
        """The last day of grace of the certification that counts."""
        return _grace_ends(self.status)

    @property
    def departure(self) -> Mentor | None:
        """The mentor, if they have left."""
        return self.status.mentor if self.status.mentor.has_left else None

    @property
    def pause_applied_at(self) -> datetime | None:
        return self.pause.applied_at if self.pause else None


def explain(
    status: CertificationStatus, *, today: date, live: list[Certification] | None = None
) -> Explanation:
    """Explain a mentor's status on the day ``today``; reads their certifications and the pause.

    ``live``: what the mentor holds, each with its type, where it is read already.
    """
    pause = (
        AutoPause.objects.open().filter(certification_id=status.pk).select_related("run").first()
    )
    live = live_certifications([status.mentor_id]) if live is None else live
    paused = status.is_paused
    requirements = _requirements(live, status)
    return Explanation(
        status=status,
        today=today,
        paused=paused,
        summary=_summary(status, today),
        because=[
            *(_why_paused(status, pause) if paused else [_why_not(status, today)]),
            *_met_besides(requirements, today),
            *_revoked_without_effect(live, requirements),
        ],
        would_change=_would_resume(status, today) if paused else _would_pause(status, today),
        pause=pause,
        requirements=requirements,
    )


def _requirements(live: list[Certification], status: CertificationStatus) -> list[Requirement]:
    counting = sorted(expiry.counting(live), key=lambda each: each.requirement)
    return [
        Requirement(name=each.requirement, certification=each, governs=each.pk == status.pk)
        for each in counting
    ]


def _met_besides(requirements: list[Requirement], today: date) -> list[str]:
    """With several requirements: that the one above decides, and how the others are met."""
    if len(requirements) < 2:
        return []
    [governs] = [each.name for each in requirements if each.governs]
    others = ", ".join(
        f"{each.name} by {each.certification.certification_id} "
        f"({expiry.status_of(each.certification, today=today)}, through "
        f"{expiry.in_words(each.certification.expires_at)})"
        for each in requirements
        if not each.governs
    )
    return [f"That is for {governs}, which decides as the weakest. Besides: {others}."]


def _revoked_without_effect(
    live: list[Certification], requirements: list[Requirement]
) -> list[str]:
    """Revocations that leave the mentor as they are, as another certification counts."""
    counts = {each.name: each.certification for each in requirements}
    told = []
    for each in live:
        instead = counts.get(each.requirement)
        if each.revoked_at is not None and instead is not None and instead.revoked_at is None:
            told.append(
                f"{sentence_of_revocation(each)}; in its place {instead.certification_id} counts."
            )
    return told


def _summary(status: CertificationStatus, today: date) -> str:
    if status.is_paused:
        return f"{status.mentor_id} is paused."
    if status.mentor.is_exempt(today) and expiry.is_expired(status.expires_at, today=today):
        until = moments.in_words(status.mentor.exempt_until)
        return f"{status.mentor_id} is not paused: exempt until {until}."
    return f"{status.mentor_id} is not paused."


def _why_paused(status: CertificationStatus, pause: AutoPause | None) -> list[str]:
    because = []
    if pause is not None:
        because.append(
            f"{moments.dates_in_words(pause.reason)}. The expiry run "
            f"{pause.run.job_run_id} paused the mentor on "
            f"{clock.format_local(pause.applied_at)} ({pause.log_id})."
        )
    told = {NIGHTLY_RUN} if pause else set()
    causes = [cause for cause in causes_of_pause(status) if cause not in told]
    return because + [full_stop(cause.sentence(status)) for cause in causes]


IN_ORDER = (DEPARTURE, COORDINATOR, REVOCATION, NIGHTLY_RUN)
"""In which the causes of a pause are dealt with: what is revoked can't be renewed."""


def _would_resume(status: CertificationStatus, today: date) -> list[str]:
    """One remedy; or all that is needed, in an order that works."""
    causes = causes_of_pause(status)
    lapsed = REVOCATION in causes or DEPARTURE in causes
    if lapsed and NIGHTLY_RUN not in causes and _is_due(status, today):
        causes.append(NIGHTLY_RUN)  # else the next run would pause them
    if len(causes) == 1:
        return [causes[0].remedy]
    needed = [cause.step for cause in IN_ORDER if cause in causes]
    steps = [f"{number}. {step}" for number, step in enumerate(needed, 1)]
    if REVOCATION in causes:
        instead = "lifting and renewing" if NIGHTLY_RUN in causes else "lifting"
        steps.append(
            f"Instead of {instead}: a new certification for {status.requirement} that has not "
            "run out."
        )
    return ["All of this is needed, in this order:", *steps]


def _is_due(status: CertificationStatus, today: date) -> bool:
    return expiry.is_due(
        status.expires_at,
        today=today,
        grace_days=status.certification_type.grace_days,
        exempt_until=status.mentor.exempt_until,
    )


def _why_not(status: CertificationStatus, today: date) -> str:
    name, ended = status.certification_type_id, expiry.in_words(status.expires_at)
    if expiry.never_expires(status.expires_at):
        return f"Certification {name} never expires."
    left = expiry.days_until_expiry(status.expires_at, today=today)
    if left >= 0:
        days = "1 day" if left == 1 else f"{left} days"
        return f"Certification {name} is valid through {ended} ({days} left)."
    if status.mentor.is_exempt(today):
        return (
            f"Certification {name} expired on {ended}, and the mentor is exempt until "
            f"{moments.in_words(status.mentor.exempt_until)}: {status.mentor.exempt_reason}"
        )
    grace = status.certification_type.grace_days
    if not expiry.is_overdue(status.expires_at, today=today, grace_days=grace):
        return (
            f"Certification {name} expired on {ended}, and its {grace} days of grace last "
            f"through {moments.in_words(_grace_ends(status))}."
        )
    return f"Certification {name} expired on {ended}, and no run has paused the mentor yet."


def _grace_ends(status: CertificationStatus) -> date:
    grace_days = status.certification_type.grace_days
    return expiry.grace_ends(status.expires_at, grace_days=grace_days)


def _would_pause(status: CertificationStatus, today: date) -> list[str]:
    first_due = expiry.first_due(
        status.expires_at,
        grace_days=status.certification_type.grace_days,
        exempt_until=status.mentor.exempt_until,
    )
    if first_due is None:
        return ["Nothing, by itself: the certification never runs out."]
    if first_due <= (next_run := next_run_day(today=today)):
        day = moments.in_words(next_run)
        return [f"The next expiry run, on {day}, pauses the mentor unless renewed before."]
    day = moments.in_words(first_due)
    return [f"Without a renewal, the expiry run of {day} pauses the mentor."]
