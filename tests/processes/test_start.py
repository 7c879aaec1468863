"""What a process loads when it starts."""

import subprocess
import sys

from django.conf import settings

LOADED = """
import gc, sys
{}
print("ready", *{{name.partition(".")[0] for name in sys.modules}}, gc.isenabled())
"""


def loaded(code: str) -> set[str]:
    ended = subprocess.run(
        [sys.executable, "-c", LOADED.format(code)],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(ended.stdout.split())


def test_the_web_process_is_ready_for_the_api_without_the_admins_spreadsheets():
    started = loaded("import mentorcerts.wsgi")
    assert {"ready", "rest_framework", "certifications", "True"} <= started
    assert not {"openpyxl", "tablib", "diff_match_patch"} & started
    assert not {"requests", "urllib3", "pygments"} & started


def test_what_the_start_leaves_out_is_there_when_it_is_asked_for():
    pinging = "import mentorcerts.wsgi\nimport mentorcerts.health.pings, pygments"
    assert {"ready", "requests", "pygments"} <= loaded(pinging)


def test_the_first_page_of_the_admin_loads_them():
    asked = "from django.urls import resolve; resolve('/admin/certifications/mentor/')"
    assert {"ready", "openpyxl", "tablib"} <= loaded(f"import mentorcerts.wsgi\n{asked}")


def test_the_systems_checks_look_at_every_page():
    checked = 'from django.core.management import call_command as c; c("check", tags=["admin"])'
    assert "openpyxl" in loaded(f"import mentorcerts.wsgi\n{checked}")
