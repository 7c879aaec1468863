"""Two coordinators act on the same mentors in the same moment: nobody waits in a circle."""

import threading
from functools import partial
from typing import Any

import pytest
from django.db import connection

from certifications.models import AutoPause, Mentor
from mentorcerts.lib.admin.outcomes import ActionOutcome
from mentorcerts.pages.actions.definitions import ACTIONS
from mentorcerts.pages.actions.execution import execute_action
from renewals.models import Renewal
from tests.support.dates import TODAY
from tests.support.hundreds import hundreds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

RENEW = {"renewal_date": TODAY, "new_expiry_date": None, "notes": ""}
PAUSE = {"reason": "Complaint"}


def test_of_two_who_confirm_the_same_preview_one_renews():
    mentors = hundreds(120)
    shown = _executed("renew", mentors, RENEW)[0].digest
    answers = _at_once(*[partial(_executed, "renew", mentors, RENEW, shown)] * 2)
    assert sorted(written for _, written in answers) == [False, True]
    assert Renewal.objects.count() == 120
    [late] = [outcome for outcome, written in answers if not written]
    assert late.digest != shown
    assert AutoPause.objects.count() == 0


def test_sets_that_overlap_are_locked_in_one_order():
    """Chosen in opposite orders, acted on by different actions, a few times over."""
    mentors = hundreds(120)
    pausing = ("pause", mentors[:90], PAUSE)
    renewing = ("renew", mentors[:29:-1], RENEW)
    for _ in range(3):
        acts = [(*act, _executed(*act)[0].digest) for act in (pausing, renewing)]
        answers = _at_once(*(partial(_executed, *act) for act in acts))
        assert len(answers) == 2
        assert any(written for _, written in answers)


def _executed(
    name: str, mentors: list[Mentor], given: dict[str, Any], confirmed: str | None = None
) -> tuple[ActionOutcome, bool]:
    return execute_action(ACTIONS[name], mentors, given, today=TODAY, by="kim", confirmed=confirmed)


def _at_once(*calls: Any) -> list[tuple[ActionOutcome, bool]]:
    answers = []

    def call(each: Any) -> None:
        try:
            answers.append(each())
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=[each]) for each in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers
