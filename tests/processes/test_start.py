"""What the web process has settled before its first request: its views, its temporary folder."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.process

LOADED = """
import sys
import mentorcerts.wsgi

views = {"certifications.views", "statuses.views", "renewals.views", "mentorcerts.pages.mentor"}
print(*views - set(sys.modules))
"""


def test_the_web_process_imports_all_views_when_it_starts():
    missing = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert missing.stdout.split() == []


def test_the_web_process_settles_on_its_temporary_folder_when_it_starts(tmp_path):
    folder = subprocess.run(
        [sys.executable, "-c", "import mentorcerts.wsgi, tempfile; print(tempfile.tempdir)"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert folder.stdout.split() == [str(tmp_path)]


FROZEN = """
import gc
import mentorcerts.wsgi
from certifications.views import CertificationViewSet

print(any(each is CertificationViewSet for each in gc.get_objects()))
"""


def test_what_is_there_when_the_web_process_starts_is_not_looked_through_for_garbage():
    among_what_is = subprocess.run(
        [sys.executable, "-c", FROZEN],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert among_what_is.stdout.split() == ["False"]
