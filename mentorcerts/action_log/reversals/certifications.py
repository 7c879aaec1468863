"""Renewals, revocations and removals: what actions do to what mentors hold."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Max

from certifications import expiry
from certifications.models import Certification, Mentor
from certifications.services.putting_back import (
    MentorBefore,
    put_back_mentors,
    reinstate_certifications,
    restore_certifications,
)
from mentorcerts.action_log.reversals.base import (
    PAUSE_IS_BACK,
    Kept,
    Newest,
    Person,
    Reversal,
    Type,
    Undoing,
    certification_facts,
    keep_lifted,
    lifted_by_action,
    open_pauses,
)
from mentorcerts.action_log.reversals.mentors import Exemption, exemption_in_words
from mentorcerts.lib.wording import number_of
from renewals.many_removals import remove_renewals
from renewals.models import Renewal

OF_CERTIFICATIONS = frozenset(
    {
        *(Type.RENEWED, Type.RENEWAL_CHANGED, Type.RENEWAL_REMOVED, Type.CHANGED),
        *(Type.REVOKED, Type.REINSTATED, Type.REMOVED, Type.RESTORED),
    }
)


class Renewing(Reversal):
    """``renew``: the renewal is removed, and the pause that it lifted comes back."""

    touching = OF_CERTIFICATIONS | {Type.LEFT, Type.PAUSED}
    was_changed = "the certification has been changed since"

    def complete(self, kept: Mapping[str, Kept], newest: Newest) -> None:
        made = Renewal.objects.filter(
            pk__gt=newest.renewal, certification__mentor_id__in=list(kept)
        )
        for pk, certification, mentor_id in made.values_list(
            "pk", "certification", "certification__mentor_id"
        ):
            kept[mentor_id].data |= {"renewal": pk, "certification": certification}

    def facts(self, people: Sequence[Person]) -> dict[str, Any]:
        held = [person.before["certification"] for person in people]
        stands = certification_facts(held)
        live = Renewal.objects.live().filter(certification__in=held).order_by()
        newest = dict(live.values_list("certification").annotate(Max("pk")))
        dates = {
            pk: values
            for pk, *values in Renewal.objects.filter(certification__in=held).values_list(
                "pk", "renewal_date", "previous_expiry_date", "new_expiry_date", "deleted_at"
            )
        }
        left = _left_at(person.mentor_id for person in people)
        return {
            person.mentor_id: [
                stands.get(person.before["certification"]),
                newest.get(person.before["certification"]),
                dates.get(person.before["renewal"]),
                left.get(person.mentor_id),
            ]
            for person in people
        }

    def certifications(self, person: Person) -> Collection[int]:
        return {person.before["certification"]}

    def is_touched_by(self, person: Person, event: Any) -> bool:
        return event.type == Type.LEFT or super().is_touched_by(person, event)

    def put_back(self, people: Sequence[Person], undoing: Undoing) -> dict[str, str]:
        pks = [person.before["renewal"] for person in people]
        renewals = Renewal.objects.in_bulk(pks)
        back = remove_renewals(
            renewal_ids=pks, reason=undoing.reason, today=undoing.today, by=undoing.by
        )
        told = {}
        for person in people:
            renewal = renewals[person.before["renewal"]]
            moved = (renewal.new_expiry_date, renewal.previous_expiry_date)
            told[person.mentor_id] = f"Expiry {' → '.join(map(expiry.in_words, moved))}" + (
                PAUSE_IS_BACK * (person.mentor_id in back)
            )
        return told


class Revoking(Reversal):
    """``revoke``: the revocation is lifted, and the pause by hand that went with it ends."""

    touching = OF_CERTIFICATIONS | {Type.PAUSED, Type.RESUMED, Type.LEFT}
    was_changed = "the certification has been changed since"

    def look(self, mentor_ids: Sequence[str]) -> dict[str, Kept]:
        pauses = open_pauses(mentor_ids)
        governing = Certification.objects.governing().filter(mentor_id__in=mentor_ids)
        kept = {}
        for pk, mentor_id in governing.values_list("pk", "mentor_id"):
            kept[mentor_id] = Kept({"certification": pk})
            if mentor_id in pauses:
                kept[mentor_id].data["pause"] = pauses[mentor_id]
        by_hand = Mentor.objects.filter(pk__in=kept, paused_at__isnull=False)
        for mentor_id in by_hand.values_list("pk", flat=True):
            kept[mentor_id].data["was_paused"] = True
        return kept

    def complete(self, kept: Mapping[str, Kept], newest: Newest) -> None:
        """Whether the action has paused them too."""
        keep_lifted(kept)
        by_hand = Mentor.objects.filter(pk__in=list(kept), paused_at__isnull=False)
        for mentor_id in by_hand.values_list("pk", flat=True):
            if not kept[mentor_id].data.get("was_paused"):
                kept[mentor_id].data["paused_too"] = True

    def facts(self, people: Sequence[Person]) -> dict[str, Any]:
        stands = certification_facts([person.before["certification"] for person in people])
        too = [person.mentor_id for person in people if person.before.get("paused_too")]
        paused = dict(Mentor.objects.filter(pk__in=too).values_list("pk", "paused_at"))
        left = _left_at(person.mentor_id for person in people)
        return {
            person.mentor_id: [
                stands.get(person.before["certification"]),
                paused.get(person.mentor_id),
                left.get(person.mentor_id),
            ]
            for person in people
        }

    def certifications(self, person: Person) -> Collection[int]:
        return {person.before["certification"]}

    def is_touched_by(self, person: Person, event: Any) -> bool:
        if event.type in (Type.PAUSED, Type.RESUMED):
            by_hand = event.data.get("cause") == "by_hand"
            return by_hand and bool(person.before.get("paused_too"))
        return event.type == Type.LEFT or super().is_touched_by(person, event)

    def put_back(self, people: Sequence[Person], undoing: Undoing) -> dict[str, str]:
        by_whom = undoing.as_arguments()
        held = [person.before["certification"] for person in people]
        back = reinstate_certifications(held, lifted=lifted_by_action(people), **by_whom)
        nothing = {"paused_at": None, "paused_by": "", "pause_reason": ""}
        too = {person.mentor_id for person in people if person.before.get("paused_too")}
        put_back_mentors(
            [MentorBefore(mentor_id=mentor_id, fields=nothing) for mentor_id in sorted(too)],
            **by_whom,
        )
        names = dict(
            Certification.objects.filter(pk__in=held).values_list("mentor_id", "certification_id")
        )
        return {
            person.mentor_id: f"Revocation of {names[person.mentor_id]} lifted"
            + "; the pause by hand ends" * (person.mentor_id in too)
            + PAUSE_IS_BACK * (person.mentor_id in back)
            for person in people
        }


class Removing(Reversal):
    """``remove``: all are restored, with the exemption that ended when none was left."""

    touching = OF_CERTIFICATIONS | {
        *(Type.RECORDED, Type.LEFT, Type.EXEMPTED, Type.EXEMPTION_ENDED)
    }
    was_changed = "what they hold has been changed since"

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self._exemption = Exemption(permission)

    def look(self, mentor_ids: Sequence[str]) -> dict[str, Kept]:
        kept = self._exemption.look(mentor_ids)
        live = Certification.objects.live().filter(mentor_id__in=mentor_ids).order_by("pk")
        held: defaultdict[str, list[int]] = defaultdict(list)
        for pk, mentor_id in live.values_list("pk", "mentor_id"):
            held[mentor_id].append(pk)
        for mentor_id, each in kept.items():
            each.data["certifications"] = held[mentor_id]
        return kept

    def complete(self, kept: Mapping[str, Kept], newest: Newest) -> None:
        keep_lifted(kept)

    def facts(self, people: Sequence[Person]) -> dict[str, Any]:
        stands = certification_facts(
            [pk for person in people for pk in person.before["certifications"]]
        )
        ids = [person.mentor_id for person in people]
        own = {
            pk: values
            for pk, *values in Mentor.objects.filter(pk__in=ids).values_list(
                "pk", "left_at", "exempt_until"
            )
        }
        live = Certification.objects.live().filter(mentor_id__in=ids).order_by("pk")
        others: defaultdict[str, list[int]] = defaultdict(list)
        for pk, mentor_id in live.values_list("pk", "mentor_id"):
            others[mentor_id].append(pk)
        return {
            person.mentor_id: [
                [stands.get(pk) for pk in person.before["certifications"]],
                others[person.mentor_id],
                own.get(person.mentor_id),
            ]
            for person in people
        }

    def put_back(self, people: Sequence[Person], undoing: Undoing) -> dict[str, str]:
        by_whom = undoing.as_arguments()
        # The exemption first: no pause that it held off comes back.
        exempt = [person for person in people if person.before.get("exempt_until")]
        put_back_mentors([self._exemption.before(person) for person in exempt], **by_whom)
        back = restore_certifications(
            [pk for person in people for pk in person.before["certifications"]],
            lifted=lifted_by_action(people),
            **by_whom,
        )
        told = {}
        for person in people:
            number = number_of(len(person.before["certifications"]), "certification")
            before = exemption_in_words(person)
            told[person.mentor_id] = (
                f"{number} restored{f'; {before}' if before else ''}"
                + PAUSE_IS_BACK * (person.mentor_id in back)
            )
        return told


def _left_at(mentor_ids: Any) -> dict[str, Any]:
    return dict(Mentor.objects.filter(pk__in=list(mentor_ids)).values_list("pk", "left_at"))
