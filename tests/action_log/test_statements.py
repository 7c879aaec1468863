"""Recording and undoing cost statements by the chunk, not by the person, whatever the action."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certifications.job.run import expire_certifications
from certifications.models import Certification, ExpiryRun, Mentor
from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.action_log.reversals import REVERSALS
from mentorcerts.action_log.undo import undo_action
from tests.support.action_log import act, look_at_undo
from tests.support.dates import TODAY
from tests.support.runs import record_mentors

pytestmark = pytest.mark.django_db

FIRST = {
    "end-exemption": "exempt",
    "withdraw-promise": "promise",
    "resume": "pause",
    "return": "leave",
    "mails-on": "mails-off",
}
"""What has to be done before there is something to end."""


def prepared(number: int, name: str) -> ExecutedAction:
    """The action on so many mentors, half of whom a run has paused."""
    before = set(Mentor.objects.values_list("pk", flat=True))
    record_mentors(due=number // 2, valid=number - number // 2)
    Certification.objects.exclude(mentor__in=before).update(is_current=True)
    expire_certifications(today=TODAY, trigger=ExpiryRun.Trigger.COMMAND, force=True)
    mentors = sorted(set(Mentor.objects.values_list("pk", flat=True)) - before)
    if name in FIRST:
        act(FIRST[name], *mentors)
    action = act(name, *mentors)
    assert action.done == number
    return action


def statements_of_undo(number: int, name: str) -> int:
    action = prepared(number, name)
    shown = look_at_undo(action)
    assert len(shown.done) == number
    with CaptureQueriesContext(connection) as captured:
        _, written = undo_action(
            action_id=action.pk,
            confirmed=shown.digest,
            today=TODAY,
            now=timezone.now(),
            by="lee",
        )
    assert written
    return len(captured)


@pytest.mark.parametrize("name", sorted(REVERSALS))
def test_undoing_five_times_as_many_takes_no_more_statements(on, name):
    on(TODAY)
    assert statements_of_undo(50, name) <= statements_of_undo(10, name)
