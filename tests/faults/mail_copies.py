"""A backup of production that is started elsewhere; and people who have lost their rights."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import psycopg
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from django_q.models import Schedule

from mentorcerts.digests.models import Digest
from mentorcerts.digests.plan import plan_digests
from mentorcerts.digests.services import choose_rhythm
from mentorcerts.lib import clock
from mentorcerts.reminders.models import Message
from tests.faults.invariants import assert_model_holds
from tests.faults.letters import (
    addresses,
    assert_written_to,
    due,
    mails_on,
    pass_time,
    plan_without_a_server,
    send_reminders,
    want_digests,
    write_to,
)
from tests.faults.stage import Stage
from tests.support.mailing import Mailbox, begin
from tests.support.postgres import client_tools
from tests.support.processes import Process

State = Message.State

# --- a copy ----------------------------------------------------------------------------------
MAY_NOT = "may not write to mentors"
COPY = "restored_on_a_test_machine"
TASKS = (
    "mentorcerts.reminders.tasks.plan_reminders_of_today",
    "mentorcerts.reminders.tasks.send_messages",
    "mentorcerts.digests.tasks.plan_and_send_digests",
)


def restored(stage: Stage) -> None:
    """With production's settings and mails that wait: it writes to nobody, and says so.

    Neither does the same database on another host. Production itself goes on.
    """
    mailbox = Mailbox()
    with mails_on(stage, mailbox):
        begin()
        mentors = due(30, kind="m")
        paused = stage.load(10, 10)
        write_to(paused)
        coordinators = want_digests(["ada", "kim"])
        plan_without_a_server(stage)
        pass_time()
        Schedule.objects.filter(func__in=TASKS).update(
            next_run=timezone.now() - timedelta(minutes=1)
        )
        copy = _Copy(stage)
        copy.is_looked_at()
        if not stage.short:  # the cluster looks at its schedules every 30 seconds
            copy.runs_its_tasks()
        assert copy.run("run_expiry_job", "--force").code == 0
        copy.writes_to_nobody()
        assert MAY_NOT in copy.run("check_runs").output
        elsewhere = stage.run("send_reminders", env={"MENTORCERTS_INSTALLATION": "test"})
        assert (elsewhere.code, MAY_NOT in elsewhere.errors) == (1, True)
        assert mailbox.received == [], "a copy has written to somebody"
        copy.withdraws_where_it_is_confirmed()
        assert mailbox.received == [], "a copy has written to somebody"
        assert stage.job().code == 0
        send_reminders(stage)
        pass_time()
        send_reminders(stage)
        assert stage.run("send_digests").code == 0
    assert_written_to(mailbox, addresses(mentors) | addresses(paused) | set(coordinators))
    stage.count(waiting_in_the_backup=len(mentors), by_production=len(mailbox.received))
    assert_model_holds()


class _Copy:
    """A backup, made and restored as docs/production.md says, and processes on it."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._vendor = stage, connection.vendor
        if self._vendor == "sqlite":
            self._file = str(stage.folder / "backup.sqlite3")
            self.url = f"sqlite:///{self._file}"
            script = (
                "import sqlite3, sys; here, there = map(sqlite3.connect, sys.argv[1:]); "
                "here.backup(there)"
            )
            _do(sys.executable, "-c", script, connection.settings_dict["NAME"], self._file)
            return
        self.url = f"{stage.url.rpartition('/')[0]}/{COPY}"
        backup, tools = stage.folder / "backup", client_tools()
        dump = [tools / "pg_dump", "--format=custom", "--no-owner", f"--file={backup}", stage.url]
        _do(*map(str, dump))
        with psycopg.connect(stage.url, autocommit=True) as server:
            server.execute(f"create database {COPY}".encode())
        options = ("--exit-on-error", "--single-transaction", "--no-owner")
        _do(str(tools / "pg_restore"), *options, f"--dbname={self.url}", str(backup))

    def run(self, *command: str, wait: bool = True) -> Process:
        return self._stage.run(*command, env={"DATABASE_URL": self.url}, wait=wait)

    def is_looked_at(self) -> None:
        """It is whole, and the mails that wait are in it."""
        assert self.run("migrate", "--check").code == 0
        assert self._number("from reminders_message where state = 'planned'") == 30

    def runs_its_tasks(self) -> None:
        """The task cluster, until each has had its turn."""
        cluster = self.run("qcluster", wait=False)
        waiting = f"from django_q_schedule where func in {TASKS} and next_run < current_timestamp"
        cluster.until(lambda: self._number(waiting) == 0, seconds=120)
        refused = "from reminders_senderstate where refused_as <> ''"
        cluster.until(lambda: self._number(refused) == 1, seconds=60)
        cluster.end(signal.SIGTERM)

    def writes_to_nobody(self) -> None:
        for command in ("send_reminders", "send_digests"):
            refused = self.run(command)
            assert refused.code == 1, refused.output
            assert "may not" in refused.errors
        assert self._number("from reminders_message where state = 'planned'") == 30
        assert self._number("from reminders_message") == 30, "something was planned"
        assert self._number("from digests_digest") == 0

    def withdraws_where_it_is_confirmed(self) -> None:
        """As whoever wants to try mails there does it: nothing of production's goes out."""
        assert self.run("send_reminders", "--switch-on", "quietly").code == 0
        sent = self.run("send_reminders", "--force")
        assert sent.code == 0, sent.output + sent.errors
        assert self._number("from reminders_message where state <> 'suppressed'") == 0

    def _number(self, what: str) -> int:
        query = f"select count(*) {what}"
        if self._vendor == "sqlite":
            with closing(sqlite3.connect(self._file)) as file:
                return int(file.execute(query).fetchone()[0])
        with psycopg.connect(self.url) as server:
            row = server.execute(query.encode()).fetchone()
        assert row is not None
        return int(row[0])


def _do(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# --- a digest --------------------------------------------------------------------------------
def lost_rights(stage: Stage) -> None:
    """Who has lost them since the digest was planned gets none, and the row says why."""
    each, mailbox = stage.rounds(30, 2), Mailbox()
    losses = _losses()
    with mails_on(stage, mailbox):
        begin()
        due(5, kind="soon")  # there is something to say
        people = {
            name: want_digests(f"{name}-{n}" for n in range(each)) for name in ("kept", *losses)
        }
        assert plan_digests(today=clock.today(), now=timezone.now()) == each * len(people)
        for name, (lose, _) in losses.items():
            for person in people[name].values():
                lose(person)
        for _ in range(each * len(people) // 20 + 1):  # so many a call
            assert stage.run("send_digests").code == 0
    assert_written_to(mailbox, people["kept"])
    for name, (_, reason) in losses.items():
        rows = Digest.objects.filter(user__in=people[name].values())
        assert list(rows.values_list("state", "reason")) == [(State.SUPPRESSED, reason)] * each
    assert Digest.objects.filter(state=State.SENT).count() == each
    stage.count(sent=each, lost_their_rights=dict.fromkeys(losses, each))
    assert_model_holds(nothing_due=False)


def _losses() -> dict[str, tuple[Callable[[User], object], str]]:
    """What people lose, and why they then get no digest."""

    def change(**values: object) -> Callable[[User], object]:
        return lambda user: User.objects.filter(pk=user.pk).update(**values)

    may_not = "Not active, or may not see where mentors stand."
    return {
        "deactivated": (change(is_active=False), may_not),
        "no-staff": (change(is_staff=False), may_not),
        "no-role": (lambda user: user.groups.clear(), may_not),
        "no-address": (change(email=""), "The account has no address."),
        "not-wanted": (
            lambda user: choose_rhythm(
                user=user, rhythm="off", today=clock.today(), now=timezone.now()
            ),
            "Not wanted any more.",
        ),
    }
