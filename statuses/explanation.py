"""Why a mentor is paused, or why not: one explanation for the admin and the API."""

from dataclasses import dataclass, field
from datetime import date, datetime

from certifications import expiry
from certifications.models import AutoPause
from certifications.pause_causes import NIGHTLY_RUN, causes_of_pause
from mentorcerts.lib import moments
from statuses.models import CertificationStatus


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

    @property
    def grace_ends(self) -> date:
        """The last day of grace of the certification that counts."""
        return _grace_ends(self.status)

    @property
    def pause_applied_at(self) -> datetime | None:
        return self.pause.applied_at if self.pause else None


def explain(status: CertificationStatus, *, today: date) -> Explanation:
    """Explain a mentor's status on the day ``today``. Reads at most two more rows."""
    pause = (
        AutoPause.objects.open().filter(certification_id=status.pk).select_related("run").first()
    )
    paused = status.is_paused
    return Explanation(
        status=status,
        today=today,
        paused=paused,
        summary=_summary(status, today),
        because=_why_paused(status, pause) if paused else [_why_not(status, today)],
        would_change=_would_resume(status) if paused else _would_pause(status, today),
        pause=pause,
    )


def _summary(status: CertificationStatus, today: date) -> str:
    if status.is_paused:
        return f"{status.mentor_id} is paused."
    if status.mentor.is_exempt(today) and expiry.is_expired(status.expires_at, today=today):
        return f"{status.mentor_id} is not paused: exempt until {status.mentor.exempt_until}."
    return f"{status.mentor_id} is not paused."


def _why_paused(status: CertificationStatus, pause: AutoPause | None) -> list[str]:
    because = []
    if pause is not None:
        because.append(
            f"{pause.reason}. The expiry run {pause.run.job_run_id} paused the mentor on "
            f"{pause.applied_at:%Y-%m-%d %H:%M} UTC ({pause.log_id})."
        )
    told = {NIGHTLY_RUN} if pause else set()
    causes = [cause for cause in causes_of_pause(status) if cause not in told]
    return because + [f"{cause.sentence(status)}." for cause in causes]


def _would_resume(status: CertificationStatus) -> list[str]:
    return [cause.remedy for cause in causes_of_pause(status)]


def _why_not(status: CertificationStatus, today: date) -> str:
    name, ended = status.certification_type_id, moments.utc_date(status.expires_at)
    left = expiry.days_until_expiry(status.expires_at, today=today)
    if left >= 0:
        days = "1 day" if left == 1 else f"{left} days"
        return f"Certification {name} is valid through {ended} ({days} left)."
    if status.mentor.is_exempt(today):
        return (
            f"Certification {name} expired on {ended}, and the mentor is exempt until "
            f"{status.mentor.exempt_until}: {status.mentor.exempt_reason}"
        )
    grace = status.certification_type.grace_days
    if not expiry.is_overdue(status.expires_at, today=today, grace_days=grace):
        return (
            f"Certification {name} expired on {ended}, and its {grace} days of grace last "
            f"through {_grace_ends(status)}."
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
    if first_due <= today:
        return ["The next expiry run pauses the mentor unless it is renewed before."]
    return [f"Without a renewal, the expiry run of {first_due} pauses the mentor."]
