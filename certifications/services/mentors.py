"""Change a mentor, pause and resume them by hand, exempt them, record that they left.

What is done to many at once is in ``mentor_sets``; here it is done to one, and a refusal raises.
"""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from certifications.models import Mentor
from certifications.services import mentor_sets
from certifications.services.locks import lock_mentors, lock_or_make_mentor
from certifications.services.search_index import replace_search_words
from mentorcerts.lib import history

Check = Callable[[Mentor], None]
"""Called with the mentor under the lock, before anything is changed; raises to refuse."""


@transaction.atomic
def save_mentor(
    *,
    mentor_id: str,
    name: str = "",
    email: str = "",
    check: Check | None = None,
) -> Mentor:
    """Make a mentor, or change name and address of one; writes nothing if nothing differs.

    ``check`` is called with a known mentor under the lock, before anything is changed, and may
    refuse.
    """
    mentor, is_new = lock_or_make_mentor(mentor_id)
    if check is not None and not is_new:
        check(mentor)
    if not is_new and (mentor.name, mentor.email) == (name, email):
        return mentor
    mentor.name, mentor.email, mentor.updated_at = name, email, timezone.now()
    mentor.full_clean(validate_unique=False, validate_constraints=False)
    history.save(mentor)
    replace_search_words([mentor])
    return mentor


@transaction.atomic
def pause_mentor(*, mentor_id: str, reason: str, check: Check | None = None, by: str) -> Mentor:
    """A coordinator's own pause. Nothing lifts it but ``resume_mentor``."""
    _check(mentor_id, check)
    return mentor_sets.pause_mentors(mentor_ids=[mentor_id], reason=reason, by=by).the_one()


@transaction.atomic
def resume_mentor(
    *, mentor_id: str, reason: str = "", check: Check | None = None, by: str = ""
) -> Mentor:
    """End the coordinator's pause. The job's own pause, if any, stays."""
    _check(mentor_id, check)
    return mentor_sets.resume_mentors(mentor_ids=[mentor_id], reason=reason, by=by).the_one()


@transaction.atomic
def exempt_mentor(
    *,
    mentor_id: str,
    until: date,
    reason: str,
    check: Check | None = None,
    today: date,
    by: str,
) -> Mentor:
    """Keep the job away through ``until``, and lift its pause now."""
    _check(mentor_id, check)
    return mentor_sets.exempt_mentors(
        mentor_ids=[mentor_id], until=until, reason=reason, today=today, by=by
    ).the_one()


@transaction.atomic
def end_exemption(
    *, mentor_id: str, reason: str = "", check: Check | None = None, by: str = ""
) -> Mentor:
    """From now on the job treats them like everybody else; it is not run for them here."""
    _check(mentor_id, check)
    return mentor_sets.end_exemptions(mentor_ids=[mentor_id], reason=reason, by=by).the_one()


@transaction.atomic
def record_departure(
    *, mentor_id: str, reason: str, check: Check | None = None, today: date, by: str
) -> Mentor:
    """The mentor has left: paused, and out of all that is about active mentors, until they return.

    An exemption ends with it. Pauses stay as they are. ``Conflict`` if they have left already.
    """
    _check(mentor_id, check)
    return mentor_sets.record_departures(
        mentor_ids=[mentor_id], reason=reason, today=today, by=by
    ).the_one()


@transaction.atomic
def record_return(
    *, mentor_id: str, reason: str = "", check: Check | None = None, today: date, by: str
) -> Mentor:
    """The mentor is back, and judged by the dates. ``Conflict`` if they have not left."""
    _check(mentor_id, check)
    return mentor_sets.record_returns(
        mentor_ids=[mentor_id], reason=reason, today=today, by=by
    ).the_one()


@transaction.atomic
def add_note(*, mentor_id: str, text: str, by: str) -> Mentor:
    """Keep a note on a mentor in their timeline. It is never told outside.

    ``ValidationError`` if it is empty or longer than 2,000 characters.
    """
    return mentor_sets.add_notes(mentor_ids=[mentor_id], text=text, by=by)[mentor_id]


def _check(mentor_id: str, check: Check | None) -> None:
    """Lock the mentor, and ask ``check``, if there is one. Raises ``Missing``."""
    if check is not None:
        check(lock_mentors([mentor_id])[mentor_id])
