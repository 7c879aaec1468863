"""Sixteen clients who renew, edit, delete and run the job on the same fifty mentors."""

import time

from tests.faults.invariants import assert_model_holds
from tests.faults.load import NO_ANSWER, at_work, told
from tests.faults.stage import Stage

CLIENTS, MENTORS = 16, 50


def sixteen_clients(stage: Stage) -> None:
    """Nobody gets a 5xx, every invariant holds, every acknowledged write is there."""
    stage.make_token()
    mentors = [f"mentor-{number:02d}" for number in range(MENTORS)]
    web = stage.web()
    with at_work(stage, web, mentors, people=CLIENTS) as work:
        time.sleep(stage.rounds(60, 6))
    assert stage.job().code == 0
    stage.count(
        requests=work.statuses.total(),
        answers=told(work.statuses),
        acknowledged_writes=len(work.ledger),
        runs_over_the_API=len(work.ledger.runs),
    )
    assert work.surprises() == []
    assert max(work.statuses) < 500
    assert NO_ANSWER not in work.statuses
    assert stage.short or all(vars(work.ledger).values()), "not everything was done"
    work.ledger.assert_kept()
    assert_model_holds()
