"""Schemathesis comes along only where slow tests run: to import it takes three seconds.

Loaded by ``-p``; its own entry point is switched off in ``pyproject.toml``.
"""

from pathlib import Path

import pytest

PLUGIN = "schemathesis.pytest.plugin"
ITS_TESTS = "test_schemathesis.py"


def _is_wanted(config: pytest.Config) -> bool:
    return "not slow" not in config.known_args_namespace.markexpr


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    if _is_wanted(early_config):
        early_config.pluginmanager.import_plugin(PLUGIN)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if collection_path.name == ITS_TESTS and not _is_wanted(config) else None
