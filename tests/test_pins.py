"""The check of the pins finds what it should; CI runs it where nothing else is installed."""

from importlib.metadata import distribution

import pytest

from tests.pins import REQUIREMENTS, faults, pins, requirements

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
    production = REQUIREMENTS.parent / "requirements" / "production.txt"
    versions, brought, wrong = pins(requirements(production))
    assert wrong == []
    assert "granian" in versions
    assert brought
    assert not {"pytest", "hypothesis", "mypy", "ruff", "playwright", "coverage"} & versions.keys()
