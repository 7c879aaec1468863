"""The program of docs/sync.md against the program as it is served: it ends in step."""

import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Event as Flag

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import timezone

from certifications import services
from certifications.change_log.publish import publish_events
from certifications.models import Certification, Event
from certifications.services import mentors
from certifications.services.events import stands_of
from mentorcerts.access import tokens
from mentorcerts.lib import clock, moments
from mentorcerts.lib.refusals import Refused
from mentorcerts.personal_data.erasure import erase_mentor
from mentorcerts.sync.models import Comparison, Reader
from renewals.services import renew_certification
from tests.support.processes import Process
from tests.support.programme import Programme
from tests.support.web import Web, start_web

pytestmark = [pytest.mark.process, pytest.mark.slow]

MIRROR = Path(settings.BASE_DIR) / "docs" / "sync" / "mirror.py"
DOCUMENT = MIRROR.parent.with_suffix(".md")


class Mirror:
    """The copy, and the program that keeps it."""

    def __init__(self, programme: Programme, web: Web, copy: Path, token: str) -> None:
        self.programme, self.copy = programme, copy
        self.env = {
            "MIRROR_URL": f"http://127.0.0.1:{web.port}/api/v1/",
            "MIRROR_TOKEN": token,
            "PYTHONWARNINGS": "default",
        }

    def start(self) -> Process:
        command = [sys.executable, "-S", str(MIRROR), str(self.copy)]
        return self.programme.start(command, env=self.env)

    def run(self) -> Process:
        return self.start().wait()

    def assert_in_step(self) -> None:
        done = self.run()
        assert done.code == 0, done.output + done.errors
        assert done.output.endswith(": in step\n")

    def stands(self) -> dict[str, bool]:
        with closing(sqlite3.connect(self.copy)) as opened:
            rows = opened.execute("SELECT mentor_id, paused FROM stand").fetchall()
        return {mentor_id: bool(paused) for mentor_id, paused in rows}

    def execute(self, sql: str) -> None:
        with closing(sqlite3.connect(self.copy)) as opened, opened:
            opened.execute(sql)


@pytest.fixture
def mirror(programme, tmp_path) -> Mirror:
    user = User.objects.create_user("matching app")
    group, _ = Group.objects.get_or_create(name="Viewers")
    user.groups.add(group)
    token = tokens.create_token(owner=user)[1]
    web = start_web(programme, MENTORCERTS_API_RATE_TOKEN="off")
    return Mirror(programme, web, tmp_path / "copy.sqlite3", token)


def publish() -> None:
    publish_events(now=timezone.now())


def stands() -> dict[str, bool]:
    governing = Certification.objects.governing().values_list("mentor_id", flat=True)
    return stands_of(list(governing))


def test_it_begins_follows_and_says_whether_it_is_in_step(mirror, programme):
    names = programme.load(mentors=30, due=3)
    mirror.assert_in_step()
    assert mirror.stands() == stands()
    assert len(mirror.stands()) == 30
    programme.run("run_expiry_job", "--force")
    services.remove_mentor_certifications(mentor_id=names[0], today=clock.today(), by="kim")
    publish()
    done = mirror.run()
    assert (done.code, done.output) == (0, f"at event {Event.objects.count()}: in step\n")
    assert mirror.stands() == stands()
    assert sum(mirror.stands().values()) == 2
    reader = Reader.objects.get()
    assert (reader.name, reader.differences) == ("matching app", 0)
    assert reader.after == Event.objects.count()


def test_it_finds_what_differs(mirror, programme):
    names = programme.load(mentors=5, due=1)
    mirror.assert_in_step()
    mirror.execute(f"DELETE FROM stand WHERE mentor_id = '{names[0]}'")
    mirror.execute("INSERT INTO stand VALUES ('ghost', TRUE)")
    done = mirror.run()
    assert done.code == 1
    assert f"'active: missing': ['{names[0]}']" in done.output
    assert "'paused: unknown': ['ghost']" in done.output
    assert Comparison.objects.latest("at").differences == 1


@pytest.mark.parametrize("position", [-1, 10**6], ids=["too old", "a backup was restored"])
def test_where_the_feed_does_not_go_back_it_starts_anew(position, mirror, programme):
    programme.load(mentors=5, due=0)
    mirror.assert_in_step()
    mirror.execute("DELETE FROM stand")
    if position < 0:
        services.pause_mentor(mentor_id="peer_mentor_basic.00001", reason="On leave", by="kim")
        publish()
        Event.objects.update(occurred_at=timezone.now() - timedelta(days=400))
    else:
        mirror.execute(f"UPDATE position SET after = {position}")
    mirror.assert_in_step()
    assert mirror.stands() == stands()


# --- while others write -----------------------------------------------------------------------
def acts(dice: random.Random, names: list[str]) -> list[Callable[[str], object]]:
    today = clock.today()
    later = moments.utc_midnight(today + timedelta(days=dice.randint(400, 900)))
    midnight = moments.utc_midnight(today)
    return [
        lambda who: services.pause_mentor(mentor_id=who, reason="On leave", by="kim"),
        lambda who: services.resume_mentor(mentor_id=who, reason="Back"),
        lambda who: services.exempt_mentor(
            mentor_id=who, until=today + timedelta(9), reason="Ill", today=today, by="kim"
        ),
        lambda who: mentors.record_departure(
            mentor_id=who, reason="Moved", today=today, by="kim"
        ),
        lambda who: mentors.record_return(mentor_id=who, today=today, by="kim"),
        lambda who: services.remove_mentor_certifications(mentor_id=who, today=today, by="kim"),
        lambda who: services.record_certification(
            mentor_id=f"new-{dice.randint(1, 50)}",
            certification_type=dice.choice(["basic", "advanced"]),
            issued_at=midnight - timedelta(days=dice.randint(1, 900)),
            expires_at=later,
            today=today,
        ),
        lambda who: erase_mentor(mentor_id=who, by="kim", source="admin"),
        lambda who: renew_certification(
            mentor_id=who, renewal_date=midnight, new_expiry_date=later, processed_by="kim",
            today=today,
        ),
    ]  # fmt: skip


def write_until(stop: Flag, seed: int, names: list[str]) -> int:
    """Do one thing after the other; returns how many were done."""
    dice, done = random.Random(seed), 0
    try:
        while not stop.wait(0.02):
            try:
                dice.choice(acts(dice, names))(dice.choice(names))
                done += 1
            except (Refused, ValidationError):
                continue
    finally:
        connections.close_all()
    return done


def publish_until(stop: Flag) -> None:
    """As the task cluster does each minute, but in the time that a test has."""
    try:
        while not stop.wait(0.3):
            publish()
    finally:
        connections.close_all()


def test_killed_and_started_again_while_four_write_and_a_run_goes_on_it_ends_in_step(
    mirror, programme
):
    programme.load(mentors=400, due=150)
    names = sorted(stands())
    dice, stop = random.Random(0), Flag()
    kills = 0
    with ThreadPoolExecutor(5) as threads:
        writers = [threads.submit(write_until, stop, seed, names) for seed in range(4)]
        publisher = threads.submit(publish_until, stop)
        try:
            run = programme.start_run(batch=10)
            for _ in range(25):
                started = mirror.start()
                time.sleep(dice.uniform(0.03, 0.2))
                if not started.ended:
                    started.send(signal.SIGKILL)
                    kills += 1
                started.wait()
                assert started.code in (0, -9), started.output + started.errors
            for _ in range(3):
                mirror.assert_in_step()  # and nobody has stopped writing
            run.wait()
        finally:
            stop.set()
        assert publisher.result() is None
        assert min(writer.result() for writer in writers) > 5
    assert kills > 3
    publish()
    mirror.assert_in_step()
    # Whom a mirror has once known by their id it forgets; a new one reads them as pseudonyms.
    named = {who: paused for who, paused in stands().items() if not who.startswith("erased_")}
    mirrored = mirror.stands().items()
    assert {who: paused for who, paused in mirrored if not who.startswith("erased_")} == named
    assert Certification.objects.paused().count() > 20
    assert not Comparison.objects.exclude(missing=0, superfluous=0, unknown=0).exists()


def test_it_needs_nothing_but_python():
    """Neither a package nor any file beside it."""
    text = MIRROR.read_text("utf-8")
    imported = {line.split()[1].split(".")[0] for line in text.splitlines() if "import" in line[:7]}
    imported |= {line.split()[1].split(".")[0] for line in text.splitlines() if line[:5] == "from "}
    assert imported <= sys.stdlib_module_names


def test_the_document_shows_what_it_prints():
    shown = DOCUMENT.read_text("utf-8")
    assert "\nat event 4712: in step\n" in shown
    assert "\nat event 4712: {'paused: missing': ['mntr_3KX2']}\n1\n" in shown
