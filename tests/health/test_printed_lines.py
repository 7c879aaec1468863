"""What the shipped processes write: with JSON chosen, every line is JSON, whatever happens."""

import io
import json
import logging
import signal
import socket

import pytest

from mentorcerts.lib.standard_error import LogLines, NoAdvice
from tests.support import procfile
from tests.support.commands import PRODUCTION, manage
from tests.support.network import free_port
from tests.support.web import PRODUCTION as WEB
from tests.support.web import Web, start, start_web

pytestmark = pytest.mark.one_database


def parsed(*texts: str) -> list[dict]:
    """Each line, read as JSON."""
    lines = [json.loads(line) for text in texts for line in text.splitlines()]
    assert all(isinstance(line, dict) for line in lines)
    return lines


def said(process) -> list[dict]:
    return parsed(process.output, process.errors)


def warned(lines: list[dict]) -> list[dict]:
    return [line for line in lines if line["level"] not in ("debug", "info")]


# --- the shipped processes --------------------------------------------------------------------
@pytest.fixture
def released(settings) -> None:
    """The folder of static files is there, as the release's ``collectstatic`` leaves it."""
    settings.STATIC_ROOT.mkdir(exist_ok=True)


@pytest.mark.process
@pytest.mark.usefixtures("released")
def test_the_web_line_starts_without_a_warning_and_speaks_json(programme):
    web = start_web(programme)
    assert warned(said(web.process)) == []
    assert web.get("/nowhere").status == 404
    assert web.process.end(signal.SIGTERM).code == 0
    assert "Not Found: (no such address)" in {line["event"] for line in said(web.process)}


@pytest.mark.process
@pytest.mark.usefixtures("released")
def test_so_does_the_web_server_itself_if_it_is_asked_to_say_more(programme):
    port = free_port()
    shell, option, command = procfile.command("web")
    command = command.replace("--log-level warning", "--log-level info --access-log")
    env = procfile.environment(**WEB, PORT=str(port), PYTHONWARNINGS="default")
    web = Web(programme.start([shell, option, command], env=env), port)
    web.process.until(web.answers, seconds=60)
    assert warned(said(web.process)) == []
    web.process.end(signal.SIGTERM)
    lines = said(web.process)
    assert {"_granian", "granian.access"} <= {line["logger"] for line in lines}


@pytest.mark.process
def test_the_cluster_line_and_the_cron_line(programme):
    programme.load(10, due=2)
    cluster = start(programme, "cluster", PYTHONWARNINGS="default")
    cluster.until(lambda: len(cluster.group()) >= 5, seconds=60)
    cron = start(programme, "cron", PYTHONWARNINGS="default").wait()
    cluster.end(signal.SIGTERM)
    assert (cron.code, cluster.code) == (0, 0)
    assert warned([*said(cluster), *parsed(cron.errors)]) == []
    (answer,) = parsed(cron.output)
    assert answer["auto_paused"] == 2


# --- what goes wrong ----------------------------------------------------------------------------
@pytest.mark.process
def test_a_web_server_that_can_not_start_says_why_in_json(programme):
    wrong = start(programme, "web", PORT=str(free_port()), SECRET_KEY="").wait()
    assert wrong.code != 0
    why = [line for line in said(wrong) if "set SECRET_KEY" in line["event"]]
    assert "Traceback" in why[0]["exception"]

    with socket.create_server(("127.0.0.1", 0)) as taken:
        late = start(programme, "web", PORT=str(taken.getsockname()[1])).wait()
    assert late.code != 0
    assert "Address already in use" in said(late)[-1]["event"]


@pytest.mark.process
def test_a_cluster_without_its_database_says_so_in_json(programme):
    away = "postgres://nobody@127.0.0.1:1/nothing"
    cluster = start(programme, "cluster", DATABASE_URL=away).wait()
    assert cluster.code != 0
    lines = said(cluster)
    assert "connection" in lines[-1]["event"] + str(lines)
    assert all(line["level"] != "info" for line in lines)


RAISES = "int('x')"
IN_A_THREAD = f"import threading; threading.Thread(target=lambda: {RAISES}).start()"


@pytest.mark.process
@pytest.mark.parametrize(
    ("arguments", "event"),
    [
        (("run_expiry_job", "--as-of", "2999-01-01"), "CommandError: 1 Jan 2999 is ahead of today"),
        (("run_expiry_job", "--wrong"), "unrecognized arguments: --wrong"),
        (("no_such_command",), "Unknown command: 'no_such_command'"),
        (("shell", "--no-imports", "-c", RAISES), "ValueError: invalid literal"),
        (("shell", "--no-imports", "-c", IN_A_THREAD), "ValueError: invalid literal"),
        (("shell", "--no-imports", "-c", "import warnings; warnings.warn('old')"), "old"),
    ],
    ids=["a command's error", "usage", "unknown", "uncaught", "uncaught in a thread", "a warning"],
)
def test_what_a_command_prints_is_json(arguments, event):
    at = {"DATABASE_URL": "sqlite:////tmp/never-opened.sqlite3", "PYTHONWARNINGS": "default"}
    printed = manage(*arguments, **{**PRODUCTION, **at}).stderr
    lines = parsed(printed)
    assert event in "\n".join(line["event"] for line in lines)
    assert ("Traceback" in printed) == ("ValueError" in event)
    assert "Traceback" not in "".join(line["event"] for line in lines)


@pytest.mark.process
@pytest.mark.parametrize(
    ("environment", "as_json"),
    [
        ({"MENTORCERTS_LOG_FORMAT": "text"}, False),
        ({"MENTORCERTS_LOG_FORMAT": ""}, True),
        ({"MENTORCERTS_LOG_FORMAT": "json", "DEBUG": "true"}, True),
        ({"DEBUG": "yes"}, False),
        ({"DEBUG": "perhaps"}, False),
    ],
)
def test_as_text_everything_is_printed_as_ever(environment, as_json):
    printed = manage("shell", "--no-imports", "-c", RAISES, **{**PRODUCTION, **environment}).stderr
    assert printed.startswith("{") is as_json
    assert ("\nTraceback" in f"\n{printed}") is not as_json


# --- line by line -----------------------------------------------------------------------------
def lines_of(*writes: str) -> list[dict]:
    stream = io.StringIO()
    lines = LogLines(stream)
    for text in writes:
        lines.write(text)
    lines.flush()
    return parsed(stream.getvalue())


def test_pieces_become_whole_lines():
    assert [line["event"] for line in lines_of("one", " line\nan", "other", "\n\n", "rest")] == [
        "one line", "another", "rest",
    ]  # fmt: skip


def test_a_traceback_is_one_line_without_what_the_database_quotes():
    said = "Process x:\n", "Traceback (most recent call last):\n", '  File "x", line 1\n', "E: 1\n"
    first, second = lines_of(*said)
    assert (first["event"], second["event"]) == ("Process x:", "E: 1")
    assert second["exception"] == "".join(said[1:]).rstrip()
    assert "exception" not in first
    (quoting,) = lines_of("DETAIL: Key (mentor_id)=(mntr_SECRET)\n")
    assert "SECRET" not in str(quoting)


def test_granians_advice_on_sizes_is_left_out_and_nothing_else():
    def passes(message: str) -> bool:
        record = logging.LogRecord("_granian", logging.WARNING, "", 0, message, None, None)
        return NoAdvice().filter(record)

    assert not passes("Configuration allows spawning up to 8 Python threads, which seems")
    assert not passes("Configured number of workers appears to be higher than the amount")
    assert passes("Unexpected exit from worker-1")
