"""Writers on the same mentors, some of whose transactions stay open for seconds."""

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from certifications import services
from certifications.models import Certification, Mentor
from mentorcerts.lib import clock, moments
from mentorcerts.lib.refusals import Conflict, Missing
from renewals.services import renew_certification
from tests.faults.forks import Fork, shared_signal
from tests.faults.stage import Stage

REFUSALS = (ValidationError, Conflict, Missing)


@contextmanager
def writing(
    stage: Stage, mentors: Sequence[str], *, people: int = 4, longest: float = 3.0
) -> Iterator[None]:
    """So many people write while the block lasts. ``longest``: seconds of a transaction."""
    over = shared_signal()
    everybody = [
        Fork(stage, Writer(stage.random.random(), mentors, over, longest).work)
        for _ in range(people)
    ]
    try:
        yield
    finally:
        over.set()
        for person in everybody:
            person.wait()


class Writer:
    """Renews, pauses and resumes by hand; one act in five takes its time, one in ten is undone."""

    def __init__(self, seed: float, mentors: Sequence[str], over: Any, longest: float) -> None:
        self._random, self._mentors = random.Random(seed), mentors
        self._over, self._longest = over, longest

    def work(self) -> None:
        while not self._over.is_set():
            try:
                with transaction.atomic():
                    self._act(self._random.choice(self._mentors))
                    if self._random.random() < 0.2:
                        time.sleep(self._random.uniform(self._longest / 6, self._longest))
                    transaction.set_rollback(self._random.random() < 0.1)
            except REFUSALS:
                continue  # somebody was quicker
            time.sleep(0.01)

    def _act(self, mentor: str) -> None:
        does = self._random.choice([self._renew, self._renew, self._by_hand, self._correct])
        does(mentor)

    def _renew(self, mentor: str) -> None:
        until = Certification.objects.get(mentor_id=mentor, is_current=True).expires_at
        renew_certification(
            mentor_id=mentor,
            renewal_date=moments.utc_midnight(clock.today()),
            new_expiry_date=until + timedelta(days=self._random.randint(1, 90)),
            today=clock.today(),
        )

    def _by_hand(self, mentor: str) -> None:
        if Mentor.objects.get(pk=mentor).paused_at is None:
            services.pause_mentor(mentor_id=mentor, reason="On leave", by="kim")
        else:
            services.resume_mentor(mentor_id=mentor)

    def _correct(self, mentor: str) -> None:
        services.update_certification(
            certification=Certification.objects.get(mentor_id=mentor, is_current=True),
            changes={
                "expires_at": moments.utc_midnight(
                    clock.today() + timedelta(days=self._random.choice([-90, 90, 91, 92]))
                )
            },
            today=clock.today(),
        )
