"""The expiry run: its time against one SQL statement, and its memory."""

import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from typing import Any

from tests.benchmarks import lab as labs
from tests.benchmarks import loading
from tests.benchmarks.lab import Lab, program, say
from tests.benchmarks.report import Row, compared, figure

WORK = "work"
NAMES = ("the run", "one statement")

DUE = """
    certification.is_current AND NOT certification.mentor_left
    AND NOT certification.auto_pause_applied
    AND certification.revoked_at IS NULL AND certification.expires_at < {bound}
    AND certification.expires_at < {bound_less_grace}
    AND NOT EXISTS (
        SELECT 1 FROM certifications_mentor AS mentor
        WHERE mentor.mentor_id = certification.mentor_id AND mentor.exempt_until >= '{today}'
    )
"""


# --- against one statement -------------------------------------------------------------------
def a_night(lab: Lab) -> list[Row]:
    size = lab.sizes.large
    row = _on_postgresql(lab, lab.loaded(size), f"{size:,} mentors, 3.5 % due", bar=1.25)
    return [row, _start_up(lab)]


def everybody(lab: Lab) -> list[Row]:
    size = lab.sizes.medium
    what = f"{size:,} mentors, all due, safety limit overridden"
    return [_on_postgresql(lab, lab.loaded(size, loading.ALL), what, bar=1.4)]


def _on_postgresql(lab: Lab, template: str, what: str, *, bar: float) -> Row:
    times: dict[Any, list[float]] = {timed_run: [], _timed_statement: []}
    with program(lab.copy(lab.loaded(lab.sizes.tiny), WORK)) as run:
        run(timed_run)  # both have been used once before they are timed
        run(_timed_statement)
        for repetition in range(lab.sizes.repeat):
            paused = set()
            order = list(times) if repetition % 2 else list(times)[::-1]
            for contestant in order:
                lab.copy(template, WORK)
                seconds, number = run(contestant)
                times[contestant].append(seconds)
                paused.add(number)
            assert len(paused) == 1, f"they paused different numbers of mentors: {paused}"
            say(f"{what}: {times[timed_run][-1]:.2f} s, {times[_timed_statement][-1]:.2f} s")
    lab.drop(WORK)
    return compared(f"run on PostgreSQL, {what}", *times.values(), names=NAMES, bar=bar)


def on_sqlite(lab: Lab) -> list[Row]:
    size = lab.sizes.medium
    template, work = lab.sqlite(size), lab.folder / "work.sqlite3"
    times: dict[Any, list[float]] = {timed_run: [], _timed_statement: []}
    shutil.copy(lab.sqlite(lab.sizes.tiny), work)
    with program(f"sqlite:///{work}") as run:
        run(timed_run)
        run(_timed_statement)
        for repetition in range(lab.sizes.repeat):
            paused = set()
            for contestant in list(times) if repetition % 2 else list(times)[::-1]:
                for old in lab.folder.glob("work.sqlite3*"):
                    old.unlink()
                shutil.copy(template, work)
                os.sync()
                seconds, number = run(contestant)
                times[contestant].append(seconds)
                paused.add(number)
            assert len(paused) == 1, f"they paused different numbers of mentors: {paused}"
    what = f"run on SQLite, {size:,} mentors, 3.5 % due"
    return [compared(what, *times.values(), names=("the run", "two statements"), bar=2)]


def timed_run() -> tuple[float, int]:
    """In the process of the program: seconds, and how many mentors were paused."""
    from django.db import connection

    from certifications.job.run import expire_certifications

    connection.ensure_connection()
    begin = time.perf_counter()
    run = expire_certifications(today=labs.today(), trigger="command", force=True)
    seconds = time.perf_counter() - begin
    connection.close()
    assert not run.failures
    return seconds, run.auto_paused


def _timed_statement() -> tuple[float, int]:
    """The same rows updated and logged, with the same columns filled, by SQL alone."""
    from django.db import connection, transaction

    run = _another_run()
    begin = time.perf_counter()
    with connection.cursor() as cursor, transaction.atomic():
        for sql in reference(connection.vendor, labs.today(), run):
            cursor.execute(sql)
        paused = cursor.rowcount
    seconds = time.perf_counter() - begin
    connection.close()
    return seconds, paused


def _another_run() -> int:
    from django.utils import timezone

    from certifications.ids import job_run_id
    from certifications.models import ExpiryRun

    number = ExpiryRun.objects.filter(day=labs.today()).count() + 1
    return int(
        ExpiryRun.objects.create(
            job_run_id=job_run_id(labs.today(), number), day=labs.today(), number=number,
            trigger="command", state="done", as_of=labs.today(), completed_at=timezone.now(),
        ).pk
    )  # fmt: skip


def reference(vendor: str, today: date, run: int) -> list[str]:
    """One statement on PostgreSQL, two on SQLite, that do what a run does to the rows."""
    dialect = loading.Dialect(vendor, today)
    reason = loading.reason(dialect, "due.")
    log = f"""
        INSERT INTO {loading.PAUSE}
        SELECT 'log_' || {loading.scattered(f"due.id + {loading.NEWER}")}, due.id, due.mentor_id,
            {run}, {reason}, {{now}}, NULL, '', ''
        FROM {{due}} AS due
    """
    bound = dialect.moment("0")
    if vendor == "postgresql":
        grace = f"{bound} - type.grace_days * interval '1 day'"
        due = DUE.format(bound=bound, bound_less_grace=grace, today=today)
        claim = f"""
            WITH claimed AS (
                UPDATE certifications_certification AS certification
                SET auto_pause_applied = TRUE, auto_pause_applied_at = now(), updated_at = now()
                FROM certifications_certificationtype AS type
                WHERE type.code = certification.certification_type_id AND {due}
                RETURNING certification.id, certification.mentor_id,
                    certification.certification_type_id, certification.expires_at
            )"""
        return [claim + log.format(now="now()", due="claimed")]
    now = f"'{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}'"  # the two statements have to agree
    grace = f"datetime({bound}, '-' || type.grace_days || ' days')"
    due = f"""(
        SELECT certification.id, certification.mentor_id, certification.certification_type_id,
            certification.expires_at
        FROM certifications_certification AS certification
        JOIN certifications_certificationtype AS type
            ON type.code = certification.certification_type_id
        WHERE {DUE.format(bound=bound, bound_less_grace=grace, today=today)}
    )"""
    update = f"""
        UPDATE certifications_certification
        SET auto_pause_applied = TRUE, auto_pause_applied_at = {now}, updated_at = {now}
        WHERE id IN (SELECT certification_id FROM certifications_autopause WHERE run_id = {run})
    """
    return [log.format(now=now, due=due), update]


def _start_up(lab: Lab) -> Row:
    """What the command adds to the run: Python, Django and the first connection."""
    url = lab.copy(lab.loaded(lab.sizes.tiny), WORK)
    _command(url)
    seconds = []
    for _ in range(lab.sizes.repeat):
        begin = time.perf_counter()
        _command(url, due=False)
        seconds.append(time.perf_counter() - begin)
    lab.drop(WORK)
    return figure("the command with nothing due at 1,000: what its start adds", seconds, "s")


# --- nothing due, and memory -----------------------------------------------------------------
def nothing_due(lab: Lab) -> list[Row]:
    """The night after: everybody who was due has been paused."""
    times: dict[int, list[float]] = {}
    for size in (lab.sizes.small, lab.sizes.large):
        with program(lab.copy(lab.loaded(size), WORK)) as run:
            assert run(timed_run)[1] > 0
            lab.execute("VACUUM ANALYZE", WORK)
            run(timed_run)
            measured = [run(timed_run) for _ in range(lab.sizes.repeat)]
        assert not any(paused for _, paused in measured)
        times[size] = [seconds for seconds, _ in measured]
    lab.drop(WORK)
    few, many = times
    what = f"job with nothing due at {many:,} mentors"
    names = (f"at {many:,}", f"at {few:,}")
    return [
        compared(f"{what} against {few:,}", times[many], times[few], names=names, bar=10),
        figure(what, times[many], "s", bar=1),
    ]


def memory(lab: Lab) -> list[Row]:
    """Peak memory of the command, 3.5 % due; afterwards all is put back, for the next time."""
    few, many = lab.sizes.small, lab.sizes.huge
    peaks: dict[int, list[float]] = {few: [], many: []}
    for size in peaks:
        database = lab.loaded(size)
        for _ in range(lab.sizes.repeat):
            peaks[size].append(_command(lab.url(database)))
            lab.execute(PUT_BACK, database)
            say(f"a run at {size:,}: {peaks[size][-1]:.0f} MB")
    what = f"peak memory of a run at {many:,} mentors against {few:,}"
    names = (f"at {many:,}", f"at {few:,}")
    return [compared(what, peaks[many], peaks[few], names=names, unit="MB", bar=1.2)]


PUT_BACK = """
    UPDATE certifications_certification
    SET auto_pause_applied = FALSE, auto_pause_applied_at = NULL
    WHERE id = ANY (ARRAY(
        SELECT certification_id FROM certifications_autopause
        WHERE run_id = (SELECT max(id) FROM certifications_expiryrun)
    ));
    UPDATE certifications_autopause SET lifted_at = now(), lift_reason = 'put back'
    WHERE run_id = (SELECT max(id) FROM certifications_expiryrun)
"""
"""As an array: PostgreSQL takes the rows of another statement for a handful, and compares each of
them with every certification. Lifted and not deleted: for each of those it would read all renewals,
which may refer to it."""


def _command(url: str, *, due: bool = True) -> float:
    """One ``manage.py run_expiry_job``, which pauses somebody unless nobody is due.

    Returns the most memory that it held, in MB.
    """
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_expiry_job"],
        cwd=labs.ROOT,
        env=labs.environment(url),
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"the command ended with {process.returncode}"
    assert (b" 0 paused" in said) != due, said
    return usage.ru_maxrss / 1024
