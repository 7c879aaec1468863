"""Promises, notes and mails: what moves nobody's stand, and what the change log does not tell."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from certifications.models import Event
from certifications.services.putting_back import take_notes_back
from mentorcerts.action_log.reversals.base import Kept, Newest, Person, Reversal, Type, Undoing
from mentorcerts.lib import moments
from mentorcerts.promises.models import Promise
from mentorcerts.promises.services import reopen_promises
from mentorcerts.reminders.models import Recipient
from mentorcerts.reminders.services import MailsBefore, put_back_mails


class Promising(Reversal):
    """``promise`` and ``withdraw-promise``: those that were ended stand again, a new one does not.

    The log has no line of promises: their rows tell all of it.
    """

    moves_stands = False
    same_actions = frozenset({"promise", "withdraw-promise"})
    was_changed = "another promise has been noted or withdrawn since"

    def look(self, mentor_ids: Sequence[str]) -> dict[str, Kept]:
        """All that are open; those that stay so are left out afterwards."""
        kept = {mentor_id: Kept({"ended": []}) for mentor_id in mentor_ids}
        open_ones = Promise.objects.filter(mentor_id__in=mentor_ids, ended_at=None)
        for pk, mentor_id in open_ones.order_by("pk").values_list("pk", "mentor_id"):
            kept[mentor_id].data["ended"].append(pk)
        return kept

    def complete(self, kept: Mapping[str, Kept], newest: Newest) -> None:
        theirs = Promise.objects.filter(mentor_id__in=list(kept))
        made = theirs.filter(pk__gt=newest.promise)
        for pk, mentor_id in made.values_list("pk", "mentor_id"):
            kept[mentor_id].data["made"] = pk
        still_open = set(theirs.filter(ended_at=None).values_list("pk", flat=True))
        for each in kept.values():
            each.data["ended"] = [pk for pk in each.data["ended"] if pk not in still_open]

    def facts(self, people: Sequence[Person]) -> dict[str, Any]:
        """Those that are involved, and which are open for the same certifications."""
        promises = Promise.objects.in_bulk([pk for person in people for pk in _involved(person)])
        held = {promise.certification_id for promise in promises.values()}
        open_ones: dict[Any, int] = dict(
            Promise.objects.filter(certification__in=held, ended_at=None).values_list(
                "certification", "pk"
            )
        )
        return {
            person.mentor_id: [
                (pk, each.mentor_id, each.ended_at, open_ones.get(each.certification_id))
                for pk in _involved(person)
                if (each := promises.get(pk)) is not None
            ]
            for person in people
        }

    def put_back(self, people: Sequence[Person], undoing: Undoing) -> dict[str, str]:
        reopen_promises(
            ended=[pk for person in people for pk in person.before["ended"]],
            instead_of=[pk for person in people if (pk := person.before.get("made"))],
            now=undoing.now,
            by=undoing.by,
        )
        pks = [pk for person in people for pk in person.before["ended"]]
        again: defaultdict[str, list[str]] = defaultdict(list)
        for promise in Promise.objects.filter(pk__in=pks).order_by("day", "pk"):
            day = moments.in_words(promise.day)
            again[promise.mentor_id].append(f"promised again by {day} ({promise.note})")
        told = {}
        for person in people:
            withdrawn = ["the promise is withdrawn"] if person.before.get("made") else []
            words = "; ".join([*withdrawn, *again[person.mentor_id]])
            told[person.mentor_id] = f"{words[0].upper()}{words[1:]}"
        return told


def _involved(person: Person) -> list[int]:
    made = person.before.get("made")
    return [*person.before["ended"], *([made] if made else [])]


class Noting(Reversal):
    """``note``: what happened stays told, so that a line below says that it was taken back."""

    moves_stands = False
    was_changed = "the note is not kept any more"

    def complete(self, kept: Mapping[str, Kept], newest: Newest) -> None:
        notes = Event.objects.filter(mentor_id__in=list(kept), type=Type.NOTED, pk__gt=newest.event)
        for pk, mentor_id in notes.values_list("pk", "mentor_id"):
            kept[mentor_id].data["note"] = pk

    def facts(self, people: Sequence[Person]) -> dict[str, Any]:
        notes = Event.objects.filter(pk__in=[person.before["note"] for person in people])
        return {mentor_id: [pk] for pk, mentor_id in notes.values_list("pk", "mentor_id")}

    def put_back(self, people: Sequence[Person], undoing: Undoing) -> dict[str, str]:
        notes = Event.objects.filter(pk__in=[person.before["note"] for person in people])
        texts = dict(notes.values_list("mentor_id", "reason"))
        take_notes_back(texts, reason=undoing.reason, by=undoing.by)
        return {
            person.mentor_id: "The note stays, and a line below it says that it was taken back"
            for person in people
        }


class Mails(Reversal):
    """``mails-off`` and ``mails-on``."""

    moves_stands = False
    same_actions = frozenset({"mails-off", "mails-on"})
    was_changed = "mails have been switched off or on since"

    def look(self, mentor_ids: Sequence[str]) -> dict[str, Kept]:
        kept = {mentor_id: Kept() for mentor_id in mentor_ids}
        off = Recipient.objects.filter(mentor_id__in=mentor_ids, off_at__isnull=False)
        for each in off:
            assert each.off_at is not None
            data = {"off_at": each.off_at.isoformat(), "off_by": each.off_by}
            kept[each.mentor_id] = Kept(data, each.off_reason)
        return kept

    def facts(self, people: Sequence[Person]) -> dict[str, Any]:
        ids = [person.mentor_id for person in people]
        off = dict(Recipient.objects.filter(pk__in=ids).values_list("pk", "off_at"))
        return {mentor_id: [off.get(mentor_id)] for mentor_id in ids}

    def put_back(self, people: Sequence[Person], undoing: Undoing) -> dict[str, str]:
        put_back_mails([_mails_before(person) for person in people])
        return {
            person.mentor_id: f"Mails are off again ({person.previous_reason})"
            if person.before.get("off_at")
            else "Mails from now on: what is due by now goes out with the next round"
            for person in people
        }


def _mails_before(person: Person) -> MailsBefore:
    since = person.before.get("off_at")
    return MailsBefore(
        mentor_id=person.mentor_id,
        off_at=datetime.fromisoformat(since) if since else None,
        off_by=person.before.get("off_by", ""),
        off_reason=person.previous_reason if since else "",
    )
