"""The letter as people read it on a terminal."""

import json
from collections.abc import Iterator

from certifications import expiry
from mentorcerts.lib import moments
from mentorcerts.lib.wording import number_of
from mentorcerts.tomorrow.letter import Letter

INDENT = "    "


def in_words(letter: Letter) -> str:
    """The whole letter: plain text in three parts, with indented details."""
    parts = (_run(letter), _mails(letter), _webhooks(letter))
    return "\n\n".join(["As things stand now:", *("\n".join(part) for part in parts)])


def _run(letter: Letter) -> Iterator[str]:
    found = letter.pauses.preview
    day = moments.in_words(letter.day)
    if found is None:
        yield f"No run is due by {day}."
        return
    due = f"{found.expired_found:,} of {number_of(found.mentors_scanned, 'mentor')}"
    if letter.pauses.is_held:
        yield f"The run of {day} would be held by the safety limit: {due} are due."
        return
    exempt = f"; exempt: {found.skipped_exempt:,}" if found.skipped_exempt else ""
    yield f"The run of {day} would pause {due}{exempt}."
    for each in letter.pauses.shown:
        about = f"{each.certification_id} ({each.certification_type_id})"
        yield f"{INDENT}{each.mentor_id}: {about}, {expiry.in_words(each.expires_at)}"
    yield from _more(letter.pauses.number, len(letter.pauses.shown))


def _mails(letter: Letter) -> Iterator[str]:
    mails = letter.mails
    if not mails.are_on:
        yield "Mails are off: nobody is written to."
        return
    held = " The safety limit would hold some of them." if mails.held else ""
    yield f"{number_of(mails.planned, 'mail')} would be due.{held}"
    for each in mails.shown:
        yield f"{INDENT}{each.mentor_id}, {each.kind}, to {each.to or 'no address'}"
        if each.not_sent:
            yield f"{INDENT * 2}Not sent. {each.not_sent}"
            continue
        yield f"{INDENT * 2}{each.subject}"
        yield from (f"{INDENT * 2}{line}".rstrip() for line in each.body.splitlines())
    yield from _more(mails.planned, len(mails.shown))
    if letter.digests:
        number = number_of(letter.digests, "digest")
        yield f"{number} for coordinators, if there is anything to say."


def _webhooks(letter: Letter) -> Iterator[str]:
    events = letter.events
    if not events.endpoints:
        yield "No webhook is enabled: nobody is told."
        return
    yield f"Webhooks would be told {number_of(events.number, 'event')}, each marked as a test here."
    for message, body in zip(events.shown, events.bodies, strict=True):
        receivers = ", ".join(events.receivers(message)) or "nobody, none of them wants it"
        yield f"{INDENT}To {receivers}:"
        yield f"{INDENT * 2}{json.dumps(body, ensure_ascii=False)}"
    yield from _more(events.number, len(events.shown))


def _more(number: int, shown: int) -> Iterator[str]:
    if number > shown:
        yield f"{INDENT}… and {number - shown:,} more (--all lists them)"
