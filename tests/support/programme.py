"""Real processes on the test database: ``manage.py`` as cron, an operator or a server starts it.

They read the real clock, so that dates here lie a month and more away from today on either
side. What they hold of the operating system is looked up in ``/proc``, so they need Linux.
"""

import os
import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Count, F

from certifications.models import AutoPause, Certification, CertificationType, ExpiryRun, Mentor
from mentorcerts.lib import clock, moments
from tests.support.processes import Process, until
from tests.support.sql import WAITING, WAITING_FOR_US, database_url, number

KIND = "peer_mentor_basic"
PROCESS_NAME = "a process of a test"
OTHERS_HERE = (
    "from pg_stat_activity where datname = current_database()"
    f" and application_name = '{PROCESS_NAME}' and backend_type = 'client backend'"
)


class Programme:
    """The committed test database, and processes that work on it."""

    def __init__(self, folder: Path):
        self._folder, self._numbers = folder, count(1)
        self._started: list[Process] = []
        self.environment = {"DEBUG": "true"}
        self.url = database_url(connection.settings_dict["NAME"])

    # --- processes -------------------------------------------------------------------------
    def run(
        self,
        *arguments: str,
        env: dict[str, str] | None = None,
        wait: bool = True,
        stderr: int | None = None,
    ) -> Process:
        """Start ``manage.py`` with these arguments; by default come back when it has ended."""
        command = [sys.executable, "manage.py", *arguments]
        process = self.start(command, env={"PYTHONWARNINGS": "error"} | (env or {}), stderr=stderr)
        return process.wait() if wait else process

    def start(
        self, command: list[str], *, env: dict[str, str] | None = None, stderr: int | None = None
    ) -> Process:
        """Start any command on this database."""
        folder = self._folder / f"process-{next(self._numbers)}"
        folder.mkdir()
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("MENTORCERTS_")}
        ours = {"DATABASE_URL": self.url, "PGAPPNAME": PROCESS_NAME, "COLUMNS": "100"}
        environment = inherited | ours | self.environment | (env or {})
        process = Process(command, environment, folder, stderr)
        self._started.append(process)
        return process

    def start_run(self, *, batch: int) -> Process:
        """A forced run that goes on while the test does; see ``until_paused``."""
        size = {"MENTORCERTS_BATCH_SIZE": str(batch)}
        return self.run("run_expiry_job", "--force", env=size, wait=False)

    def destroy(self) -> None:
        for process in self._started:
            process.destroy()
        if connection.vendor == "postgresql":  # its servers to the killed ones end in their time
            until(lambda: number(f"select count(*) {OTHERS_HERE}") == 0)

    # --- what is in the database -----------------------------------------------------------
    def load(self, mentors: int, due: int, kind: str = KIND) -> list[str]:
        """Mentors with one certification each, of which the first ``due`` have expired.

        Returns the mentors who are due, in the order in which a run comes to them: not that of
        their names, in which it locks them.
        """
        names = [f"{kind}.{number:05d}" for number in range(mentors)]
        random.Random(0).shuffle(names)
        today = moments.utc_midnight(clock.today())
        CertificationType.objects.get_or_create(code=kind)
        Mentor.objects.bulk_create([Mentor(mentor_id=name) for name in names])
        Certification.objects.bulk_create(
            [
                Certification(
                    mentor_id=name,
                    certification_type_id=kind,
                    issued_at=today - timedelta(days=730),
                    expires_at=today + timedelta(days=-40 if number < due else 400),
                    is_current=True,
                )
                for number, name in enumerate(names)
            ]
        )
        return names[:due]

    def paused(self) -> int:
        """How many pauses are committed."""
        return AutoPause.objects.count()

    def assert_paused_once(self, mentors: list[str]) -> None:
        """These mentors and nobody else have been paused, each once, and still are."""
        logged = AutoPause.objects.open().values_list("mentor_id", flat=True)
        assert sorted(logged) == sorted(mentors)
        assert AutoPause.objects.count() == len(mentors)
        self.assert_books_balance()

    def assert_books_balance(self) -> None:
        """Every mark has its one open log, every log its mark, and every run counted its own."""
        marked = Certification.objects.filter(auto_pause_applied=True)
        logged = AutoPause.objects.open().values_list("certification_id", flat=True)
        assert sorted(marked.values_list("pk", flat=True)) == sorted(logged)
        runs = ExpiryRun.objects.filter(dry_run=False).annotate(logs=Count("pauses"))
        wrong = runs.exclude(auto_paused=F("logs"))
        assert list(wrong.values_list("job_run_id", "auto_paused", "logs")) == []
        assert "running" not in self.states()

    def states(self) -> list[str]:
        """The states of all runs, the first one first."""
        return list(ExpiryRun.objects.order_by("pk").values_list("state", flat=True))

    # --- locks -----------------------------------------------------------------------------
    def at_our_lock(self, *processes: Process) -> bool:
        """Whether all of these stand before a lock that this test's open transaction holds.

        SQLite can't tell. There it means that they have opened the database, and sooner or later
        they come to its one lock, which we hold.
        """
        if connection.vendor == "sqlite":
            return all(
                process.has_opened(connection.settings_dict["NAME"]) for process in processes
            )
        return number(WAITING_FOR_US) >= len(processes)

    def freeze_between_batches(self, run: Process) -> None:
        """Stop a run's process at a moment at which it holds no lock and has no transaction."""
        with self.held_between_batches(run):
            run.freeze()

    def held_between_batches(self, run: Process) -> AbstractContextManager[None]:
        """Keep a run before a lock while it has none itself."""
        sqlite = connection.vendor == "sqlite"
        return self._we_have_the_write_lock(run) if sqlite else self._looking_for_work(run)

    @contextmanager
    def _we_have_the_write_lock(self, run: Process) -> Iterator[None]:
        """While we have the one lock that there is, the run can't have it."""
        name = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(name, timeout=0, isolation_level=None)) as ours:

            def got_it() -> bool:
                try:
                    ours.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError:
                    return False
                return True

            run.until(got_it)
            yield
            ours.execute("ROLLBACK")

    @contextmanager
    def _looking_for_work(self, run: Process) -> Iterator[None]:
        """A batch locks the types first: when we get them, no batch is under way.

        Either the run then looks for its next batch (that reads the types), or it stands at the
        very beginning of one. There our lock would become its own, so that we try again.
        """
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("lock certifications_certificationtype in access exclusive mode")
                run.until(lambda: self.at_our_lock(run))
                cursor.execute(f"select query from pg_stat_activity where pid in ({WAITING})")
                if "FOR SHARE" not in cursor.fetchone()[0]:
                    yield
                    return
