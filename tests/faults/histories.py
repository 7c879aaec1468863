"""Random histories of a few mentors each, after every one of which the change log is replayed.

Clients and coordinators, the job and a publisher work on them at once, in a process each. The job
and the publisher are killed at random moments, and now and then one of the people.
"""

import logging
import random
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.test import override_settings
from django.utils import timezone

from certifications import services
from certifications.change_log.expired import tell_expired
from certifications.change_log.fold import compare_with_log
from certifications.change_log.publish import publish_events, unpublished
from certifications.job.refusals import AlreadyRunning
from certifications.job.run import expire_certifications
from certifications.job.undo import undo_pause, undo_run
from certifications.models import AutoPause, Certification, Event, ExpiryRun
from certifications.services.events import untold_pauses
from certifications.services.many import CertificationRow, record_certifications
from mentorcerts.lib import clock, moments
from mentorcerts.lib.refusals import Conflict, Missing, Refused
from mentorcerts.lib.sheets.problems import RefusedRows
from renewals.models import Renewal
from renewals.services import change_renewal, remove_renewal, renew_certification, restore_renewal
from tests.faults.forks import Fork
from tests.faults.invariants import assert_log_holds, assert_model_holds
from tests.faults.stage import Stage

MENTORS, PEOPLE, ACTS = 10, 2, 12
TYPES = {"basic": "mentoring", "advanced": "mentoring", "check": "check"}
"""Each with the requirement that it meets."""
REFUSALS = (ValidationError, Conflict, Missing, Refused, RefusedRows)


def replayed(stage: Stage) -> None:
    """The folded log gives the stands of the tables; no pause without its line, or with two."""
    logging.disable(logging.WARNING)  # hundreds of dead runs
    for code, requirement in TYPES.items():
        services.save_certification_type(code=code, requirement=requirement, today=clock.today())
    histories, kills = stage.rounds(500, 15), _Kills()
    for number in range(histories):
        _one_history(stage, [f"h{number:03d}-{each}" for each in range(MENTORS)], kills)
        _run()
        assert not compare_with_log(), compare_with_log()
        if number % 10 == 0:
            assert_log_holds()
    assert_model_holds()
    stage.count(
        histories=histories,
        lines=Event.objects.count(),
        pauses=AutoPause.objects.count(),
        runs=ExpiryRun.objects.count(),
        runs_undone=ExpiryRun.objects.filter(undone_at__isnull=False).count(),
        kills=str(vars(kills)).strip("{}").replace("'", ""),
    )
    kinds = set(Event.objects.values_list("type", flat=True))
    wanted = set(Event.Type.values) - {Event.Type.ERASED, Event.Type.RUN_HELD}
    assert stage.short or kinds == wanted, wanted - kinds
    least = 1 if stage.short else histories / 20
    assert kills.jobs_in_mid_run >= least, "too few kills struck for this to mean anything"
    assert kills.publishers_with_work_left >= least


class _Kills:
    def __init__(self) -> None:
        self.jobs_in_mid_run = self.publishers_with_work_left = self.people = 0


def _one_history(stage: Stage, mentors: list[str], kills: _Kills) -> None:
    due = 0
    for mentor in mentors:
        expires = stage.random.choice([-20, -9, -5, -1, 0, 60])
        due += expires < 0
        _certify(mentor, stage.random.choice(list(TYPES)), expires)
    before = stage.paused()
    people = [Fork(stage, Person(mentors, stage).work) for _ in range(PEOPLE)]
    publisher, job = Fork(stage, _publish_on_and_on), Fork(stage, _run)
    wanted = before + stage.random.randint(1, max(due // 2, 1))
    while stage.paused() < wanted and job.alive:
        time.sleep(0.001)
    for victim in stage.random.sample([job, publisher], 2):
        time.sleep(stage.random.uniform(0, 0.004))
        victim.kill()
        if victim is job:
            running = ExpiryRun.objects.filter(state=ExpiryRun.State.RUNNING, auto_paused__gt=0)
            kills.jobs_in_mid_run += running.exists()
        else:
            kills.publishers_with_work_left += unpublished().exists() or untold_pauses().exists()
    if stage.random.random() < 0.2:
        kills.people += people.pop().kill()
    for person in people:
        person.wait()


def _certify(mentor: str, kind: str, expires: int) -> None:
    services.record_certification(
        mentor_id=mentor,
        certification_type=kind,
        issued_at=_moment(-500),
        expires_at=_moment(expires),
        today=clock.today(),
    )


def _run() -> None:
    """In tiny batches, so that a kill finds it in the middle of something."""
    with suppress(AlreadyRunning), override_settings(MENTORCERTS_BATCH_SIZE=1):
        expire_certifications(today=clock.today(), trigger=ExpiryRun.Trigger.COMMAND, force=True)


def _publish_on_and_on() -> None:
    while True:
        publish_events(now=timezone.now())
        time.sleep(0.005)


def _day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def _moment(days: int) -> Any:
    return moments.utc_midnight(_day(days))


class Person:
    """Somebody who does a dozen things at random to these mentors, or looks what they would do."""

    def __init__(self, mentors: list[str], stage: Stage) -> None:
        self._mentors = mentors
        self._random = random.Random(stage.random.random())
        self._today = clock.today()

    def work(self) -> None:
        acts: dict[Callable[[str], object], int] = {
            self.record: 5, self.import_some: 2, self.edit: 8, self.revoke: 3, self.reinstate: 3,
            self.remove: 2, self.remove_all: 1, self.restore: 3, self.renew: 8,
            self.change_renewal: 3, self.remove_renewal: 4, self.restore_renewal: 2,
            self.pause: 3, self.resume: 3, self.exempt: 3, self.end_exemption: 2, self.leave: 1,
            self.come_back: 2, self.note: 1, self.set_rules: 1, self.undo_pause: 3,
            self.undo_run: 1, self.tell_expired: 1, self.run_job: 1,
        }  # fmt: skip
        for _ in range(ACTS):
            [act] = self._random.choices(list(acts), list(acts.values()))
            self._do(act)

    def _do(self, act: Callable[[str], object]) -> None:
        mentor = self._random.choice(self._mentors)
        looks_only = act != self.run_job and self._random.random() < 0.15
        try:
            with transaction.atomic() if looks_only else nullcontext():
                act(mentor)
                if looks_only:
                    transaction.set_rollback(True)
        except REFUSALS:
            pass  # it makes no sense at the moment

    # --- clients -----------------------------------------------------------------------------
    def record(self, mentor: str) -> None:
        _certify(mentor, self._random.choice(list(TYPES)), self._random.choice([-9, -1, 5, 90]))

    def import_some(self, mentor: str) -> None:
        rows = [
            CertificationRow(
                row=number,
                mentor_id=each,
                certification_type=self._random.choice(list(TYPES)),
                issued_at=_moment(-400 - self._random.randrange(90)),
                expires_at=_moment(self._random.choice([-3, 4, 50])),
            )
            for number, each in enumerate(self._mentors[:3])
        ]
        record_certifications(rows=rows, today=self._today)

    def edit(self, mentor: str) -> None:
        changes: dict[str, Any] = {"expires_at": _moment(self._random.choice([-30, -2, -1, 9]))}
        if self._random.random() < 0.2:
            changes["certification_type"] = self._random.choice(list(TYPES))
        self._change(mentor, changes=changes)

    def revoke(self, mentor: str) -> None:
        self._change(mentor, status="revoked")

    def reinstate(self, mentor: str) -> None:
        self._change(mentor, status="valid")

    def _change(self, mentor: str, **how: Any) -> None:
        if certification := self._one(Certification.objects.filter(mentor_id=mentor)):
            changes = how.pop("changes", {})
            services.update_certification(
                certification=certification, changes=changes, today=self._today, **how
            )

    def remove(self, mentor: str) -> None:
        if certification := self._one(Certification.objects.filter(mentor_id=mentor)):
            services.remove_certification(certification=certification, today=self._today)

    def remove_all(self, mentor: str) -> None:
        services.remove_mentor_certifications(mentor_id=mentor, today=self._today)

    def restore(self, mentor: str) -> None:
        removed = Certification.objects.filter(mentor_id=mentor, deleted_at__isnull=False)
        if certification := self._one(removed):
            services.restore_certification(certification=certification, today=self._today)

    def renew(self, mentor: str) -> None:
        renew_certification(
            mentor_id=mentor,
            renewal_date=_moment(-self._random.randrange(5)),
            new_expiry_date=_moment(self._random.choice([-1, 1, 30, 400, 401])),
            today=self._today,
        )

    def change_renewal(self, mentor: str) -> None:
        if renewal := self._renewal(mentor):
            changes = {"new_expiry_date": _moment(self._random.choice([-1, 2, 200]))}
            change_renewal(renewal=renewal, changes=changes, today=self._today)

    def remove_renewal(self, mentor: str) -> None:
        if renewal := self._renewal(mentor):
            remove_renewal(renewal=renewal, also_corrected=True, today=self._today)

    def restore_renewal(self, mentor: str) -> None:
        if renewal := self._renewal(mentor, deleted_at__isnull=False):
            restore_renewal(renewal=renewal, today=self._today)

    # --- coordinators ------------------------------------------------------------------------
    def pause(self, mentor: str) -> None:
        services.pause_mentor(mentor_id=mentor, reason="On leave", by="kim")

    def resume(self, mentor: str) -> None:
        services.resume_mentor(mentor_id=mentor)

    def exempt(self, mentor: str) -> None:
        until = _day(self._random.choice([0, 3, 30]))
        services.exempt_mentor(
            mentor_id=mentor, until=until, reason="Ill", today=self._today, by="kim"
        )

    def end_exemption(self, mentor: str) -> None:
        services.end_exemption(mentor_id=mentor)

    def leave(self, mentor: str) -> None:
        services.record_departure(mentor_id=mentor, reason="Moved", today=self._today, by="kim")

    def come_back(self, mentor: str) -> None:
        services.record_return(mentor_id=mentor, today=self._today, by="kim")

    def note(self, mentor: str) -> None:
        services.add_note(mentor_id=mentor, text="Called back", by="kim")

    def set_rules(self, mentor: str) -> None:
        """Of a type that mentors of all histories hold."""
        code = self._random.choice(list(TYPES))
        grace_days = self._random.choice([0, 0, 2, 20])
        services.save_certification_type(
            code=code, grace_days=grace_days, requirement=TYPES[code], today=self._today
        )

    def undo_pause(self, mentor: str) -> None:
        if pause := self._one(AutoPause.objects.filter(mentor_id=mentor, lifted_at=None)):
            undo_pause(pause=pause, **self._a_mistake())

    def undo_run(self, mentor: str) -> None:
        pauses = AutoPause.objects.filter(mentor_id=mentor, lifted_at=None)
        if pause := self._one(pauses.select_related("run")):
            undo_run(run=pause.run, **self._a_mistake())

    def _a_mistake(self) -> dict[str, Any]:
        return {
            "exempt_until": _day(self._random.choice([0, 2])),
            "reason": "A mistake",
            "today": self._today,
            "by": "kim",
        }

    # --- tasks -------------------------------------------------------------------------------
    def tell_expired(self, mentor: str) -> None:
        tell_expired(today=self._today)

    def run_job(self, mentor: str) -> None:
        _run()

    # --- what they need for it ---------------------------------------------------------------
    def _renewal(self, mentor: str, **which: Any) -> Any:
        return self._one(Renewal.objects.filter(certification__mentor_id=mentor, **which))

    def _one(self, records: "QuerySet[Any]") -> Any:
        found = list(records.order_by("pk"))
        return self._random.choice(found) if found else None
