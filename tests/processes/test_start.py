"""The web process has imported its views before its first request."""

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
