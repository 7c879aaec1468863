"""Two colleagues undo in the same moment, or one undoes and the other acts: one thing is done."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from certifications.change_log.fold import compare_with_log
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Certification, ExpiryRun
from mentorcerts.action_log.models import ExecutedAction
from mentorcerts.action_log.undo import undo_action
from mentorcerts.lib.refusals import Refused
from renewals.models import Renewal
from renewals.services import renew_certification
from tests.support.action_log import act, look_at_undo
from tests.support.dates import TODAY, at
from tests.support.hundreds import hundreds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_of_two_who_undo_the_same_action_one_does():
    mentors = hundreds(60, expires="2026-03-01")
    expire_certifications(today=TODAY, trigger=ExpiryRun.Trigger.COMMAND, force=True)
    action = act("renew", *(mentor.pk for mentor in mentors), new_expiry_date=date(2029, 3, 26))
    assert AutoPause.objects.open().count() == 0
    shown = look_at_undo(action)
    late, first = sorted(at_once(*[lambda: undone(action, shown.digest)] * 2))
    assert first == "written"
    assert "was undone by lee" in late
    assert ExecutedAction.objects.filter(undoes=action).count() == 1
    assert Renewal.objects.live().count() == 0
    assert AutoPause.objects.open().count() == 60
    assert not compare_with_log()


def test_one_undoes_while_another_renews_one_of_them_again():
    mentors = hundreds(60)
    action = act("renew", *(mentor.pk for mentor in mentors))
    shown = look_at_undo(action)
    again = {"renewal_date": at("2026-03-26"), "new_expiry_date": at("2035-01-01")}

    def renewed() -> str:
        renew_certification(mentor_id=mentors[5].pk, **again, today=TODAY, by="ana")
        return "renewed"

    answers = at_once(lambda: undone(action, shown.digest), renewed)
    assert "renewed" in answers
    expires = Certification.objects.governing().get(mentor=mentors[5]).expires_at
    assert expires == at("2035-01-01")  # before the undo or after it, but not undone unseen
    assert ("written" in answers) == (Renewal.objects.live().count() == 1)
    assert not compare_with_log()


def undone(action: ExecutedAction, shown: str) -> str:
    try:
        _, written = undo_action(
            action_id=action.pk, confirmed=shown, today=TODAY, now=timezone.now(), by="lee"
        )
    except Refused as refusal:
        return str(refusal)
    return "written" if written else "not as shown"


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    answers: list[Any] = []

    def call(each: Callable[[], Any]) -> None:
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
