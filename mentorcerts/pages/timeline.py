"""Everything that happened to a mentor: records, changes, renewals, pauses and lifts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certifications.models import AutoPause, Certification, Mentor
from mentorcerts.lib import moments
from renewals.models import Renewal

HIDDEN = {"certification_id", "created_at", "updated_reason", "revocation_reason"}
"""Fields whose change says nothing new."""


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
    """Return every event on record, newest first."""
    certifications = list(Certification.objects.filter(mentor=mentor).order_by("pk"))
    renewals = list(Renewal.objects.filter(certification__in=certifications).order_by("pk"))
    events = [
        *_changes_of([mentor], "Mentor", lambda record: ""),
        *_changes_of(certifications, "Certification", _certification_detail),
        *_changes_of(renewals, "Renewal", _renewal_detail),
        *_pauses_and_lifts(AutoPause.objects.filter(mentor=mentor).select_related("run")),
    ]
    return sorted(events, key=lambda event: event.when, reverse=True)


def _changes_of(records: list[Any], name: str, detail: Any) -> Iterator[Event]:
    """Yield the history of some records of one model.

    A record that is older than its history is said to be recorded when it was created.
    """
    if not records:
        return
    model = type(records[0])
    history = model.history.model.objects.filter(
        **{f"{model._meta.pk.attname}__in": [record.pk for record in records]}
    )
    earlier: dict[Any, Any] = {}
    for line in history.select_related("history_user").order_by("history_date", "history_id"):
        pk = getattr(line, model._meta.pk.attname)
        event = _recorded(line, name, detail) if line.history_type == "+" else None
        if event is None:
            event = _changed(line, earlier.get(pk), name)
        if event is not None:
            yield event
        earlier[pk] = line
    for record in records:
        first = history.filter(**{model._meta.pk.attname: record.pk, "history_type": "+"}).first()
        if first is None:
            yield Event(
                when=record.created_at,
                what=f"{name} {_public_id(record)} recorded",
                detail=detail(record),
                who=getattr(record, "processed_by", ""),
            )


def _recorded(line: Any, name: str, detail: Any) -> Event:
    return Event(
        when=line.history_date,
        what=f"{name} {_public_id(line.instance)} recorded",
        detail=detail(line),
        who=_user_name(line),
        source=line.source,
    )


def _changed(line: Any, before: Any, name: str) -> Event | None:
    changes = line.diff_against(before).changes if before is not None else []
    verb = "changed"
    for change in changes:
        if change.field == "deleted_at":
            verb = "removed" if change.new else "restored"
    moves = [
        f"{_label(line, change.field)}: {_value_as_text(change.old)} → {_value_as_text(change.new)}"
        for change in changes
        if change.field not in HIDDEN | {"deleted_at"}
    ]
    if before is not None and not moves and verb == "changed":
        return None
    because = line.history_change_reason or ""
    return Event(
        when=line.history_date,
        what=f"{name} {_public_id(line.instance)} {verb}",
        detail="; ".join([*moves, *([f"“{because}”"] if because and because != verb else [])]),
        who=_user_name(line),
        source=line.source,
    )


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
    issued, ends = moments.utc_date(record.issued_at), moments.utc_date(record.expires_at)
    return f"{record.certification_type_id}, {issued} to {ends}"


def _renewal_detail(record: Any) -> str:
    before = moments.utc_date(record.previous_expiry_date)
    return f"expiry {before} → {moments.utc_date(record.new_expiry_date)}"


def _public_id(record: Any) -> str:
    for name in ("renewal_id", "certification_id", "mentor_id"):
        if isinstance(value := getattr(record, name, None), str):
            return value
    return str(record.pk)


def _user_name(line: Any) -> str:
    return line.history_user.get_username() if line.history_user else ""


def _label(line: Any, field: str) -> str:
    return str(line._meta.get_field(field).verbose_name)


def _value_as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return str(moments.utc_date(value))
    return "nothing" if value in (None, "") else str(value)
