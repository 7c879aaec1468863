"""The check of the pins finds what it should; CI runs it where nothing else is installed."""

from importlib.metadata import distribution, distributions

import pytest

from tests.pins import (
    LOCK,
    PRODUCTION,
    faults,
    lock_faults,
    pins,
    requirements,
    unpinned_needs,
)

pytestmark = pytest.mark.one_database

DJANGO, ASGIREF = distribution("Django"), distribution("asgiref")
GOOD = f"""# --- runs the program
Django=={DJANGO.version}   # the framework
# --- what these bring along ---
asgiref=={ASGIREF.version}
"""


class Elsewhere:
    """A package as pip leaves it that came from a file or a repository."""

    metadata = {"Name": "asgiref"}
    version, requires = ASGIREF.version, None

    def read_text(self, name):
        return "{}" if name == "direct_url.json" else None


def test_nothing_to_say_where_all_agrees():
    assert list(faults(GOOD, [DJANGO, ASGIREF])) == []


@pytest.mark.parametrize(
    ("text", "installed", "fault"),
    [
        (GOOD, [DJANGO], "pinned and not installed: asgiref"),
        (
            GOOD.replace(DJANGO.version, "1.0"),
            [DJANGO, ASGIREF],
            "pinned django==1.0, installed is",
        ),
        (GOOD.replace("asgiref", "# "), [DJANGO, ASGIREF], "installed and not pinned: asgiref"),
        (GOOD.replace("Django==", "Django>="), [ASGIREF], "not one exact version: Django>="),
        (GOOD + "django==1.0", [ASGIREF], "pinned twice: django"),
        (GOOD.replace("Django", "#"), [ASGIREF], "pinned, and nothing needs it: asgiref"),
        (GOOD, [DJANGO, Elsewhere()], "not from the package index: asgiref"),
    ],
)
def test_it_finds(text, installed, fault):
    assert any(each.startswith(fault) for each in faults(text, installed))


def test_every_line_of_ours_is_one_exact_version():
    versions, brought, wrong = pins(requirements())
    assert wrong == []
    assert {"django", "granian"} <= versions.keys() - brought


def test_production_installs_no_tools_of_the_tests():
    versions, brought, wrong = pins(requirements(PRODUCTION))
    assert wrong == []
    assert "granian" in versions
    assert brought
    assert not {"pytest", "hypothesis", "mypy", "ruff", "playwright", "coverage"} & versions.keys()


# --- the lock -------------------------------------------------------------------------------------
SHA = f"--hash=sha256:{'a' * 64}"
LOCKED = f"""# made by pip-compile
django=={DJANGO.version} \\
    {SHA} \\
    {SHA}
asgiref=={ASGIREF.version} \\
    {SHA}
"""


def test_what_production_installs_with_hashes_is_what_is_pinned():
    assert list(lock_faults(requirements(PRODUCTION), LOCK.read_text("utf-8"))) == []
    assert list(lock_faults(GOOD, LOCKED)) == []


def test_what_is_needed_on_another_python_only_is_pinned_too():
    """A lock without it can't be installed there: redis needs one package more on Debian 12."""
    text = requirements(PRODUCTION)
    assert list(unpinned_needs(text, distributions())) == []
    without = text.replace("async-timeout==", "# ")
    (missing,) = unpinned_needs(without, distributions())
    assert missing == "redis needs async-timeout on Python 3.11.0: pin it"


@pytest.mark.parametrize(
    ("lock", "fault"),
    [
        (LOCKED.replace(DJANGO.version, "1.0"), "lock: django is 1.0, pinned is "),
        (LOCKED.replace("asgiref", "# "), "lock: asgiref is missing, pinned is "),
        (LOCKED + f"tqdm==1.0 \\\n    {SHA}\n", "lock: tqdm is 1.0, pinned is nothing"),
        (LOCKED + "tqdm==1.0\n", "lock: no hash: tqdm"),
        (LOCKED.replace("asgiref==", "asgiref>="), "lock: not one exact version"),
        (LOCKED.replace("sha256", "md5"), "lock: not one exact version with hashes: django"),
    ],
)
def test_it_finds_a_lock_that_differs(lock, fault):
    assert any(each.startswith(fault) for each in lock_faults(GOOD, lock))
