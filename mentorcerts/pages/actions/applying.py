"""Apply an action to many mentors: call the service for sets, and say what it did to each."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from django.db.models import Max
from django.utils import timezone

from certifications import expiry
from certifications.job.next_run import pausing_runs
from certifications.models import Certification, Event, Mentor
from certifications.pause_causes import causes_of_pause
from certifications.services import certification_sets, mentor_sets
from certifications.services.judged import Judged, judge
from mentorcerts.lib import moments
from mentorcerts.lib.admin.outcomes import Did
from mentorcerts.lib.refusals import Conflict
from mentorcerts.pages.actions.stands import (
    effect_on_pause,
    exemption_ended,
    read_stands,
    stays_paused_otherwise,
    what_decides,
    where_they_stand,
)
from mentorcerts.promises.models import Promise
from mentorcerts.promises.services import make_promises, withdraw_promises_of_many
from mentorcerts.reminders.services import (
    switch_mails_off_for_many,
    switch_mails_on_for_many,
    try_addresses_again,
)
from mentorcerts.reminders.story import obstacles_of_many

T = TypeVar("T")


def apply_exemption(
    mentors: Sequence[Mentor], *, until: date, reason: str, today: date, by: str
) -> Judged[Did]:
    ids = _ids(mentors)
    before = read_stands(ids)
    judged = mentor_sets.exempt_mentors(
        mentor_ids=ids, until=until, reason=reason, today=today, by=by
    )
    after = read_stands(ids)

    def told(mentor_id: str, _: Mentor) -> str:
        mentor = before.mentors[mentor_id]
        instead = (
            f", instead of until {moments.in_words(mentor.exempt_until)} ({mentor.exempt_reason})"
            if mentor.is_exempt(today)
            else ""
        )
        effect = effect_on_pause(mentor_id, before, after)
        return f"Exempt until {moments.in_words(until)}{instead}{effect}"

    return _said(judged, told)


def apply_end_of_exemption(
    mentors: Sequence[Mentor], *, reason: str, today: date, by: str
) -> Judged[Did]:
    ids = _ids(mentors)
    before = read_stands(ids)
    judged = mentor_sets.end_exemptions(mentor_ids=ids, reason=reason)
    runs = pausing_runs(ids, today=today)

    def told(mentor_id: str, _: Mentor) -> str:
        mentor, run = before.mentors[mentor_id], runs.get(mentor_id)
        return (
            f"Exemption until {moments.in_words(mentor.exempt_until)} ended "
            f"({mentor.exempt_reason})"
            f"{f'; the run of {moments.in_words(run)} pauses the mentor' if run else ''}"
        )

    return _said(judged, told)


def apply_promise(
    mentors: Sequence[Mentor],
    *,
    day: date,
    note: str,
    certification_id: str = "",
    today: date,
    by: str,
) -> Judged[Did]:
    """A promise holds no pause: where the run comes first, that is said."""
    ids = _ids(mentors)
    open_ones = Promise.objects.filter(mentor__in=ids, ended_at=None)
    before = {each.certification_id: each for each in open_ones}
    judged = make_promises(
        mentor_ids=ids,
        day=day,
        note=note,
        certification_id=certification_id,
        today=today,
        now=timezone.now(),
        by=by,
    )

    def told(_: str, promise: Promise) -> str:
        certification = promise.certification
        earlier = before.get(certification.pk)
        instead = (
            f", instead of by {moments.in_words(earlier.day)} ({earlier.note})" if earlier else ""
        )
        said = f"Promised by {moments.in_words(day)}: {promise.note}{instead}; reminders of "
        return (
            f"{said}{certification.certification_id} sleep through that day{_pause_first(promise)}"
        )

    return _said(judged, told)


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


def apply_withdrawal(mentors: Sequence[Mentor], *, today: date, by: str) -> Judged[Did]:
    """Of all that stand: reminders wake up."""

    def told(_: str, promises: Sequence[Promise]) -> str:
        said = "; ".join(
            f"by {moments.in_words(promise.day)} ({promise.note})" for promise in promises
        )
        return f"No longer promised: {said}. Reminders wake up"

    judged = withdraw_promises_of_many(mentor_ids=_ids(mentors), now=timezone.now(), by=by)
    return _said(judged, told)


def apply_pause(mentors: Sequence[Mentor], *, reason: str, today: date, by: str) -> Judged[Did]:
    judged = mentor_sets.pause_mentors(mentor_ids=_ids(mentors), reason=reason, by=by)
    return _said(judged, lambda mentor_id, mentor: "Paused by hand")


def apply_resumption(
    mentors: Sequence[Mentor], *, reason: str, today: date, by: str
) -> Judged[Did]:
    ids = _ids(mentors)
    judged = mentor_sets.resume_mentors(mentor_ids=ids, reason=reason)
    after = read_stands(ids)

    def told(mentor_id: str, mentor: Mentor) -> str:
        if mentor_id in after.paused_by_run:
            return "Pause by hand ended; the pause by the nightly run stays"
        return f"Pause by hand ended{stays_paused_otherwise(mentor)}"

    return _said(judged, told)


def apply_revocation(
    mentors: Sequence[Mentor], *, reason: str, and_pause: bool, today: date, by: str
) -> Judged[Did]:
    """Revoke what each stands on, and pause them by hand as well where asked to.

    Another certification may count in its place: then the revocation alone leaves them active.
    """
    ids = _ids(mentors)
    before = read_stands(ids)
    judged = certification_sets.revoke_governing(
        mentor_ids=ids, reason=reason, and_pause=and_pause, today=today, by=by
    )
    after = read_stands(ids)

    def told(mentor_id: str, certification: Certification) -> str:
        said = f"{certification.certification_id} revoked"
        if and_pause and before.mentors[mentor_id].paused_at is None:
            said += "; paused by hand until a coordinator ends it"
        if not causes_of_pause(after.governing[mentor_id]):
            said += "; the mentor stays active"
        return said + what_decides(certification, before, after)

    return _said(judged, told)


def apply_departure(mentors: Sequence[Mentor], *, reason: str, today: date, by: str) -> Judged[Did]:
    ids = _ids(mentors)
    before = read_stands(ids)
    judged = mentor_sets.record_departures(mentor_ids=ids, reason=reason, today=today, by=by)

    def told(mentor_id: str, _: Mentor) -> str:
        ended = exemption_ended(before.mentors[mentor_id])
        return f"Has left: paused until they are back{ended}"

    return _said(judged, told)


def apply_return(mentors: Sequence[Mentor], *, reason: str, today: date, by: str) -> Judged[Did]:
    """They are judged by the dates again: what that comes to is said."""
    ids = _ids(mentors)
    judged = mentor_sets.record_returns(mentor_ids=ids, reason=reason, today=today, by=by)
    after, runs = read_stands(ids), pausing_runs(ids, today=today)
    return _said(
        judged, lambda mentor_id, _: f"Is back; {where_they_stand(mentor_id, after, runs)}"
    )


def apply_note(mentors: Sequence[Mentor], *, text: str, today: date, by: str) -> Judged[Did]:
    """Unlike other actions, this one would do the same when it is sent twice: that is refused."""
    ids = _ids(mentors)
    notes = Event.objects.filter(mentor__in=ids, type=Event.Type.NOTED).order_by()
    newest = notes.values("mentor").annotate(newest=Max("pk")).values("newest")
    last = {
        mentor_id: (reason, author)
        for mentor_id, reason, author in Event.objects.filter(pk__in=newest).values_list(
            "mentor_id", "reason", "by"
        )
    }

    def note(mentor_id: str) -> Did:
        if last.get(mentor_id) == (text, by):
            raise Conflict("The last note says just that.")
        return Did(text)

    judged = judge(ids, lambda mentor_id: mentor_id, note)
    mentor_sets.add_notes(mentor_ids=list(judged.done), text=text, by=by)
    return judged


def apply_mails_off(mentors: Sequence[Mentor], *, reason: str, today: date, by: str) -> Judged[Did]:
    judged = switch_mails_off_for_many(mentor_ids=_ids(mentors), reason=reason, by=by)
    return _said(judged, lambda *_: "No mails from now on, also none that is planned")


def apply_mails_on(mentors: Sequence[Mentor], *, today: date, by: str) -> Judged[Did]:
    ids = _ids(mentors)
    judged = switch_mails_on_for_many(mentor_ids=ids)
    again = _written_to_again(ids)
    return _said(judged, lambda mentor_id, _: again[mentor_id])


def apply_address_again(mentors: Sequence[Mentor], *, today: date, by: str) -> Judged[Did]:
    ids = _ids(mentors)
    judged = try_addresses_again(mentor_ids=ids)
    addresses = dict(Mentor.objects.filter(pk__in=ids).values_list("pk", "email"))
    again = _written_to_again(ids)
    return _said(
        judged,
        lambda mentor_id, _: f"{addresses[mentor_id]} is tried again. {again[mentor_id]}",
    )


def _written_to_again(mentor_ids: Sequence[str]) -> dict[str, str]:
    return {
        mentor_id: f"Still no mails: {obstacles[0].sentence}"
        if obstacles
        else "Mails from now on: what is due by now goes out with the next round"
        for mentor_id, obstacles in obstacles_of_many(mentor_ids).items()
    }


def apply_removal(mentors: Sequence[Mentor], *, today: date, by: str) -> Judged[Did]:
    ids = _ids(mentors)
    before = read_stands(ids)
    judged = certification_sets.remove_certifications_of(mentor_ids=ids, today=today, by=by)

    def told(mentor_id: str, removed: Sequence[Certification]) -> str:
        count = len(removed)
        ended = exemption_ended(before.mentors[mentor_id])
        return f"{count} certification{'s' if count > 1 else ''} removed{ended}"

    return _said(judged, told)


def _ids(mentors: Sequence[Mentor]) -> list[str]:
    return [mentor.pk for mentor in mentors]


def _said(judged: Judged[T], sentence_of: Callable[[str, T], str]) -> Judged[Did]:
    return judged.mapped(lambda mentor_id, done: Did(sentence_of(mentor_id, done)))
