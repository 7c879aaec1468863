"""A crowd in which everybody stands elsewhere: what does something to many is tried on them."""

from datetime import date
from typing import Any

from certifications.models import Certification, CertificationType, Mentor
from mentorcerts.promises.models import Promise
from mentorcerts.reminders.models import Recipient
from tests.support.dates import at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    ExpiryRunFactory,
    MentorFactory,
    RenewalFactory,
)

RENEWED_TO = "2029-03-26"


def varied_crowd() -> list[Mentor]:
    """As of 26 March 2026: paused by the run, by hand, revoked, exempt, gone, with two
    requirements, without any certification, with promises, without mails, and others."""
    for code, values in {
        "basic": {"validity_months": 36},
        "graced": {"validity_months": 24, "grace_days": 60},
        "check": {"validity_months": 12, "requirement": "background", "grace_days": 30},
        "open": {"validity_months": None},
        "record": {"validity_months": 12, "requirement": ""},
    }.items():
        CertificationType.objects.create(code=code, **values)
    untold = ExpiryRunFactory()
    told = ExpiryRunFactory(pauses_told_at=at("2026-03-02T01:01:00"))
    _held("valid", "2027-05-01")
    _held("never", "9999-12-31")
    _held("far", "2040-01-01")
    _held("grace", "2026-03-01", kind="graced")
    _held("open", "2026-06-01", kind="open")
    _held("record-only", "2026-06-01", kind="record", is_current=False)
    _held("overdue", "2026-03-20")
    _paused("paused", untold)
    _paused("paused-told", told)
    _paused("paused-and-by-hand", told, paused_by_hand=True)
    _held("by-hand", "2026-09-01", paused_by_hand=True)
    _held("exempt", "2026-02-01", exempt_until=date(2026, 4, 30))
    _held("was-exempt", "2026-02-01", exempt_until=date(2026, 1, 31))
    _held("revoked", "2027-02-01", revoked=True)
    _held("revoked-by-hand", "2027-02-01", revoked=True, paused_by_hand=True)
    _gone("gone", "2026-02-01")
    _gone("gone-paused", "2027-02-01", paused_by_hand=True)
    MentorFactory(mentor_id="without")
    MentorFactory(mentor_id="without-by-hand", paused_by_hand=True)
    _of_two_requirements(told)
    _held("wrong-address", "2026-06-01", email="not an address")
    _held("mails-off", "2026-06-01", email="off@example.org")
    Recipient.objects.create(
        mentor_id="mails-off", off_at=at("2026-01-01"), off_by="kim", off_reason="Asked for it"
    )
    _held("address-refused", "2026-06-01", email="gone@example.org")
    Recipient.objects.create(mentor_id="address-refused", refused_address="gone@example.org")
    _promised("promised", "2026-04-10")
    _promised("promised-overdue", "2026-03-01")
    renewed = _held("renewed-already", RENEWED_TO)
    RenewalFactory(certification=renewed, renewal_date=at("2026-03-26"), processed_by="kim")
    return list(Mentor.objects.order_by("pk"))


def _held(mentor_id: str, expires: str, *, kind: str = "basic", **options: Any) -> Certification:
    own = {key: options.pop(key) for key in ("revoked", "is_current") if key in options}
    mentor = MentorFactory(mentor_id=mentor_id, **options)
    return _certified(mentor, expires, kind, **own)


def _certified(mentor: Mentor, expires: str, kind: str, **options: Any) -> Certification:
    certification: Certification = CertificationFactory(
        mentor=mentor,
        certification_type=CertificationType.objects.get(pk=kind),
        expires_at=at(expires),
        **options,
    )
    return certification


def _paused(mentor_id: str, run: Any, **options: Any) -> None:
    held = _held(mentor_id, "2026-03-01", **options)
    AutoPauseFactory(certification=_marked(held), run=run)


def _marked(held: Certification) -> Certification:
    held.auto_pause_applied, held.auto_pause_applied_at = True, at("2026-03-02T01:00:03")
    held.save()
    return held


def _gone(mentor_id: str, expires: str, **options: Any) -> None:
    left = {"left_at": at("2026-01-05"), "left_by": "kim", "left_reason": "Moved away"}
    held = _held(mentor_id, expires, **left, **options)
    Certification.objects.filter(pk=held.pk).update(mentor_left=True)


def _of_two_requirements(run: Any) -> None:
    """The check decides for the first two, being weaker; with the second the run has paused it."""
    for mentor_id, check in (("two", "2026-03-10"), ("two-paused", "2026-01-10")):
        mentor = MentorFactory(mentor_id=mentor_id)
        _certified(mentor, "2027-03-01", "basic", is_current=False)
        decides = _certified(mentor, check, "check")
        if mentor_id == "two-paused":
            AutoPauseFactory(certification=_marked(decides), run=run)
    mentor = MentorFactory(mentor_id="two-overdue")
    _certified(mentor, "2026-01-20", "check", is_current=False)
    AutoPauseFactory(certification=_marked(_certified(mentor, "2026-01-01", "basic")), run=run)
    mentor = MentorFactory(mentor_id="two-of-one-kind")
    _certified(mentor, "2026-03-01", "graced", is_current=False)
    _certified(mentor, "2027-03-01", "basic")


def _promised(mentor_id: str, expires: str) -> None:
    held = _held(mentor_id, expires)
    Promise.objects.create(
        mentor_id=mentor_id,
        certification=held,
        expires_on=held.expires_at.date(),
        day=date(2026, 4, 5),
        note="First-aid course",
        made_at=at("2026-03-20"),
        made_by="lee",
    )
