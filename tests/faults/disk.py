"""The disk is full, or the database can't be written to: a clear error, and nothing is harmed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from tests.faults.coordinator import Coordinator
from tests.faults.invariants import assert_model_holds
from tests.faults.load import Client
from tests.faults.rows import NotHere
from tests.faults.stage import Stage, forget_connections
from tests.support.postgres import unprivileged
from tests.support.records import everything

DUE = 3000
LEFT = 400_000
RETRY_LATER = 503


def full(stage: Stage) -> None:
    """A file system of a few megabytes, filled to the brim, on which the database lies."""
    with _small_disk(stage) as disk:
        due = stage.load(DUE, DUE)
        stage.make_token()
        forget_connections()
        web = stage.web()
        with _filled(disk):
            run = stage.job(batch=100)
            answer = Client(web.port, stage.token).send(
                "POST", "/api/v1/certifications", _certification()
            )
        words = ("No space left", "could not extend", "disk is full", "disk I/O error")
        _assert_said_so(run, words)
        assert answer.status in (201, RETRY_LATER), answer  # there may be room for one more row
        first = stage.paused()
        assert first < DUE, "the disk was not full"
        again = stage.job(batch=100)
        assert again.code == 0, again.errors
        stage.assert_paused_once(due)
        assert_model_holds()
        stage.count(
            exit_code=run.code,
            paused_before_it_was_full=first,
            and_after_it_had_room=stage.paused() - first,
            API_said=answer.status,
        )


def read_only(stage: Stage) -> None:
    """As on a standby, or a file system that the kernel has remounted."""
    stage.load(DUE, DUE)
    stage.make_token()
    before = everything()
    with _read_only(stage):
        web = stage.web()
        client = Client(web.port, stage.token)
        run = stage.job()
        written = client.send("POST", "/api/v1/certifications", _certification())
        triggered = client.send("POST", "/api/v1/certifications/expiry-job/run", {})
        read = client.send("GET", "/api/v1/certifications?limit=1")
        web.process.destroy()
    forget_connections()
    _assert_said_so(run, ("read-only", "readonly", "unable to open"))
    writes = [written.status, triggered.status]
    stage.count(exit_code=run.code, API_said_to_writes=writes, and_to_reads=read.status)
    assert writes == [RETRY_LATER, RETRY_LATER], (written, triggered)
    # SQLite needs to write even to read: its readers lock.
    assert read.status == (200 if connection.vendor == "postgresql" else RETRY_LATER), read
    assert everything() == before
    assert stage.job().code == 0
    assert stage.paused() == DUE
    assert_model_holds()


def temporary_folder(stage: Stage) -> None:
    """Of the web process: too small for an upload and for an export, then large enough."""
    stage.load(20_000, 0)
    stage.make_token()
    folder = stage.folder / "temporary"
    folder.mkdir()
    with _mounted("-t", "tmpfs", "-o", "size=256k,mode=777", "none", at=folder):
        web = stage.web(TMPDIR=str(folder))
        coordinator = Coordinator(web.port, stage.session)
        full = _try_files(coordinator)
        left = sorted(path.name for path in folder.iterdir())
        subprocess.run(["mount", "-o", "remount,size=64m", folder], check=True)
        well = _try_files(coordinator)
        web.process.destroy()
    stage.count(full=full, with_room=well)
    assert full == dict.fromkeys(well, RETRY_LATER)
    assert well == dict.fromkeys(well, 200)
    assert left == [], f"what failed has left files: {left}"


def _try_files(coordinator: Coordinator) -> dict[str, int]:
    """An upload and an export of each kind; the statuses of the answers."""
    upload = coordinator.upload("a.csv", b"mentor_id\n" + b"m-1\n" * 800_000)
    answers = {"upload": upload} | {
        kind: coordinator.post("export", {"format": kind}) for kind in ("csv", "xlsx")
    }
    for answer in answers.values():
        assert answer.ok or "no room left for temporary files" in answer.text, answer.text[:500]
    return {name: answer.status_code for name, answer in answers.items()}


def _certification() -> dict[str, str]:
    return {
        "mentor_id": "somebody-new",
        "certification_type": "basic",
        "issued_at": "2020-01-01",
        "expires_at": "2090-01-01",
    }


def _assert_said_so(run: Any, words: tuple[str, ...]) -> None:
    assert run.code == 1, (run.code, run.output, run.errors)
    said = run.errors.rpartition("CommandError: The run failed")[2]
    assert said != run.errors, run.errors
    assert any(word in said for word in words), run.errors


# --- disks ---------------------------------------------------------------------------------
@contextmanager
def _small_disk(stage: Stage) -> Iterator[Path]:
    """A file system of its own, on which the database lies while the block lasts."""
    disk = stage.folder / "small"
    disk.mkdir()
    with (
        _mounted("-t", "tmpfs", "-o", "size=48m,mode=755", "none", at=disk),
        _moved_to(disk, stage),
    ):
        yield disk


@contextmanager
def _mounted(*arguments: str, at: Path) -> Iterator[None]:
    if os.geteuid() != 0:
        raise NotHere("only root can mount a file system")
    subprocess.run(["mount", *arguments, at], check=True)
    try:
        yield
    finally:
        forget_connections()
        subprocess.run(["umount", "--lazy", at], check=True)


@contextmanager
def _moved_to(disk: Path, stage: Stage) -> Iterator[None]:
    forget_connections()
    here = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        shutil.copy(here, disk)
        connection.settings_dict["NAME"] = str(disk / Path(here).name)
        stage.url = f"sqlite:///{disk / Path(here).name}"
        yield
        return
    if account := unprivileged():
        os.chown(disk, account["user"], account["group"])
    _from_outside(f"create tablespace small location '{disk}'")
    _from_outside(f'alter database "{here}" set tablespace small')
    try:
        yield
    finally:
        _cut_everybody(here)
        _from_outside(f'alter database "{here}" set tablespace pg_default')
        _from_outside("drop tablespace small")


@contextmanager
def _filled(disk: Path) -> Iterator[None]:
    """Hardly a block is left: enough for the run to begin."""
    ballast = disk / "ballast"
    with open(ballast, "wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    os.truncate(ballast, ballast.stat().st_size - LEFT)
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def _read_only(stage: Stage) -> Iterator[None]:
    """For everybody who comes to the database while the block lasts."""
    here = connection.settings_dict["NAME"]
    forget_connections()
    if connection.vendor == "sqlite":
        folder = Path(here).parent
        with _mounted("--bind", str(folder), at=folder):
            subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
            yield
        return
    change = f'alter database "{here}" set default_transaction_read_only ='
    _from_outside(f"{change} on")
    try:
        yield
    finally:
        _cut_everybody(here)
        _from_outside(f"{change} off")


def _cut_everybody(database: str) -> None:
    forget_connections()
    _from_outside(
        f"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{database}'"
    )


def _from_outside(statement: str) -> None:
    """Over a connection to another database of the server."""
    server = connection.settings_dict
    place = f"host={server['HOST']} port={server['PORT']} user={server['USER']} dbname=postgres"
    with psycopg.connect(place, autocommit=True) as outside:
        outside.execute(statement.encode())
