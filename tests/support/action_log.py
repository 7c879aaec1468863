"""Actions as people confirm them, their undo, and what both must leave alone."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from certifications import services
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Certification, CertificationType, ExpiryRun, Mentor
from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.action_log.undo import undo_action
from mentorcerts.lib.admin.outcomes import ActionOutcome
from mentorcerts.pages.actions.definitions import ACTIONS
from mentorcerts.pages.actions.execution import execute_action
from mentorcerts.promises.models import Promise
from mentorcerts.promises.services import make_promise
from mentorcerts.reminders.models import Recipient
from mentorcerts.reminders.services import switch_mails_off
from renewals.models import Renewal
from tests.support.dates import TODAY
from tests.support.records import recorded

FIELDS: dict[str, dict[str, Any]] = {
    "renew": {
        "renewal_date": TODAY,
        "new_expiry_date": date(2029, 3, 26),
        "notes": "",
        "certification_id": "",
    },
    "exempt": {"until": date(2026, 5, 1), "reason": "Summer break"},
    "end-exemption": {"reason": "Is well again"},
    "promise": {"day": date(2026, 4, 20), "note": "First-aid course", "certification_id": ""},
    "withdraw-promise": {},
    "pause": {"reason": "Complaint"},
    "resume": {"reason": "Settled"},
    "revoke": {"reason": "Misconduct", "and_pause": True},
    "leave": {"reason": "Moved away"},
    "return": {"reason": "Moved back"},
    "note": {"text": "Called, no answer"},
    "mails-off": {"reason": "Asked us to"},
    "mails-on": {},
    "address-again": {},
    "remove": {},
}
"""What is entered, action by action."""


def act(name: str, *mentor_ids: str, today: date = TODAY, by: str = "kim", **fields: Any) -> Any:
    """Look at an action, and confirm it; return its row, ``None`` if it was done to nobody."""
    mentors = list(Mentor.objects.filter(pk__in=mentor_ids).order_by("pk"))
    fields = FIELDS[name] | fields
    options: dict[str, Any] = {"today": today, "by": by}
    shown, _ = execute_action(ACTIONS[name], mentors, fields, **options)
    _, written = execute_action(ACTIONS[name], mentors, fields, **options, confirmed=shown.digest)
    assert written
    return ExecutedAction.objects.filter(undoes=None).first() if shown.done else None


def look_at_undo(action: ExecutedAction, *, today: date = TODAY, by: str = "lee") -> ActionOutcome:
    """What undoing it would do."""
    options: dict[str, Any] = {"action_id": action.pk, "today": today, "by": by}
    return undo_action(**options, now=timezone.now())[0]


def undo(action: ExecutedAction, *, today: date = TODAY, by: str = "lee") -> ActionOutcome:
    """Look at the undo, and confirm it."""
    shown = look_at_undo(action, today=today, by=by)
    outcome, written = undo_action(
        action_id=action.pk, confirmed=shown.digest, today=today, now=timezone.now(), by=by
    )
    assert written == bool(shown.done)
    action.refresh_from_db()
    return outcome


def told(pairs: list[tuple[Mentor, str]]) -> dict[str, str]:
    """Mentor → sentence, of one half of an outcome."""
    return {mentor.pk: sentence for mentor, sentence in pairs}


def all_that_governs() -> dict[str, list[Any]]:
    """What decides where mentors stand and whether they are written to; without traces of acts."""
    mentors = (
        *("pk", "name", "paused_at", "paused_by", "pause_reason", "exempt_until", "exempt_reason"),
        *("left_at", "left_by", "left_reason"),
    )
    certifications = (
        *("pk", "mentor", "certification_type", "issued_at", "expires_at", "revoked_at"),
        *("revocation_reason", "is_current", "mentor_left", "auto_pause_applied", "deleted_at"),
    )
    return {
        "mentors": list(Mentor.objects.order_by("pk").values(*mentors)),
        "certifications": list(Certification.objects.order_by("pk").values(*certifications)),
        "renewals": list(Renewal.objects.live().order_by("pk").values("pk", "new_expiry_date")),
        "pauses": list(
            AutoPause.objects.open()
            .order_by("certification")
            .values("certification", "mentor", "run", "reason")
        ),
        "promises": list(
            Promise.objects.filter(ended_at=None).order_by("pk").values("pk", "mentor", "day")
        ),
        "off": list(
            Recipient.objects.exclude(off_at=None)
            .order_by("pk")
            .values("pk", "off_at", "off_by", "off_reason")
        ),
        "stands": sorted(Certification.objects.stands()),
    }


def a_programme() -> list[str]:
    """Mentors in every situation that an action may meet, as of ``TODAY``; their ids."""
    for mentor_id in ("active", "exempt", "hand", "gone", "off", "promised", "replaced"):
        recorded(mentor_id, expires="2026-06-01")
    recorded("due", expires="2026-03-24")
    recorded("paused", expires="2026-03-01")
    recorded("exempt-due", expires="2026-03-01")
    recorded("revoked", expires="2027-03-01", status="revoked")
    # One certification paused the mentor, and a longer one would count if it were revoked.
    recorded("two", kind="first_aid", expires="2026-03-02")
    CertificationType.objects.filter(code="first_aid").update(requirement="first_aid")
    recorded("two", kind="peer_mentor_basic", expires="2026-06-01")
    recorded("twice", expires="2026-03-01")
    recorded("twice", kind="other", expires="2026-02-01")
    exempt = {"until": date(2026, 12, 31), "reason": "Maternity leave", "today": TODAY, "by": "kim"}
    for mentor_id in ("exempt", "exempt-due"):
        services.exempt_mentor(mentor_id=mentor_id, **exempt)
    expire_certifications(
        today=TODAY - timedelta(days=1), trigger=ExpiryRun.Trigger.COMMAND, force=True
    )
    services.pause_mentor(mentor_id="hand", reason="Safeguarding", by="kim")
    services.record_departure(mentor_id="gone", reason="Moved away", today=TODAY, by="kim")
    switch_mails_off(mentor_id="off", reason="Asked us to", by="kim")
    promised = {"today": TODAY, "now": timezone.now(), "by": "kim"}
    for mentor_id in ("promised", "replaced", "paused"):
        make_promise(mentor_id=mentor_id, day=date(2026, 4, 1), note="Course", **promised)
    services.save_mentor(mentor_id="nothing", name="Holds Nothing")
    return list(Mentor.objects.order_by("pk").values_list("pk", flat=True))
