"""What history tells: all that happened before the change log began, and what is no event.

After the log began, that is how a mentor's name and address were changed, and of renewals also
the notes and who processed them: the log has no texts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from certifications import expiry
from certifications.models import Certification, Event, Mentor
from mentorcerts.lib import moments
from mentorcerts.lib.history import CREATED, author, changes_between
from mentorcerts.pages.timeline.lines import Line, LineKind, joined, quoted
from renewals.models import Renewal, public_id

NOT_TOLD = {
    "certification_id",
    "created_at",
    "updated_reason",
    "revoked_at",
    "revocation_reason",
    "deleted_at",
    "paused_at",
    "paused_by",
    "pause_reason",
    "exempt_until",
    "exempt_reason",
    "left_at",
    "left_by",
    "left_reason",
}
"""Fields that a line tells in words of their own, or whose change tells nothing more."""


def history_lines(
    mentor: Mentor,
    certifications: Sequence[Certification],
    renewals: Sequence[Renewal],
    events: Sequence[Event],
    *,
    began: datetime,
) -> Iterator[Line]:
    """The lines of a mentor and their records that none of ``events`` tells.

    ``began`` is when the log did.
    """
    recorded = {e.certification_id for e in events if e.type == Event.Type.RECORDED}
    renewed = {e.data.get("renewal_id") for e in events if e.type == Event.Type.RENEWED}
    # One that is older than the log has a line there once it is restored.
    made = [each for each in renewals if each.created_at >= began]
    logged = {each.pk for each in made if each.renewal_id in renewed}
    yield from _history([mentor], _MENTOR, set(), began)
    yield from _history(certifications, _CERTIFICATION, recorded, began)
    yield from _history(renewals, _RENEWAL, logged, began)


@dataclass(frozen=True, kw_only=True)
class _Act:
    what: str
    detail: str = ""
    kind: LineKind | None = None
    """Where it is another one than the record's."""
    tells_pause: bool = False
    is_change: bool = False
    """Of plain fields: no act of its own name."""


@dataclass(frozen=True, kw_only=True)
class _Subject:
    """The records of one model."""

    name: str
    kind: LineKind
    public_id: Callable[[Any], str]
    """Of a record or of a line of its history."""
    detail: Callable[[Any], str]
    """What is told of a record that is made."""
    acts: Callable[[Any, Any], Iterator[_Act]]
    """What was done between two lines of a record's history, besides changes of plain fields."""
    changes_after: bool
    """Whether history tells changes of plain fields also after the log began."""


def _history(
    records: Sequence[Any], subject: _Subject, logged: set[Any], began: datetime
) -> Iterator[Line]:
    """The history of some records; where it began later than they, their making.

    ``logged`` are the keys of those whose making is in the log.
    """
    if not records:
        return
    key = type(records[0])._meta.pk.attname
    earlier: dict[Any, Any] = {}
    told = set(logged)
    for line in _lines_of_history(records, key, subject, began):
        pk = getattr(line, key)
        if line.history_type == CREATED:
            if pk not in told:
                yield _line(line, subject, _made(line, subject))
            told.add(pk)
        elif pk in earlier:
            for act in _acts(line, earlier[pk], subject, began):
                yield _line(line, subject, act)
        earlier[pk] = line
    for record in records:
        if record.pk not in told:
            yield Line(
                kinds=(subject.kind,),
                when=record.created_at,
                what=f"{subject.name} {subject.public_id(record)} recorded",
                detail=subject.detail(record),
                who=getattr(record, "processed_by", ""),
            )


def _lines_of_history(
    records: Sequence[Any], key: str, subject: _Subject, began: datetime
) -> Iterator[Any]:
    history = type(records[0]).history.model.objects.filter(
        **{f"{key}__in": [record.pk for record in records]}
    )
    if not subject.changes_after:
        history = history.filter(Q(history_date__lt=began) | Q(history_type=CREATED))
    yield from history.select_related("history_user").order_by("history_date", "history_id")


def _line(line: Any, subject: _Subject, act: _Act) -> Line:
    return Line(
        kinds=(act.kind or subject.kind,),
        when=line.history_date,
        what=act.what,
        detail=act.detail,
        who=author(line),
        source=line.source,
        changed=subject.public_id(line) if act.is_change else "",
        tells_pause=act.tells_pause,
    )


def _made(line: Any, subject: _Subject) -> _Act:
    name = f"{subject.name} {subject.public_id(line)}"
    return _Act(what=f"{name} recorded", detail=subject.detail(line))


def _acts(line: Any, before: Any, subject: _Subject, began: datetime) -> Iterator[_Act]:
    """What was done between two lines of a record's history: each act with its details."""
    if line.history_date < began:
        yield from subject.acts(line, before)
    moves = [
        f"{_label(line, each.field)}: {_value(each.old)} → {_value(each.new)}"
        for each in changes_between(line, before)
        if each.field not in NOT_TOLD
    ]
    if moves:
        name = f"{subject.name} {subject.public_id(line)}"
        yield _Act(what=f"{name} changed", detail=joined([*moves, _why(line)]), is_change=True)


# --- acts of their own name -----------------------------------------------------------------
def _acts_on_mentor(line: Any, before: Any) -> Iterator[_Act]:
    if line.paused_at != before.paused_at:
        if line.paused_at is None:
            yield _Act(what="Pause by hand ended", detail=_why(line), kind=LineKind.PAUSES)
        else:
            what, why = "Paused by hand", line.pause_reason
            yield _Act(what=what, detail=why, kind=LineKind.PAUSES, tells_pause=True)
    if (line.exempt_until, line.exempt_reason) != (before.exempt_until, before.exempt_reason):
        yield _exemption(line, before)
    if line.left_at != before.left_at:
        if line.left_at is None:
            yield _Act(what="Is back", detail=_why(line), kind=LineKind.EXEMPTIONS)
        else:
            what, why = "Has left", line.left_reason
            yield _Act(what=what, detail=why, kind=LineKind.EXEMPTIONS, tells_pause=True)


def _exemption(line: Any, before: Any) -> _Act:
    until, why = line.exempt_until, line.exempt_reason
    if until is None:
        return _Act(what="Exemption ended", detail=_why(line), kind=LineKind.EXEMPTIONS)
    if before.exempt_until is None:
        what = f"Exempt until {moments.in_words(until)}"
        return _Act(what=what, detail=why, kind=LineKind.EXEMPTIONS)
    earlier = moments.in_words(before.exempt_until)
    what = f"Exemption changed: until {earlier} → {moments.in_words(until)}"
    return _Act(what=what, detail=why, kind=LineKind.EXEMPTIONS)


def _acts_on_certification(line: Any, before: Any) -> Iterator[_Act]:
    name = line.certification_id
    if line.revoked_at != before.revoked_at:
        if line.revoked_at is None:
            yield _Act(what=f"Revocation of certification {name} lifted", detail=_why(line))
        else:
            what = f"Certification {name} revoked"
            yield _Act(what=what, detail=line.revocation_reason, tells_pause=True)
    yield from _removal(line, before, f"Certification {name}")


def _acts_on_renewal(line: Any, before: Any) -> Iterator[_Act]:
    yield from _removal(line, before, f"Renewal {public_id(line.id)}")


def _removal(line: Any, before: Any, name: str) -> Iterator[_Act]:
    if bool(line.deleted_at) != bool(before.deleted_at):
        verb = "removed" if line.deleted_at else "restored"
        yield _Act(what=f"{name} {verb}", detail="" if _because(line) == verb else _why(line))


# --- in words -------------------------------------------------------------------------------
def _because(line: Any) -> str:
    return line.history_change_reason or ""


def _why(line: Any) -> str:
    return quoted(_because(line))


def _certification_detail(record: Any) -> str:
    issued, ends = expiry.in_words(record.issued_at), expiry.in_words(record.expires_at)
    return f"{record.certification_type_id}, {issued} to {ends}"


def _renewal_detail(record: Any) -> str:
    before = expiry.in_words(record.previous_expiry_date)
    return f"expiry {before} → {expiry.in_words(record.new_expiry_date)}"


def _label(line: Any, field: str) -> str:
    return str(line._meta.get_field(field).verbose_name)


def _value(value: Any) -> str:
    if isinstance(value, datetime):
        return expiry.in_words(value)
    return "nothing" if value in (None, "") else str(value)


_MENTOR = _Subject(
    name="Mentor",
    kind=LineKind.DETAILS,
    public_id=lambda record: record.mentor_id,
    detail=lambda record: "",
    acts=_acts_on_mentor,
    changes_after=True,
)
_CERTIFICATION = _Subject(
    name="Certification",
    kind=LineKind.CERTIFICATIONS,
    public_id=lambda record: record.certification_id,
    detail=_certification_detail,
    acts=_acts_on_certification,
    changes_after=False,
)
_RENEWAL = _Subject(
    name="Renewal",
    kind=LineKind.RENEWALS,
    public_id=lambda record: public_id(record.id),
    detail=_renewal_detail,
    acts=_acts_on_renewal,
    changes_after=True,
)
