"""The example files: the Procfile runs, the units are sound, the settings pass the checks."""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import urllib.request
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django_q.models import Success
from django_q.tasks import async_task

from certifications.models import ExpiryRun
from tests.support import procfile
from tests.support.network import free_port

DOCS = procfile.FOLDER.parent / "production.md"
EXAMPLE = settings.BASE_DIR / ".env.example"
PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": settings.SECRET_KEY,
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECURE_SSL_REDIRECT": "false",
}


def example_environment() -> dict[str, str]:
    """docs/production/production.env, read as systemd reads it."""
    text = (procfile.FOLDER / "production.env").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


# --- the Procfile ------------------------------------------------------------------------------
def started(programme, name, **environment):
    env = procfile.environment(**PRODUCTION, **environment)
    return programme.start(procfile.command(name), env=env)


def test_there_is_a_line_for_every_process_of_the_docs():
    table = re.findall(r"^\| (\w+) \| `(.+?)`", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    named = dict(table[:5])
    assert list(named) == ["web", "cluster", "deliver", "cron", "release"]
    for name, command in named.items():
        assert procfile.lines()[name].startswith(command)


@pytest.mark.process
def test_the_release_line_prepares_and_the_web_line_answers(programme):
    assert started(programme, "release").wait().code == 0
    port = free_port()
    web = started(programme, "web", PORT=str(port))
    answer = []

    def answers():
        try:
            url = f"http://127.0.0.1:{port}/admin/login/"
            with urllib.request.urlopen(url, timeout=20) as response:
                answer.append(response.read().decode())
                return True
        except OSError:
            return False

    web.until(answers, seconds=60)
    style = re.search(r'href="(/static/[^"]+\.css)"', answer[0])
    assert style is not None
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{style[1]}", timeout=20) as response:
        assert response.status == 200
    assert answers_on_one_connection(port) == [(401, None), (401, None), (200, None)]
    web.send(15)
    assert web.wait(60).code == 0
    assert not web.group()


def answers_on_one_connection(port):
    """Two requests that are refused before their body is read, and a third one."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    answers = []
    for method, path, body in [
        ("POST", "/api/v1/certifications", b"x" * 200_000),
        ("POST", "/api/v1/certifications", b"x" * 200_000),
        ("GET", "/healthz", None),
    ]:
        connection.request(method, path, body)
        answer = connection.getresponse()
        answer.read()
        answers.append((answer.status, answer.getheader("Connection")))
    connection.close()
    return answers


@pytest.mark.process
def test_the_cluster_line_does_tasks_and_ends_when_told_to(programme):
    cluster = started(programme, "cluster")
    async_task("certifications.tasks.run_expiry_job")
    cluster.until(Success.objects.exists, seconds=60)
    cluster.send(15)
    assert cluster.wait(60).code == 0
    assert ExpiryRun.objects.get().state == "done"


@pytest.mark.process
def test_the_cron_line_runs_the_job(programme):
    due = programme.load(20, due=3)
    assert started(programme, "cron").wait().code == 0
    programme.assert_paused_once(due)


# --- the units -----------------------------------------------------------------------------------
SERVICES = sorted(procfile.FOLDER.glob("*.service"))
UNITS = SERVICES + sorted(procfile.FOLDER.glob("*.timer"))


def test_the_units_start_what_the_procfile_starts():
    units = {path.name: path.read_text(encoding="utf-8") for path in UNITS}
    for name, unit in (
        ("web", "web"),
        ("cluster", "cluster"),
        ("deliver", "deliver"),
        ("cron", "job"),
    ):
        (command,) = re.findall(r"^ExecStart=(.+)$", units[f"mentorcerts-{unit}.service"], re.M)
        line = procfile.lines()[name].replace("$PORT", "8000")
        assert command == f"/srv/mentorcerts/.venv/bin/{line}"


@pytest.mark.process
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path):
    """With the paths of this installation in place of those of the example."""
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        text = text.replace("/srv/mentorcerts/.venv/bin", str(Path(sys.executable).parent))
        text = text.replace("/srv/mentorcerts", str(settings.BASE_DIR))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    units = [tmp_path / unit.name for unit in UNITS]
    answer = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60
    )
    ours = [line for line in answer.stderr.splitlines() if "mentorcerts-" in line]
    assert (answer.returncode, ours) == (0, [])


@pytest.mark.process
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_the_units_may_do_little(unit):
    """2.0 of 10 or less, in systemd's own judgement: a plain unit has 9.6."""
    answer = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", unit],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.process
def test_the_cluster_tells_systemd_that_it_runs_tasks(programme, tmp_path):
    """As long as it does: a cluster that tells nothing for 20 minutes is restarted."""
    unit = (procfile.FOLDER / "mentorcerts-cluster.service").read_text(encoding="utf-8")
    assert {"WatchdogSec=20min", "NotifyAccess=all", "Restart=always"} <= set(unit.splitlines())
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(address)
        systemd.settimeout(60)
        cluster = started(programme, "cluster", NOTIFY_SOCKET=address)
        async_task("mentorcerts.tasks.give_sign_of_life")
        assert systemd.recv(100) == b"WATCHDOG=1"
        cluster.send(15)
        assert cluster.wait(60).code == 0


# --- the settings --------------------------------------------------------------------------
def check_deploy(environment):
    bare = {"PATH": os.defpath, "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR, env=bare | environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.mark.process
def test_the_example_settings_with_a_key_made_as_they_say_pass_every_check():
    answer = check_deploy(example_environment() | {"SECRET_KEY": secrets.token_urlsafe(50)})
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "no issues" in answer.stdout


@pytest.mark.process
def test_the_example_settings_do_not_start_with_a_key_that_everybody_knows():
    answer = check_deploy(example_environment())
    assert answer.returncode != 0
    assert "set SECRET_KEY" in answer.stderr


def settings_named_in(path):
    return set(re.findall(r"^#?([A-Z][A-Z_]+)=", path.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_table_of_settings_is_the_example_file():
    section = DOCS.read_text(encoding="utf-8").partition("## Settings")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", section, re.MULTILINE)) == (
        settings_named_in(EXAMPLE)
    )


def test_every_setting_that_the_program_reads_is_in_the_example_file():
    read = set()
    for path in (settings.BASE_DIR / "mentorcerts").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        read |= set(re.findall(r'\b(?:env|environment)\.\w+\(\s*"([A-Z_]+)"', text))
        read |= set(re.findall(r'os\.environ(?:\.get\(|\[)\s*"([A-Z_]+)"', text))
    assert len(read) > 10
    of_others = {"DJANGO_SETTINGS_MODULE", "NOTIFY_SOCKET"}
    assert read - of_others <= settings_named_in(EXAMPLE)


def test_what_the_example_settings_set_is_in_the_table():
    assert set(example_environment()) <= settings_named_in(EXAMPLE)
