"""Everything that happened to a mentor: records, changes, renewals, pauses and lifts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certifications import expiry
from certifications.models import AutoPause, Certification, Mentor
from mentorcerts.lib import moments
from mentorcerts.lib.history import author, changes_between
from renewals.models import Renewal

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


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of the timeline. ``when`` is UTC.

    ``source`` is where it came from: admin, API, import, command or nightly run.
    """

    when: datetime
    what: str
    detail: str = ""
    who: str = ""
    source: str = ""


def timeline(mentor: Mentor) -> list[Event]:
    """Every event on record, newest first."""
    certifications = list(Certification.objects.filter(mentor=mentor).order_by("pk"))
    renewals = list(Renewal.objects.filter(certification__in=certifications).order_by("pk"))
    events = [
        *_history([mentor], "Mentor", lambda record: ""),
        *_history(certifications, "Certification", _certification_detail),
        *_history(renewals, "Renewal", _renewal_detail),
        *_pauses_and_lifts(AutoPause.objects.filter(mentor=mentor).select_related("run")),
    ]
    return sorted(events, key=lambda event: event.when, reverse=True)


def _history(records: list[Any], name: str, detail: Any) -> Iterator[Event]:
    """The history of some records of one model; where it began later than they, their making."""
    if not records:
        return
    key = type(records[0])._meta.pk.attname
    history = type(records[0]).history.model.objects.filter(
        **{f"{key}__in": [record.pk for record in records]}
    )
    earlier: dict[Any, Any] = {}
    made = set()
    for line in history.select_related("history_user").order_by("history_date", "history_id"):
        pk = getattr(line, key)
        if line.history_type == "+":
            made.add(pk)
            yield _event(line, f"{name} {_public_id(line.instance)} recorded", detail(line))
        elif pk in earlier:
            for what, told in _acts(line, earlier[pk], name):
                yield _event(line, what, told)
        earlier[pk] = line
    for record in records:
        if record.pk not in made:
            yield Event(
                when=record.created_at,
                what=f"{name} {_public_id(record)} recorded",
                detail=detail(record),
                who=getattr(record, "processed_by", ""),
            )


def _event(line: Any, what: str, detail: str) -> Event:
    return Event(
        when=line.history_date, what=what, detail=detail, who=author(line), source=line.source
    )


def _acts(line: Any, before: Any, name: str) -> Iterator[tuple[str, str]]:
    """What was done between two lines of a record's history: each act with its details."""
    record, because = f"{name} {_public_id(line.instance)}", line.history_change_reason or ""
    if name == "Mentor":
        yield from _acts_on_mentor(line, before, because)
    if name == "Certification":
        yield from _acts_on_revocation(line, before, record)
    if name != "Mentor" and bool(line.deleted_at) != bool(before.deleted_at):
        verb = "removed" if line.deleted_at else "restored"
        yield f"{record} {verb}", "" if because == verb else _quoted(because)
    moves = [
        f"{_label(line, change.field)}: {_value_as_text(change.old)} → {_value_as_text(change.new)}"
        for change in changes_between(line, before)
        if change.field not in NOT_TOLD
    ]
    if moves:
        yield f"{record} changed", "; ".join(filter(None, [*moves, _quoted(because)]))


def _acts_on_mentor(line: Any, before: Any, because: str) -> Iterator[tuple[str, str]]:
    if line.paused_at != before.paused_at:
        if line.paused_at is None:
            yield "Pause by hand ended", _quoted(because)
        else:
            yield "Paused by hand", line.pause_reason
    if (line.exempt_until, line.exempt_reason) != (before.exempt_until, before.exempt_reason):
        if line.exempt_until is None:
            yield "Exemption ended", _quoted(because)
        elif before.exempt_until is None:
            yield f"Exempt until {line.exempt_until}", line.exempt_reason
        else:
            yield (
                f"Exemption changed: until {before.exempt_until} → {line.exempt_until}",
                line.exempt_reason,
            )
    if line.left_at != before.left_at:
        if line.left_at is None:
            yield "Is back", _quoted(because)
        else:
            yield "Has left", line.left_reason


def _acts_on_revocation(line: Any, before: Any, record: str) -> Iterator[tuple[str, str]]:
    if line.revoked_at == before.revoked_at:
        return
    if line.revoked_at is not None:
        yield f"{record} revoked", line.revocation_reason
    else:
        yield (
            f"Revocation of {record[0].lower()}{record[1:]} lifted",
            _quoted(line.history_change_reason or ""),
        )


def _quoted(text: str) -> str:
    return f"“{text}”" if text else ""


def _pauses_and_lifts(pauses: Iterable[AutoPause]) -> Iterator[Event]:
    for pause in pauses:
        yield Event(
            when=pause.applied_at,
            what="Paused by the nightly run",
            detail=f"{pause.reason} ({pause.run.job_run_id})",
            who=pause.run.requested_by,
            source="nightly run",
        )
        if pause.lifted_at is not None:
            yield Event(
                when=pause.lifted_at,
                what="Pause by the nightly run lifted",
                detail=pause.lift_reason,
                who=pause.lifted_by,
            )


def _certification_detail(record: Any) -> str:
    issued, ends = moments.utc_date(record.issued_at), expiry.in_words(record.expires_at)
    return f"{record.certification_type_id}, {issued} to {ends}"


def _renewal_detail(record: Any) -> str:
    before = moments.utc_date(record.previous_expiry_date)
    return f"expiry {before} → {expiry.in_words(record.new_expiry_date)}"


def _public_id(record: Any) -> str:
    for name in ("renewal_id", "certification_id", "mentor_id"):
        if isinstance(value := getattr(record, name, None), str):
            return value
    return str(record.pk)


def _label(line: Any, field: str) -> str:
    return str(line._meta.get_field(field).verbose_name)


def _value_as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return expiry.in_words(value)
    return "nothing" if value in (None, "") else str(value)
