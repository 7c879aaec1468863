"""Apply an action to one mentor: call the service, and return what it did in words."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from certifications import expiry, services
from certifications.job.next_run import pausing_run
from certifications.models import AutoPause, Certification, Event, Mentor
from certifications.pause_causes import causes_of_pause
from mentorcerts.lib import moments
from mentorcerts.lib.refusals import Conflict
from mentorcerts.promises.models import Promise
from mentorcerts.promises.services import make_promise, withdraw_promises
from mentorcerts.reminders.services import switch_mails_off, switch_mails_on, try_address_again
from mentorcerts.reminders.story import obstacle_of
from renewals.services import renew_certification


def apply_renewal(
    mentor_id: str,
    *,
    renewal_date: date,
    new_expiry_date: date | None,
    notes: str,
    certification_id: str = "",
    today: date,
    by: str,
) -> str:
    """Renew the certification that decides, or the one named."""
    certification = _certification_to_renew(mentor_id, certification_id)
    renewed_at = moments.utc_midnight(renewal_date)
    if new_expiry_date is not None:
        expires_at = moments.utc_midnight(new_expiry_date)
    elif (months := certification.certification_type.validity_months) is not None:
        expires_at = expiry.renewed_expiry(certification.expires_at, renewed_at, months=months)
    else:
        raise ValidationError(
            f"The type {certification.certification_type_id} has no default validity: give a date."
        )
    was_paused = _is_paused_by_run(mentor_id)
    decided_before = _find_governing(mentor_id)
    renew_certification(
        mentor_id=mentor_id,
        renewal_date=renewed_at,
        new_expiry_date=expires_at,
        processed_by=by,
        notes=notes,
        certification_id=certification_id or None,
        today=today,
        by=by,
    )
    before, after = expiry.in_words(certification.expires_at), expiry.in_words(expires_at)
    question = expiry.question_of_year(expires_at, today=today)
    named = f"{certification_id} ({certification.certification_type_id}): " * bool(certification_id)
    told = [f"{named}Expiry {before} → {after}", f" ({question})" if question else ""]
    told += [_effect_on_pause(mentor_id, was_paused), _what_decides(certification, decided_before)]
    return "".join([*told, _stays_paused_otherwise(mentor_id)])


def apply_exemption(mentor_id: str, *, until: date, reason: str, today: date, by: str) -> str:
    mentor, was_paused = Mentor.objects.get(pk=mentor_id), _is_paused_by_run(mentor_id)
    services.exempt_mentor(mentor_id=mentor_id, until=until, reason=reason, today=today, by=by)
    instead = (
        f", instead of until {moments.in_words(mentor.exempt_until)} ({mentor.exempt_reason})"
        if mentor.is_exempt(today)
        else ""
    )
    return (
        f"Exempt until {moments.in_words(until)}{instead}{_effect_on_pause(mentor_id, was_paused)}"
    )


def apply_end_of_exemption(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    mentor = Mentor.objects.get(pk=mentor_id)
    services.end_exemption(mentor_id=mentor_id, reason=reason, by=by)
    run = pausing_run(mentor_id, today=today)
    return (
        f"Exemption until {moments.in_words(mentor.exempt_until)} ended ({mentor.exempt_reason})"
        f"{f'; the run of {moments.in_words(run)} pauses the mentor' if run else ''}"
    )


def apply_promise(
    mentor_id: str, *, day: date, note: str, certification_id: str = "", today: date, by: str
) -> str:
    """A promise holds no pause: where the run comes first, that is said."""
    open_ones = Promise.objects.filter(mentor=mentor_id, ended_at=None)
    before = {each.certification_id: each for each in open_ones}
    promise = make_promise(
        mentor_id=mentor_id,
        day=day,
        note=note,
        certification_id=certification_id,
        today=today,
        now=timezone.now(),
        by=by,
    )
    certification = promise.certification
    earlier = before.get(certification.pk)
    instead = f", instead of by {moments.in_words(earlier.day)} ({earlier.note})" if earlier else ""
    told = f"Promised by {moments.in_words(day)}: {promise.note}{instead}; reminders of "
    return f"{told}{certification.certification_id} sleep through that day{_pause_first(promise)}"


def apply_withdrawal(mentor_id: str, *, today: date, by: str) -> str:
    """Of all that stand: reminders wake up."""
    promises = withdraw_promises(mentor_id=mentor_id, now=timezone.now(), by=by)
    told = "; ".join(f"by {moments.in_words(promise.day)} ({promise.note})" for promise in promises)
    return f"No longer promised: {told}. Reminders wake up"


def _pause_first(promise: Promise) -> str:
    certification = promise.certification
    first = expiry.first_due(
        certification.expires_at,
        grace_days=certification.grace_days,
        exempt_until=certification.mentor.exempt_until,
    )
    if not certification.is_current or first is None or first > promise.day:
        return ""
    if certification.auto_pause_applied:
        return "; the pause by the nightly run stays"
    day = moments.in_words(first)
    return f"; the nightly run pauses the mentor from {day} on, unless exempt until then"


def apply_pause(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    services.pause_mentor(mentor_id=mentor_id, reason=reason, by=by)
    return "Paused by hand"


def apply_resumption(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    services.resume_mentor(mentor_id=mentor_id, reason=reason, by=by)
    if _is_paused_by_run(mentor_id):
        return "Pause by hand ended; the pause by the nightly run stays"
    return f"Pause by hand ended{_stays_paused_otherwise(mentor_id)}"


def apply_revocation(mentor_id: str, *, reason: str, and_pause: bool, today: date, by: str) -> str:
    """Revoke what the mentor stands on, and pause the mentor by hand as well where asked to.

    Another certification may count in its place: then the revocation alone leaves them active.
    """
    certification = _governing_certification(mentor_id)
    services.revoke_certification(certification=certification, reason=reason, today=today, by=by)
    told = f"{certification.certification_id} revoked"
    if and_pause and Mentor.objects.get(pk=mentor_id).paused_at is None:
        services.pause_mentor(mentor_id=mentor_id, reason=reason, by=by)
        told += "; paused by hand until a coordinator ends it"
    now = _governing_certification(mentor_id)
    if not causes_of_pause(now):
        told += "; the mentor stays active"
    return told + _what_decides(certification, certification)


def apply_departure(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    mentor = Mentor.objects.get(pk=mentor_id)
    services.record_departure(mentor_id=mentor_id, reason=reason, today=today, by=by)
    return f"Has left: paused until they are back{_exemption_ended(mentor)}"


def apply_return(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    """They are judged by the dates again: what that comes to is said."""
    services.record_return(mentor_id=mentor_id, reason=reason, today=today, by=by)
    return f"Is back; {_where_they_stand(mentor_id, today)}"


def apply_note(mentor_id: str, *, text: str, today: date, by: str) -> str:
    """Unlike other actions, this one would do the same when it is sent twice: that is refused."""
    notes = Event.objects.filter(mentor=mentor_id, type=Event.Type.NOTED).order_by("-pk")
    last = notes.values_list("reason", "by").first()
    if last == (text, by):
        raise Conflict("The last note says just that.")
    services.add_note(mentor_id=mentor_id, text=text, by=by)
    return text


def apply_mails_off(mentor_id: str, *, reason: str, today: date, by: str) -> str:
    switch_mails_off(mentor_id=mentor_id, reason=reason, by=by)
    return "No mails from now on, also none that is planned"


def apply_mails_on(mentor_id: str, *, today: date, by: str) -> str:
    switch_mails_on(mentor_id=mentor_id)
    return _written_to_again(mentor_id)


def apply_address_again(mentor_id: str, *, today: date, by: str) -> str:
    address = Mentor.objects.get(pk=mentor_id).email
    try_address_again(mentor_id=mentor_id)
    return f"{address} is tried again. {_written_to_again(mentor_id)}"


def _written_to_again(mentor_id: str) -> str:
    if obstacle := obstacle_of(mentor_id):
        return f"Still no mails: {obstacle}"
    return "Mails from now on: what is due by now goes out with the next round"


def apply_removal(mentor_id: str, *, today: date, by: str) -> str:
    mentor = Mentor.objects.get(pk=mentor_id)
    count = services.remove_mentor_certifications(mentor_id=mentor_id, today=today, by=by)
    removed = f"{count} certification{'s' if count > 1 else ''} removed"
    return f"{removed}{_exemption_ended(mentor)}"


def _governing_certification(mentor_id: str) -> Certification:
    if (certification := _find_governing(mentor_id)) is None:
        raise ValidationError(f"{mentor_id} has no certification that counts.")
    return certification


def _find_governing(mentor_id: str) -> Certification | None:
    governing = Certification.objects.governing().select_related("certification_type", "mentor")
    certification: Certification | None = governing.filter(mentor_id=mentor_id).first()
    return certification


def _certification_to_renew(mentor_id: str, certification_id: str) -> Certification:
    if not certification_id:
        return _governing_certification(mentor_id)
    live = Certification.objects.live().select_related("certification_type")
    theirs = live.filter(mentor_id=mentor_id, certification_id=certification_id)
    certification: Certification | None = theirs.first()
    if certification is None:
        raise ValidationError(f"{mentor_id} holds no certification {certification_id}.")
    return certification


def _is_paused_by_run(mentor_id: str) -> bool:
    return AutoPause.objects.open().filter(mentor_id=mentor_id).exists()


def _effect_on_pause(mentor_id: str, was_paused: bool) -> str:
    """Say what happened to the pause by the nightly run; nothing if there was none."""
    if not was_paused:
        return ""
    if _is_paused_by_run(mentor_id):
        return "; stays paused by the nightly run"
    return "; the pause by the nightly run is lifted"


def _what_decides(written: Certification, before: Certification | None) -> str:
    """Where it isn't the certification that was written: which one decides, and until when."""
    now = _find_governing(written.mentor_id)
    if now is None or now.pk == written.pk:
        return ""
    decides = "still decides" if before and now.pk == before.pk else "decides now"
    return (
        f"; {now.certification_id} ({now.certification_type_id}) {decides}, through "
        f"{expiry.in_words(now.expires_at)}"
    )


def _exemption_ended(before: Mentor) -> str:
    if before.exempt_until is None:
        return ""
    until = moments.in_words(before.exempt_until)
    return f"; the exemption until {until} ends ({before.exempt_reason})"


def _where_they_stand(mentor_id: str, today: date) -> str:
    if (now := _find_governing(mentor_id)) is None:
        mentor = Mentor.objects.get(pk=mentor_id)
        by_hand = f"; stays paused by hand ({mentor.pause_reason})" if mentor.paused_at else ""
        return f"holds no certification{by_hand}"
    if causes := causes_of_pause(now):
        told = "; ".join(cause.sentence(now) for cause in causes)
        return f"stays paused: {moments.dates_in_words(told)}"
    if run := pausing_run(mentor_id, today=today):
        return f"the run of {moments.in_words(run)} pauses the mentor"
    return f"active, on {now.certification_id}, through {expiry.in_words(now.expires_at)}"


def _stays_paused_otherwise(mentor_id: str) -> str:
    mentor = Mentor.objects.get(pk=mentor_id)
    by_hand = f"; stays paused by hand ({mentor.pause_reason})" if mentor.paused_at else ""
    gone = (
        f"; stays paused, because they have left ({mentor.left_reason})" if mentor.left_at else ""
    )
    return by_hand + gone
