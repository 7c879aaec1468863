"""What tests share lives in ``tests/support``: none imports a conftest or another test."""

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database

TESTS = Path(__file__).parent
SHARED_WITH_NOBODY = ("conftest", "test_")
FILES = sorted(path.relative_to(TESTS).as_posix() for path in TESTS.rglob("*.py"))


def imported(tree: ast.AST) -> set[str]:
    """Every module that is named, and every name taken from one, as ``package.module.name``."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{'.' * node.level}{node.module}.{alias.name}" for alias in node.names}
    return found


def not_to_be_imported(name: str) -> bool:
    ours = name.startswith(("tests.", "."))
    return ours and any(part.startswith(SHARED_WITH_NOBODY) for part in name.split("."))


def wrong_imports(source: str) -> list[str]:
    return sorted(name for name in imported(ast.parse(source)) if not_to_be_imported(name))


@pytest.mark.parametrize(
    "line",
    [
        "from tests.api.conftest import token",
        "from tests.api import conftest",
        "from tests.api.test_lists import LISTS",
        "import tests.test_matrix",
        "from . import conftest",
    ],
)
def test_what_belongs_to_one_test_is_not_imported(line):
    assert wrong_imports(line)


@pytest.mark.slow
def test_helpers_come_from_tests_support():
    wrong = {path: wrong_imports((TESTS / path).read_text(encoding="utf-8")) for path in FILES}
    assert {path: names for path, names in wrong.items() if names} == {}
