"""Every action is undone like a run: what was before is again, where nothing has changed since."""

import pytest
from django.utils import timezone

from certifications import services
from certifications.change_log.fold import compare_with_log
from certifications.models import AutoPause, Certification, Event, Mentor
from certifications.services.events import tell_untold_pauses
from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.action_log.reversals import REVERSALS
from mentorcerts.action_log.undo import reversal_of
from mentorcerts.health.totals_check import check_counters
from mentorcerts.lib.refusals import Conflict
from mentorcerts.pages.actions.definitions import ACTIONS
from mentorcerts.pages.actions.execution import execute_action
from mentorcerts.reminders.models import Recipient
from tests.support.action_log import (
    FIELDS,
    a_programme,
    act,
    all_that_governs,
    look_at_undo,
    told,
    undo,
)
from tests.support.crowd import varied_crowd
from tests.support.dates import TODAY, at
from tests.support.records import refuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(on, db) -> list[str]:
    on(TODAY)
    return a_programme()


@pytest.mark.parametrize("name", sorted(REVERSALS))
def test_an_action_on_everybody_that_is_undone_leaves_all_as_it_was(programme, name):
    before = all_that_governs()
    action = act(name, *programme)
    assert name == "note" or all_that_governs() != before
    outcome = undo(action)
    assert outcome.refused == []
    assert len(outcome.done) == action.done == action.put_back
    assert all_that_governs() == before
    assert not compare_with_log()
    assert check_counters(now=timezone.now()) == 0


@pytest.mark.parametrize("name", sorted(REVERSALS))
def test_so_it_does_in_a_crowd_in_which_everybody_stands_elsewhere(on, name):
    on(TODAY)
    crowd = [mentor.pk for mentor in varied_crowd()]
    tell_untold_pauses(crowd)
    before, differences = all_that_governs(), compare_with_log().mentor_ids
    action = act(name, *crowd)
    assert undo(action).refused == []
    assert all_that_governs() == before
    assert set(compare_with_log().mentor_ids) <= set(differences)


def test_each_action_says_how_it_is_undone_with_the_permission_that_it_needs_itself():
    assert set(ACTIONS) - set(REVERSALS) == {"address-again"}
    assert set(FIELDS) == set(ACTIONS)
    for name, reversal in REVERSALS.items():
        assert reversal.permission == ACTIONS[name].permission


def test_an_action_is_one_line_with_who_when_what_and_how_many(programme):
    action = act("exempt", *programme)
    assert (action.name, action.title, action.by, action.at.date()) == (
        *("exempt", "Exempt", "kim"),
        TODAY,
    )
    assert (action.done, action.left_as_before) == (len(programme) - 1, 1)  # who has left
    assert action.details == "Exempt until: 1 May 2026"
    assert action.people.count() == action.done
    assert not action.people.filter(mentor="gone").exists()


def test_what_people_typed_is_not_kept_a_second_time(programme):
    for name in ("pause", "note", "promise", "revoke"):
        action = act(name, "active")
        typed = [text for text in FIELDS[name].values() if isinstance(text, str) and text]
        kept = [action.details, *action.people.values_list("previous_reason", flat=True)]
        assert not [text for text in typed for each in kept if text in each]


def test_looking_and_what_is_not_confirmed_leave_no_line(programme):
    mentors = list(Mentor.objects.filter(pk="active"))
    execute_action(ACTIONS["pause"], mentors, FIELDS["pause"], today=TODAY, by="kim")
    execute_action(
        ACTIONS["pause"], mentors, FIELDS["pause"], today=TODAY, by="kim", confirmed="other"
    )
    assert not ExecutedAction.objects.exists()


def test_the_undo_is_an_action_itself_that_can_not_be_undone(programme):
    action = act("renew", *programme)
    done = undo(action).done
    line = ExecutedAction.objects.get(undoes=action)
    assert (line.title, line.by, line.done) == ("Undo of Renew", "lee", len(done))
    assert set(line.people.values_list("mentor", flat=True)) == set(told(done))
    with refuses(Conflict, "leaves nothing to undo"):
        look_at_undo(line)


def test_trying_an_address_again_leaves_nothing_to_undo(programme):
    Mentor.objects.filter(pk="active").update(email="a@b.test")
    Recipient.objects.create(mentor_id="active", refused_address="a@b.test", refusal="No such box")
    action = act("address-again", "active")
    assert reversal_of(action) is None
    with refuses(Conflict, "leaves nothing to undo"):
        look_at_undo(action)


def test_an_undo_is_in_the_timelines_of_those_who_were_put_back(programme):
    undo(act("renew", "paused"))
    line = Event.objects.filter(mentor="paused").order_by("-pk")[0]
    assert (line.type, line.by, line.paused) == ("renewal.removed", "lee", True)
    assert line.reason == "Undo of Renew, 26 Mar 2026"
    assert line.pause == AutoPause.objects.open().get(mentor="paused")
    undo(act("pause", "active"))
    lines = [(each.type, each.by) for each in Event.objects.filter(mentor="active")[:2]]
    assert lines == [("mentor.resumed", "lee"), ("mentor.paused", "kim")]
    undo(act("note", "active"))
    note = Event.objects.filter(mentor="active")[0]
    assert note.reason == "Taken back (Undo of Add a note, 26 Mar 2026): Called, no answer"


def test_what_is_put_back_is_said_person_by_person(programme):
    shown = look_at_undo(act("renew", "paused", "due", "active"))
    assert told(shown.done) == {
        "active": "Expiry 26 Mar 2029 → 1 Jun 2026",
        "due": "Expiry 26 Mar 2029 → 24 Mar 2026; the pause by the nightly run is back",
        "paused": "Expiry 26 Mar 2029 → 1 Mar 2026; the pause by the nightly run is back",
    }
    assert shown.summary == "3 put back. Active: 1, paused: 2."
    shown = look_at_undo(act("exempt", "exempt", "exempt-due"))
    assert told(shown.done) == {
        "exempt": "As before: exempt until 31 Dec 2026 (Maternity leave)",
        "exempt-due": "As before: exempt until 31 Dec 2026 (Maternity leave)",
    }
    assert told(look_at_undo(act("revoke", "two")).done)["two"].startswith("Revocation of cert_")


def test_who_is_due_tonight_after_the_undo_is_said_so(programme):
    services.update_certification(
        certification=Certification.objects.get(mentor="active"),
        changes={"expires_at": at("2026-03-25")},
        today=TODAY,
    )
    assert told(look_at_undo(act("renew", "active")).done) == {
        "active": "Expiry 26 Mar 2029 → 25 Mar 2026; the run of 26 Mar 2026 pauses the mentor"
    }
