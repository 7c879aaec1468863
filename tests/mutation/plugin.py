"""What the runs of pytest need: ``-p tests.mutation.plugin``.

``--measure FOLDER`` writes there which test executes which line, how long each takes, and the
empty database. ``--database-from FOLDER`` starts on that one: migrating takes longer than most
tests do.
"""

import json
import resource
import shutil
import sqlite3
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage
from django.db import connection

SHARED = "shared"
"""In place of a test, for imports and fixtures that several use: the first does not own them."""
COVERAGE, SECONDS, DATABASE = "coverage", "seconds.json", "database.sqlite3"
MEMORY = 6 * 2**30
"""Enough for every test; a fault may have a loop collect things for ever."""

_coverage: list[Coverage] = []
_contexts = [SHARED]
_seconds: dict[str, float] = {}
_passed: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--measure", type=Path, metavar="FOLDER")
    parser.addoption("--measured-packages", default="", help="with commas between them")
    parser.addoption("--database-from", type=Path, metavar="FOLDER")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before Django, and with it the program, is imported."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    options = early_config.known_args_namespace
    if options.measure:
        measuring = Coverage(
            data_file=options.measure / COVERAGE,
            config_file=False,
            source=options.measured_packages.split(","),
        )
        measuring.set_option("run:relative_files", True)
        measuring.start()
        measuring.switch_context(SHARED)
        _coverage.append(measuring)


@contextmanager
def _executed_by(context: str) -> Iterator[None]:
    _contexts.append(context)
    for measuring in _coverage:
        measuring.switch_context(context)
    yield
    _contexts.pop()
    for measuring in _coverage:
        measuring.switch_context(_contexts[-1])


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    begin = time.perf_counter()
    with _executed_by(item.nodeid):
        result = yield
    _seconds[item.nodeid] = time.perf_counter() - begin
    return result


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.outcome == "passed":
        _passed.add(report.nodeid)
    elif report.failed:
        _passed.discard(report.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest
) -> Generator[None, Any, Any]:
    if fixturedef.scope == "function":
        return (yield)
    options, path = request.config.option, connection.settings_dict["TEST"]["NAME"]
    the_database = fixturedef.argname == "django_db_setup"
    if the_database and options.database_from:
        shutil.copy(options.database_from / DATABASE, path)
    with _executed_by(SHARED):
        result = yield
    if the_database and options.measure:
        with (
            closing(sqlite3.connect(path)) as full,
            closing(sqlite3.connect(options.measure / DATABASE)) as copy,
        ):
            full.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    return result


def pytest_sessionfinish(session: pytest.Session) -> None:
    for measuring in _coverage:
        measuring.stop()
        measuring.save()
        times = {test: seconds for test, seconds in _seconds.items() if test in _passed}
        (session.config.option.measure / SECONDS).write_text(json.dumps(times))
