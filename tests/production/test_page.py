"""The steps of docs/production.md: sound for a shell, about files that are there, and the backup's
script. All of them are tried in a fresh Debian by docs/production/try.sh, which takes ten minutes.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.support import postgres, procfile
from tests.support.sql import database_url

PAGE = (procfile.FOLDER.parent / "production.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("\n## From a bare Debian 12 to the first login\n")[2].partition("\n## ")[0]
BLOCKS = re.findall(r"^```sh\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE)
SCRIPTS = [*sorted(procfile.FOLDER.glob("*.sh")), procfile.FOLDER / "mentorcerts-manage"]


def test_every_step_has_a_block():
    assert len(BLOCKS) == 9
    assert "createsuperuser" in "".join(BLOCKS)


def sound(script: str) -> bool:
    return subprocess.run(["bash", "-n"], input=script, text=True, timeout=20).returncode == 0


@pytest.mark.process
def test_the_blocks_and_the_scripts_are_sound():
    assert sound("".join(BLOCKS))
    for path in SCRIPTS:
        assert sound(path.read_text(encoding="utf-8")), path
    assert not sound("if true; then")


def test_the_steps_are_about_files_that_are_there():
    text = "".join(BLOCKS)
    named = re.findall(r"\b((?:docs|requirements)/[\w./*-]+\w)", text)
    assert len(named) > 4
    for pattern in named:
        assert list(settings.BASE_DIR.glob(pattern)), pattern
    units = {path.stem for path in procfile.FOLDER.glob("mentorcerts-*.*")}
    named_units = set(re.findall(r"\bmentorcerts-\w+", text)) - {"mentorcerts-manage"}
    assert len(named_units) > 2
    assert named_units <= units


@pytest.mark.process
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="pg_dump is for PostgreSQL")
def test_the_nightly_backup_keeps_two_weeks(transactional_db, tmp_path):
    old, recent, other = (
        tmp_path / name
        for name in ("mentorcerts-old.dump", "mentorcerts-recent.dump", "notes-of-ours.txt")
    )
    for path, days in ((old, 16), (recent, 3), (other, 400)):
        path.touch()
        os.utime(path, (path.stat().st_mtime - days * 86_400,) * 2)
    run_backup(tmp_path, database_url(connection.settings_dict["NAME"]), expected=0)
    (made,) = {*tmp_path.iterdir()} - {recent, other}
    assert re.fullmatch(r"mentorcerts-\d{4}-\d\d-\d\dT\d{6}Z\.dump", made.name)
    listed = subprocess.run(
        [postgres.client_tools() / "pg_restore", "--list", made], capture_output=True, text=True
    )
    assert "TABLE DATA public certifications_certification" in listed.stdout
    # One that fails leaves those there are, and nothing that looks like a whole one.
    os.utime(recent, (0, 0))
    run_backup(tmp_path, database_url("no_such_database"), expected=1)
    assert {*tmp_path.glob("*.dump")} == {recent, made}


def run_backup(folder: Path, url: str, *, expected: int) -> None:
    path = f"{postgres.client_tools()}:{os.environ['PATH']}"
    done = subprocess.run(
        [procfile.FOLDER / "backup.sh", folder],
        env=os.environ | {"DATABASE_URL": url, "PATH": path}, capture_output=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == expected, done.stderr
