"""The change log in words: each line of it as a line of its mentor's timeline."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from certifications.models import Certification, Event
from certifications.services.events import JOB
from mentorcerts.pages.timeline.lines import Line, LineKind, day_in_words, joined, quoted
from mentorcerts.pages.timeline.pauses import SOURCE_OF_RUNS
from renewals.models import Renewal

Words = tuple[str, str]
"""What happened, and its details."""
Type, Cause = Event.Type, Event.Cause


def log_lines(
    events: Sequence[Event],
    not_logged: Sequence[Line],
    renewals: Sequence[Renewal],
    *,
    began: datetime,
) -> Iterator[Line]:
    """The lines of these events of one mentor, in their order: newest first.

    ``not_logged`` are the other lines of the timeline: what one of them tells better is left out.
    """
    restored = _restored(events, renewals, began)
    changed = _first_change(not_logged)
    pause_is_told = any(line.tells_pause for line in not_logged)
    for event in events:
        if not (event.backfilled and pause_is_told) and not _told_by_history(event, changed):
            yield _line(event, *_in_words(event, restored))


def _line(event: Event, what: str, detail: str) -> Line:
    source = SOURCE_OF_RUNS if event.source == JOB else event.source
    by_run = event.pause is not None and event.type == Type.PAUSED
    return Line(
        kinds=_kinds(event),
        when=event.occurred_at,
        what=what,
        detail=detail,
        who=event.by,
        source="" if event.type == Type.EXPIRED else source,  # nobody did it: the date did
        run=event.pause.run if event.pause is not None and by_run else None,
    )


def _kinds(event: Event) -> tuple[LineKind, ...]:
    kinds = [*_KINDS[Type(event.type)]]
    if event.data.get("cause") == Cause.RULES or event.pause_id is not None:
        kinds.append(LineKind.PAUSES)
    if "exempt_until" in event.data:
        kinds.append(LineKind.EXEMPTIONS)
    return tuple(dict.fromkeys(kinds))


_KINDS: Mapping[Event.Type, tuple[LineKind, ...]] = {
    Type.PAUSED: (LineKind.PAUSES,),
    Type.RESUMED: (LineKind.PAUSES,),
    Type.EXEMPTED: (LineKind.EXEMPTIONS,),
    Type.EXEMPTION_ENDED: (LineKind.EXEMPTIONS,),
    Type.LEFT: (LineKind.EXEMPTIONS,),
    Type.RETURNED: (LineKind.EXEMPTIONS,),
    Type.NOTED: (LineKind.NOTES,),
    Type.ERASED: (LineKind.DETAILS,),
    Type.RECORDED: (LineKind.CERTIFICATIONS,),
    Type.RENEWED: (LineKind.RENEWALS,),
    Type.CHANGED: (LineKind.CERTIFICATIONS,),
    Type.REVOKED: (LineKind.CERTIFICATIONS,),
    Type.REINSTATED: (LineKind.CERTIFICATIONS,),
    Type.REMOVED: (LineKind.CERTIFICATIONS,),
    Type.RESTORED: (LineKind.CERTIFICATIONS,),
    Type.EXPIRED: (LineKind.CERTIFICATIONS,),
    Type.RENEWAL_CHANGED: (LineKind.RENEWALS,),
    Type.RENEWAL_REMOVED: (LineKind.RENEWALS,),
    Type.RUN_COMPLETED: (),
    Type.RUN_HELD: (),
    Type.RUN_UNDONE: (),
}


# --- which lines ----------------------------------------------------------------------------
def _first_change(not_logged: Sequence[Line]) -> dict[str, datetime]:
    """Since when history tells how each renewal was changed: with its notes, which no event has."""
    told: dict[str, datetime] = {}
    for line in not_logged:
        if line.changed:
            told[line.changed] = min(line.when, told.get(line.changed, line.when))
    return told


def _told_by_history(event: Event, changed: Mapping[str, datetime]) -> bool:
    since = changed.get(_renewal(event))
    return event.type == Type.RENEWAL_CHANGED and since is not None and since <= event.occurred_at


def _restored(events: Sequence[Event], renewals: Sequence[Renewal], began: datetime) -> set[int]:
    """Keys of the events of a renewal that had been removed, or was there before the log began."""
    there = {each.renewal_id for each in renewals if each.created_at < began}
    found = set()
    for event in reversed(events):
        if event.type == Type.RENEWED:
            if _renewal(event) in there:
                found.add(event.pk)
            there.add(_renewal(event))
    return found


def _renewal(event: Event) -> str:
    return str(event.data.get("renewal_id", ""))


# --- in words -------------------------------------------------------------------------------
def _in_words(event: Event, restored: set[int]) -> Words:
    if event.pk in restored:
        return f"Renewal {_renewal(event)} restored", _move(event)
    if event.backfilled:
        return "Paused when the change log began", ""
    if event.data.get("cause") == Cause.RULES:
        return _BY_RULES[event.paused], event.reason
    return _WORDS.get(Type(event.type), _by_name)(event)


_BY_RULES: Mapping[bool | None, str] = {
    True: "Paused by new rules of a type",
    False: "No longer paused, by new rules of a type",
    None: "Nothing counts any more, by new rules of a type",
}


def _by_name(event: Event) -> Words:
    return event.get_type_display().capitalize(), event.reason


def _paused(event: Event) -> Words:
    if event.data.get("cause") == Cause.CORRECTED:
        return "Found paused when the change log was checked", event.reason
    if event.data.get("cause") == Cause.EXPIRED:
        # The pause's own reason: of the log's, an erasure leaves nothing.
        reason = event.pause.reason if event.pause is not None else event.reason
        return "Paused by the nightly run", reason
    return "Paused by hand", event.reason


def _resumed(event: Event) -> Words:
    if event.data.get("cause") == Cause.CORRECTED:
        return "Found not paused when the change log was checked", event.reason
    if event.data.get("cause") == Cause.EXPIRED:
        return "Pause by the nightly run lifted", event.reason
    return "Pause by hand ended", quoted(event.reason)


def _exempted(event: Event) -> Words:
    until = day_in_words(event.data.get("exempt_until", ""))
    before = event.data.get("previous_exempt_until")
    if before:
        return f"Exemption changed: until {day_in_words(before)} → {until}", event.reason
    return f"Exempt until {until}", event.reason


def _exemption_ended(event: Event) -> Words:
    before = event.data.get("previous_exempt_until")
    return "Exemption ended", joined(
        [f"was until {day_in_words(before)}" if before else "", _why(event)]
    )


def _left(event: Event) -> Words:
    before = event.data.get("previous_exempt_until")
    ended = f"the exemption until {day_in_words(before)} ended" if before else ""
    return "Has left", joined([event.reason, ended])


def _returned(event: Event) -> Words:
    return "Is back", _why(event)


def _noted(event: Event) -> Words:
    return "Note", event.reason


def _recorded(event: Event) -> Words:
    data = event.data
    issued, ends = (
        day_in_words(data.get("issue_date", "")),
        day_in_words(data.get("expiry_date", "")),
    )
    dates = f"{data.get('certification_type')}, {issued} to {ends}"
    return f"{_name(event)} recorded", joined([dates, _why(event)])


def _renewed(event: Event) -> Words:
    return f"{_name(event)} renewed", f"{_move(event)} ({_renewal(event)})"


def _changed(event: Event) -> Words:
    return f"{_name(event)} changed", joined([*_moves(event), _why(event)])


def _revoked(event: Event) -> Words:
    return f"{_name(event)} revoked", joined([event.reason, *_moves(event)])


def _reinstated(event: Event) -> Words:
    name = _name(event)
    what = f"Revocation of {name[0].lower()}{name[1:]} lifted"
    return what, joined([_why(event), *_moves(event)])


def _removed(event: Event) -> Words:
    return f"{_name(event)} removed", _why(event)


def _restored_certification(event: Event) -> Words:
    return f"{_name(event)} restored", _why(event)


def _expired(event: Event) -> Words:
    day = day_in_words(event.data.get("expiry_date", ""))
    return f"{_name(event)} expired", f"{event.data.get('certification_type')}, valid through {day}"


def _renewal_changed(event: Event) -> Words:
    return f"Renewal {_renewal(event)} changed", _move(event)


def _renewal_removed(event: Event) -> Words:
    back = "the pause by the nightly run is back" if event.pause_id else ""
    return f"Renewal {_renewal(event)} removed", joined([_move(event), back, _why(event)])


_WORDS: Mapping[Event.Type, Callable[[Event], Words]] = {
    Type.PAUSED: _paused,
    Type.RESUMED: _resumed,
    Type.EXEMPTED: _exempted,
    Type.EXEMPTION_ENDED: _exemption_ended,
    Type.LEFT: _left,
    Type.RETURNED: _returned,
    Type.NOTED: _noted,
    Type.RECORDED: _recorded,
    Type.RENEWED: _renewed,
    Type.CHANGED: _changed,
    Type.REVOKED: _revoked,
    Type.REINSTATED: _reinstated,
    Type.REMOVED: _removed,
    Type.RESTORED: _restored_certification,
    Type.EXPIRED: _expired,
    Type.RENEWAL_CHANGED: _renewal_changed,
    Type.RENEWAL_REMOVED: _renewal_removed,
}


def _name(event: Event) -> str:
    return f"Certification {event.data.get('certification_id')}"


def _why(event: Event) -> str:
    return quoted(event.reason)


def _move(event: Event) -> str:
    before, after = (event.data.get(key, "") for key in ("previous_expiry_date", "expiry_date"))
    if not before:
        return f"expiry {day_in_words(after)}"
    return f"expiry {day_in_words(before)} → {day_in_words(after)}"


def _moves(event: Event) -> list[str]:
    """The type and the dates that were changed: old → new."""
    told = []
    for name, key in _MOVED.items():
        if before := event.data.get(f"previous_{key}"):
            label = Certification._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            after = event.data.get(key, "")
            if key.endswith("_date"):
                before, after = day_in_words(before), day_in_words(after)
            told.append(f"{label}: {before} → {after}")
    return told


_MOVED = {
    "certification_type": "certification_type",
    "issued_at": "issue_date",
    "expires_at": "expiry_date",
}
