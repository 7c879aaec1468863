"""Real processes on the test database: ``manage.py`` as cron, an operator or a server starts it.

They read the real clock, so that dates here lie a month and more away from today on either
side. What they hold of the operating system is looked up in ``/proc``, so they need Linux.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F

from certifications.models import AutoPause, Certification, CertificationType, ExpiryRun, Mentor
from mentorcerts.lib import clock, moments

KIND = "peer_mentor_basic"


def until(condition: Callable[[], Any], *, seconds: float = 20) -> Any:
    """Look again and again until it holds, and return what it gave; fail when time is up."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"it did not come true within {seconds} s"
        time.sleep(0.005)
    return found


class Process:
    """One started process, the leader of a group of its own. Its output goes to files."""

    def __init__(self, command: list[str], env: dict[str, str], folder: Path, stderr: int | None):
        self._output, self._errors = folder / "stdout", folder / "stderr"
        with open(self._output, "wb") as out, open(self._errors, "wb") as err:
            self._popen = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err if stderr is None else stderr,
                start_new_session=True,
            )
        self.pid = self._popen.pid

    @property
    def output(self) -> str:
        return self._output.read_text(encoding="utf-8")

    @property
    def errors(self) -> str:
        return self._errors.read_text(encoding="utf-8")

    @property
    def code(self) -> int:
        """The exit code; negative: the signal that ended it."""
        assert self._popen.returncode is not None, "it has not ended"
        return self._popen.returncode

    @property
    def ended(self) -> bool:
        return self._popen.poll() is not None

    def wait(self, seconds: float = 60) -> Self:
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            pytest.fail(f"still going on after {seconds} s; it said:\n{self.output}{self.errors}")
        return self

    def until(self, condition: Callable[[], Any], *, seconds: float = 20) -> Any:
        """Like ``until``, but fail at once when the process ends before it holds."""

        def holds_or_ended() -> Any:
            ended = self.ended
            found = condition()
            assert found or not ended, (
                f"ended with {self.code} before it came true:\n{self.output}{self.errors}"
            )
            return found

        return until(holds_or_ended, seconds=seconds)

    def send(self, number: signal.Signals) -> None:
        """A signal to this one process, as ``kill`` sends it."""
        self._popen.send_signal(number)

    def end(self, number: signal.Signals) -> Self:
        """A signal that ends it, and the wait for that."""
        self.send(number)
        return self.wait()

    def freeze(self) -> None:
        self.send(signal.SIGSTOP)
        flags = os.WSTOPPED | os.WEXITED | os.WNOWAIT | os.WNOHANG
        stopped = until(lambda: os.waitid(os.P_PID, self.pid, flags))
        assert stopped.si_code == os.CLD_STOPPED, f"it has ended:\n{self.output}{self.errors}"

    def thaw(self) -> None:
        self.send(signal.SIGCONT)

    def group(self) -> list[int]:
        """Those of its group that are alive; the dead that nobody has buried don't count."""
        return [pid for pid, state, group in _processes() if group == self.pid and state != "Z"]

    def destroy(self) -> None:
        if self.group():
            os.killpg(self.pid, signal.SIGKILL)
        self._popen.wait()
        until(lambda: not self.group())

    def has_opened(self, path: str) -> bool:
        try:
            opened = [os.readlink(each) for each in Path(f"/proc/{self.pid}/fd").iterdir()]
        except FileNotFoundError:
            return False  # one was closed while we looked: look again
        return os.path.realpath(path) in opened


def _processes() -> Iterator[tuple[int, str, int]]:
    """The id, the state and the group of every process."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended since
        state, _parent, group = stat.rpartition(")")[2].split()[:3]
        yield int(folder.name), state, int(group)


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


WAITING = (
    "select pid from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
)
WAITING_FOR_US = f"select count(distinct pid) from ({WAITING}) as waiting"
PROCESS_NAME = "a process of a test"
OTHERS_HERE = (
    "from pg_stat_activity where datname = current_database()"
    f" and application_name = '{PROCESS_NAME}' and backend_type = 'client backend'"
)


def number(sql: str, *parameters: Any) -> int:
    """The one number that a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.fetchone()[0])


def database_url(name: str) -> str:
    """The address of a database beside the tested one: a file, or a name on its server."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    server = connection.settings_dict
    account = quote(server["USER"], safe="")
    if server["PASSWORD"]:
        account += ":" + quote(server["PASSWORD"], safe="")
    return f"postgres://{account}@{server['HOST']}:{server['PORT']}/{name}"


@pytest.fixture
def programme(transactional_db: None, tmp_path: Path) -> Iterator[Programme]:
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc: run it on Linux")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # As shells start what works in the background: its children would not hear Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    opened = Programme(tmp_path)
    yield opened
    opened.destroy()


@pytest.fixture
def empty_database(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if connection.vendor == "sqlite":
        yield database_url(str(tmp_path / "empty.sqlite3"))
        return
    name = connection.settings_dict["NAME"] + "_empty"
    with connection.cursor() as cursor:
        cursor.execute(f'create database "{name}"')
    yield database_url(name)
    with connection.cursor() as cursor:
        cursor.execute(f'drop database "{name}" with (force)')


@pytest.fixture
def only_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite locks the whole database, and shows nobody who waits for it")
