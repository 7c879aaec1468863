"""Chooses the database of a test run. Loaded by ``-p``, before Django reads its settings.

``pytest`` runs on SQLite, ``pytest --database=postgresql`` on a PostgreSQL server that it starts
itself, and ``python -m tests`` on both, one after the other.
"""

import os
from contextlib import ExitStack

import pytest

from tests.support import postgres

CHOICES = ("sqlite", "postgresql")
OPTION = "--database"

_open = ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        OPTION, choices=CHOICES, default="sqlite", help="the database on which the tests run"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before pytest-django sets Django up."""
    chosen = early_config.known_args_namespace.database
    os.environ["DEBUG"] = "true"
    os.environ["DJANGO_SETTINGS_MODULE"] = "mentorcerts.settings"
    os.environ["MENTORCERTS_TESTED_DATABASE"] = chosen
    if "PYTEST_XDIST_WORKER" in os.environ:
        return  # the controller has started the server, and the address came along
    os.environ.pop("DATABASE_URL", None)
    if chosen == "postgresql":
        os.environ["DATABASE_URL"] = _open.enter_context(postgres.server()).url


def pytest_unconfigure(config: pytest.Config) -> None:
    _open.close()


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {os.environ['MENTORCERTS_TESTED_DATABASE']}"
