"""Whether anything has happened to the mentors of an action since, on the same thing."""

from collections.abc import Sequence

from certifications.models import Event
from certifications.services.events import JOB
from mentorcerts.action_log.models import ActedMentor, ExecutedAction
from mentorcerts.action_log.recording import digest_of_facts
from mentorcerts.action_log.reversals.base import Reversal
from mentorcerts.lib import change_source, clock, moments


def conflicts_of(
    action: ExecutedAction, reversal: Reversal, people: Sequence[ActedMentor]
) -> dict[str, str]:
    """Mentor → what has happened since, in words; who can be put back is not in it.

    The change log tells of every later act, also of one that another act has made good again. The
    values are compared besides: they also show what went past the log.
    """
    found = _changed(reversal, people)
    found |= _later_actions(action, reversal, people)
    found |= _later_events(action, reversal, people)
    return found


def _changed(reversal: Reversal, people: Sequence[ActedMentor]) -> dict[str, str]:
    facts = reversal.facts(people)
    return {
        person.mentor_id: f"Left: {reversal.was_changed}"
        for person in people
        if person.mentor_id not in facts or digest_of_facts(facts[person.mentor_id]) != person.left
    }


def _later_actions(
    action: ExecutedAction, reversal: Reversal, people: Sequence[ActedMentor]
) -> dict[str, str]:
    """Of what the change log does not tell."""
    if not reversal.same_actions:
        return {}
    later = ActedMentor.objects.filter(
        mentor_id__in=[person.mentor_id for person in people],
        action_id__gt=action.pk,
        action__name__in=reversal.same_actions,
    )
    return {
        each.mentor_id: f"Changed since: {each.action.title} by {each.action.by} on "
        f"{moments.in_words(clock.local_date(each.action.at))}"
        for each in later.select_related("action").order_by("pk")
    }


def _later_events(
    action: ExecutedAction, reversal: Reversal, people: Sequence[ActedMentor]
) -> dict[str, str]:
    if not reversal.touching:
        return {}
    by_mentor = {person.mentor_id: person for person in people}
    later = Event.objects.filter(
        mentor_id__in=list(by_mentor), pk__gt=action.position, type__in=reversal.touching
    )
    found = {}
    for event in later.order_by("pk"):
        assert event.mentor_id is not None
        if reversal.is_touched_by(by_mentor[event.mentor_id], event):
            found[event.mentor_id] = f"Changed since: {_in_words(event)}"
    return found


def _in_words(event: Event) -> str:
    """Such as: certification renewed by kim over the API on 3 Mar 2026."""
    what = event.get_type_display()
    if event.data.get("cause") == Event.Cause.BY_HAND:
        what = "paused by hand" if event.type == Event.Type.PAUSED else "pause by hand ended"
    if event.source == JOB:
        who = ["by the nightly run"]
    else:
        who = [f"by {event.by}" if event.by else "", change_source.in_words(event.source)]
    day = moments.in_words(clock.local_date(event.occurred_at))
    return " ".join(filter(None, [what, *who, f"on {day}"]))
