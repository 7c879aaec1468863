"""The web process has imported its views before its first request."""

import subprocess
import sys

from django.conf import settings

LOADED = """
import sys
import mentorcerts.wsgi

pytestmark = pytest.mark.process
views = {"certifications.views", "statuses.views", "renewals.views", "mentorcerts.pages.home"}
print(*views - set(sys.modules))
"""


def test_the_web_process_imports_all_views_when_it_starts():
    missing = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert missing.stdout.split() == []
