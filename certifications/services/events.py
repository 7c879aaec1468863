"""Write the change log: what a service did to a mentor's stand, in the service's transaction.

Services call this once they are done, under the lock on the mentors' rows; a call that moved
nothing writes nothing. Nothing is sent from here: what is told outside is read from the rows later.

A pause of the job has no line until the publisher writes it from the pause itself
(``change_log.publish``): a run writes none. So a service that locks a mentor calls
``tell_untold_pauses`` before it changes anything; then the lines are in order.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from certifications.models import AutoPause, Certification, Event, ExpiryRun, Mentor
from certifications.pause_causes import causes_of_pause
from certifications.services.governing import Standing
from mentorcerts.lib import change_source, moments
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks
from mentorcerts.lib.lengths import NOTES_LENGTH, USERNAME_LENGTH

JOB = "job"
"""The source of what a run did."""

Data = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """What happened to one mentor: one line. ``data`` has keys of ``DATA_KEYS`` only."""

    type: Event.Type
    mentor_id: str
    certification_id: int | None = None
    """The key of the record, not its public id."""
    pause_id: int | None = None
    reason: str = ""
    data: Data = field(default_factory=dict)


def record_act(act: Act, *, by: str = "", standings: Mapping[str, Standing] | None = None) -> None:
    """``record_acts`` for one. ``standings``, where the caller has them, save a query."""
    if standings is None:
        paused = stands_of([act.mentor_id]).get(act.mentor_id)
    else:
        standing = standings.get(act.mentor_id)
        paused = bool(causes_of_pause(standing.governing)) if standing is not None else None
    _event(act, by=by, paused=paused).save(force_insert=True)


def record_acts(acts: Iterable[Act], *, by: str = "") -> None:
    """Write a line for each of these acts, with where its mentor stands now.

    Any number of them, in two statements for each thousand. ``by`` is who did it, by default whose
    request is being served.
    """
    for some in in_chunks(list(acts), ROWS_PER_BATCH):
        stands = stands_of({act.mentor_id for act in some})
        Event.objects.bulk_create(
            [_event(act, by=by, paused=stands.get(act.mentor_id)) for act in some]
        )


def record_run_event(
    kind: Event.Type, run: ExpiryRun, *, by: str = "", reason: str = "", **data: Any
) -> None:
    """Write the line of a run as a whole, which is about no mentor."""
    Event.objects.create(
        type=kind,
        run=run,
        by=by[:USERNAME_LENGTH],
        source=JOB if kind != Event.Type.RUN_UNDONE else change_source.source(),
        reason=reason,
        data={"job_run_id": run.job_run_id, **data},
    )


def stands_of(mentor_ids: Collection[str]) -> dict[str, bool]:
    """Whether these mentors are paused; who has no certification that governs is left out."""
    return dict(Certification.objects.filter(mentor_id__in=mentor_ids).stands())


def tell_untold_pauses(mentor_ids: Collection[str]) -> None:
    """Write the lines of the job's pauses of these mentors that have none yet.

    The caller holds the lock on the mentors and has changed nothing yet.
    """
    for some in in_chunks(list(mentor_ids)):
        write_pauses(untold_pauses().filter(mentor_id__in=some))


def untold_pauses() -> "QuerySet[AutoPause]":
    """The job's pauses without a line. Only runs that are not marked as told can have any."""
    told = Event.objects.filter(pause=OuterRef("pk"))
    return AutoPause.objects.filter(~Exists(told), run__pauses_told_at=None)


def write_pauses(pauses: "QuerySet[AutoPause]") -> int:
    """Write the line of each of these pauses, the oldest first; return how many.

    They are read as a whole: the caller hands in a few thousand at most. One that was lifted before
    it was told, which only writes past the services can do, tells where its mentor stands now.
    """
    rows = list(pauses.select_related("certification", "run").order_by("pk"))
    lifted = {pause.mentor_id for pause in rows if pause.lifted_at is not None}
    stands = stands_of(lifted) if lifted else {}
    for some in in_chunks(rows, ROWS_PER_BATCH):
        Event.objects.bulk_create(
            [
                _pause_event(
                    pause, paused=True if pause.lifted_at is None else stands.get(pause.mentor_id)
                )
                for pause in some
            ]
        )
    return len(rows)


def _pause_event(pause: AutoPause, *, paused: bool | None) -> Event:
    return Event(
        type=Event.Type.PAUSED,
        mentor_id=pause.mentor_id,
        certification_id=pause.certification_id,
        pause=pause,
        occurred_at=pause.applied_at,
        by=pause.run.requested_by,
        source=JOB,
        reason=pause.reason,
        paused=paused,
        data={
            "cause": Event.Cause.EXPIRED,
            **data_of(pause.certification),
            "log_id": pause.log_id,
            "job_run_id": pause.run.job_run_id,
        },
    )


def lifted_pauses(pauses: Iterable[AutoPause], **data: Any) -> list[Act]:
    """What the end of these pauses tells, where it is no other act's consequence."""
    return [
        Act(
            type=Event.Type.RESUMED,
            mentor_id=pause.mentor_id,
            certification_id=pause.certification_id,
            pause_id=pause.pk,
            reason=pause.lift_reason,
            data={
                "cause": Event.Cause.EXPIRED,
                **data_of(pause.certification),
                **data,
                "log_id": pause.log_id,
            },
        )
        for pause in pauses
    ]


def data_of(certification: Certification) -> dict[str, str]:
    """What a line tells of a certification: ids and dates."""
    return {
        "certification_id": certification.certification_id,
        "certification_type": certification.certification_type_id,
        "issue_date": iso_date(certification.issued_at),
        "expiry_date": iso_date(certification.expires_at),
    }


def iso_date(day: date | datetime) -> str:
    """A date, or the UTC date of a moment, as a line tells it: ``2026-03-26``."""
    return (moments.utc_date(day) if isinstance(day, datetime) else day).isoformat()


def certification_act(
    kind: Event.Type, certification: Certification, *, reason: str = "", **data: Any
) -> Act:
    """An act on a certification of its mentor's."""
    return Act(
        type=kind,
        mentor_id=certification.mentor_id,
        certification_id=certification.pk,
        reason=reason,
        data={**data_of(certification), **data},
    )


def mentor_act(kind: Event.Type, mentor: Mentor, *, reason: str = "", **data: Any) -> Act:
    """An act on a mentor."""
    return Act(type=kind, mentor_id=mentor.pk, reason=reason, data=data)


def _event(act: Act, *, by: str, paused: bool | None) -> Event:
    return Event(
        type=act.type,
        mentor_id=act.mentor_id,
        certification_id=act.certification_id,
        pause_id=act.pause_id,
        occurred_at=timezone.now(),
        by=(by or change_source.author())[:USERNAME_LENGTH],
        source=change_source.source(),
        reason=act.reason[:NOTES_LENGTH],
        paused=paused,
        data=dict(act.data),
    )


def facts(certification: Certification) -> dict[str, Any]:
    """What a change of a certification can change."""
    return {
        name: getattr(certification, name)
        for name in (
            "certification_type_id",
            "issued_at",
            "expires_at",
            "revoked_at",
            "revocation_reason",
        )
    }


def change_act(certification: Certification, before: Data, *, reason: str) -> Act:
    """What was changed of a certification, given its ``facts`` before.

    One act, one line: a revocation, or its end, tells what else was changed with it.
    """
    kind = Event.Type.CHANGED
    is_revoked = certification.revoked_at is not None
    if is_revoked != (before["revoked_at"] is not None):
        kind = Event.Type.REVOKED if is_revoked else Event.Type.REINSTATED
    previous = _previous_values(certification, before)
    return certification_act(kind, certification, reason=reason, **previous)


def _previous_values(certification: Certification, before: Data) -> dict[str, str]:
    """``previous_…`` of the dates and the type that differ from what they were ``before``."""
    told = {
        "certification_type_id": "previous_certification_type",
        "issued_at": "previous_issue_date",
        "expires_at": "previous_expiry_date",
    }
    return {
        key: before[name] if isinstance(before[name], str) else iso_date(before[name])
        for name, key in told.items()
        if before[name] != getattr(certification, name)
    }
