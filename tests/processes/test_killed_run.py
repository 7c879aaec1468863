"""A run may be ended at any moment. What it has committed is whole; the next run does the rest."""

import selectors
import signal
import socket
import threading
import time
from contextlib import contextmanager, suppress

import psycopg
import pytest
from django.db import connection, transaction

from certifications.models import ExpiryRun
from certifications.services.mentors import save_mentor
from tests.support.processes import until
from tests.support.sql import WAITING, number

pytestmark = pytest.mark.process

STALE = "MENTORCERTS_RUN_STALE_SECONDS"


def start(programme, *, due=1000, batch=2):
    """A run that has begun; and who is due."""
    mentors = programme.load(due, due)
    run = programme.start_run(batch=batch)
    run.until(lambda: programme.states() == ["running"])
    return run, mentors


# Committed pauses, and how far into what follows: into a batch, its commit, or the next one.
@pytest.mark.parametrize(
    ("number", "pauses", "seconds"),
    [
        (signal.SIGKILL, 0, 0),
        (signal.SIGKILL, 100, 0.004),
        (signal.SIGTERM, 1000, 0.008),
        (signal.SIGKILL, 1800, 0.012),
    ],
)
def test_a_killed_run_is_finished_by_the_next(programme, number, pauses, seconds):
    run, due = start(programme, due=3000, batch=10)
    run.until(lambda: programme.paused() >= pauses)
    time.sleep(seconds)
    run.end(number)
    first = programme.paused()
    assert run.code == -number
    assert pauses <= first < 3000, "it was killed too late for this test to mean anything"

    again = programme.run("run_expiry_job", "--force")

    assert (again.code, programme.states()) == (0, ["interrupted", "done"])
    programme.assert_paused_once(due)
    killed, second = ExpiryRun.objects.order_by("pk")
    assert killed.completed_at is not None
    assert killed.auto_paused >= first  # the last commit may have been under way
    assert killed.auto_paused % 10 == 0, "a batch was committed in part"
    assert killed.auto_paused + second.auto_paused == 3000
    assert second.expired_found == second.auto_paused


def test_a_run_that_somebody_interrupts_records_so_and_is_finished_by_the_next(programme):
    run, due = start(programme)
    run.until(lambda: programme.paused() >= 200)
    programme.freeze_between_batches(run)
    run.send(signal.SIGINT)  # Ctrl-C; it comes to it when it wakes up
    run.thaw()
    assert run.wait().code in (-signal.SIGINT, 128 + signal.SIGINT), run.errors + run.output
    assert 200 <= programme.paused() < 1000
    assert programme.states() == ["interrupted"]

    again = programme.run("run_expiry_job", "--force")

    assert (again.code, programme.states()) == (0, ["interrupted", "done"])
    programme.assert_paused_once(due)


def test_a_run_killed_over_and_over_gets_done_in_the_end(programme):
    due = programme.load(1500, 1500)
    for pauses in (300, 800):
        run = programme.start_run(batch=4)
        run.until(lambda pauses=pauses: programme.paused() >= pauses)
        run.end(signal.SIGKILL)
    assert programme.run("run_expiry_job", "--force").code == 0
    assert programme.states() == ["interrupted", "interrupted", "done"]
    programme.assert_paused_once(due)


def test_a_dead_run_that_nobody_has_buried_is_not_waited_for(programme):
    """Its process is still listed: whoever started it does not care, as in many containers."""
    run, due = start(programme)
    run.until(lambda: programme.paused() >= 200)
    run.send(signal.SIGKILL)
    until(lambda: not run.group())  # it is dead; we have not waited for it

    again = programme.run("run_expiry_job", "--force")

    assert (again.code, programme.states()) == (0, ["interrupted", "done"]), again.errors
    programme.assert_paused_once(due)


def test_a_dead_run_of_another_machine_is_waited_for_until_its_heartbeat_is_old(programme):
    run, due = start(programme)
    run.until(lambda: programme.paused() >= 200)
    run.end(signal.SIGKILL)
    ExpiryRun.objects.update(host="another-machine")
    died = ExpiryRun.objects.get()

    refused = programme.run("run_expiry_job", "--force")

    assert refused.code == 75
    assert died.job_run_id in refused.errors
    assert programme.states() == ["running"]
    until(lambda: (time.time() - died.heartbeat_at.timestamp()) > 1.1)
    assert programme.run("run_expiry_job", "--force", env={STALE: "1"}).code == 0
    assert programme.states() == ["interrupted", "done"]
    programme.assert_paused_once(due)


def test_a_run_killed_while_it_waits_for_a_lock_leaves_none_behind(programme, only_postgresql):
    due = programme.load(60, 60)
    with transaction.atomic():
        save_mentor(mentor_id=max(due), name="Ada")
        run = programme.start_run(batch=100)
        run.until(lambda: programme.at_our_lock(run))
        run.end(signal.SIGKILL)  # all other mentors stay locked until its server notices
        again = programme.start_run(batch=100)
        again.until(lambda: ExpiryRun.objects.filter(process=again.pid, expired_found=60))
    assert again.wait().code == 0
    assert programme.states() == ["interrupted", "done"]
    programme.assert_paused_once(due)


# --- connections that break --------------------------------------------------------------------
def break_the_connection_that_waits_for_us():
    number(f"select count(pg_terminate_backend(pid)) from ({WAITING}) as waiting")


def test_a_run_that_loses_its_connection_records_so_over_a_new_one(programme, only_postgresql):
    run, due = start(programme)
    run.until(lambda: programme.paused() >= 200)
    with programme.held_between_batches(run):
        break_the_connection_that_waits_for_us()
    assert run.wait().code == 1, run.errors
    assert "CommandError: The run failed, and what it had committed is whole" in run.errors
    assert 200 <= programme.paused() < 1000
    assert programme.states() == ["failed"]

    again = programme.run("run_expiry_job", "--force")

    assert (again.code, programme.states()) == (0, ["failed", "done"])
    programme.assert_paused_once(due)


def test_a_run_whose_database_restarts_records_its_failure_when_it_is_back(
    programme, only_postgresql
):
    """Nobody may connect for some seconds: as while PostgreSQL starts."""
    run, _due = start(programme)
    run.until(lambda: programme.paused() >= 200)
    name = connection.settings_dict["NAME"]
    with programme.held_between_batches(run), closed(name):
        break_the_connection_that_waits_for_us()
        run.until(lambda: "could not be recorded" in run.errors)
    assert run.wait().code == 1, run.errors
    assert "Traceback" not in run.errors
    assert programme.states() == ["failed"]


@contextmanager
def closed(name):
    """No new connection to this database."""
    statement = f'alter database "{name}" with allow_connections'
    place = connection.settings_dict
    with psycopg.connect(
        host=place["HOST"], port=place["PORT"], user=place["USER"], dbname="postgres",
        autocommit=True,
    ) as outside:  # fmt: skip
        outside.execute(f"{statement} false")
        try:
            yield
        finally:
            outside.execute(f"{statement} true")


def test_a_run_that_loses_its_connection_in_a_batch_does_the_batch_over_a_new_one(
    programme, only_postgresql
):
    due = programme.load(60, 60)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("lock certifications_autopause in exclusive mode")
        run = programme.start_run(batch=20)
        run.until(lambda: programme.at_our_lock(run))
        break_the_connection_that_waits_for_us()
    assert run.wait().code == 0
    assert programme.states() == ["done"]
    programme.assert_paused_once(due)


def test_a_batch_that_was_committed_unheard_of_is_counted(programme, only_postgresql):
    """The connection breaks when the commit has been sent, before its answer has come."""
    due = programme.load(60, 60)
    port = connection.settings_dict["PORT"]
    with Wire(int(port)) as wire, commits_that_wait():
        url = programme.url.replace(f":{port}/", f":{wire.port}/")
        env = {"DATABASE_URL": url, "MENTORCERTS_BATCH_SIZE": "20"}
        with transaction.atomic():
            number("select count(pg_advisory_xact_lock(1))")
            run = programme.run("run_expiry_job", "--force", env=env, wait=False)
            run.until(lambda: programme.at_our_lock(run))
            wire.cut()
        assert run.wait().code == 0, run.errors
    assert programme.states() == ["done"]
    programme.assert_paused_once(due)
    assert ExpiryRun.objects.get().expired_found == 60


@contextmanager
def commits_that_wait():
    """Whoever has logged a pause waits, in the middle of the commit, for advisory lock 1."""
    with connection.cursor() as cursor:
        cursor.execute(
            "create function waits() returns trigger language plpgsql as $$"
            " begin perform pg_advisory_xact_lock_shared(1); return null; end $$;"
            "create constraint trigger waits after insert on certifications_autopause"
            " deferrable initially deferred for each row execute function waits()"
        )
        try:
            yield
        finally:
            cursor.execute("drop function waits() cascade")


class Wire:
    """Stands between clients and a server. No end hears of it when the other one hangs up."""

    def __init__(self, server: int):
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._clients: list[socket.socket] = []
        self._servers: list[socket.socket] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._carry)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exception):
        self._over.set()
        self._thread.join(20)
        for end in (self._listener, self._selector, *self._clients, *self._servers):
            end.close()

    def cut(self):
        """Break off those who are connected now; who connects again gets through."""
        for client in [*self._clients]:  # not those who come while we cut
            client.shutdown(socket.SHUT_RDWR)

    def _carry(self):
        while not self._over.is_set():
            for key, _ in self._selector.select(0.02):
                if key.fileobj is self._listener:
                    self._connect()
                else:
                    self._pass_on(key.fileobj, key.data)

    def _connect(self):
        client, _ = self._listener.accept()
        server = socket.create_connection(("127.0.0.1", self._server))
        self._clients.append(client)
        self._servers.append(server)
        self._selector.register(client, selectors.EVENT_READ, server)
        self._selector.register(server, selectors.EVENT_READ, client)

    def _pass_on(self, near, far):
        said = b""
        with suppress(OSError):
            said = near.recv(65536)
            far.sendall(said)
        if not said:
            self._selector.unregister(near)
