"""Schemathesis with all its checks, against the program as it is served."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User

from mentorcerts.access import tokens
from tests.support.client_tools import CLIENTS
from tests.support.web import start_web

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.one_database]

SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))
UNTHROTTLED = {f"MENTORCERTS_API_RATE_{name}": "off" for name in ("TOKEN", "ADDRESS", "FAILURES")}
EXAMPLES = 5
"""Of each operation and phase; which ones is decided by the seed."""


@pytest.mark.parametrize("access", ["public", "authenticated"])
def test_nothing_is_found(access, programme, tmp_path):
    programme.load(mentors=10, due=2)
    user = User.objects.create_user("crm")
    user.groups.add(Group.objects.get_or_create(name="Administrators")[0])
    token = tokens.create_token(owner=user)[1]
    web = start_web(programme, MENTORCERTS_API_ACCESS=access, **UNTHROTTLED)
    answer = subprocess.run(
        [
            SCHEMATHESIS, f"--config-file={CLIENTS / 'schemathesis.toml'}",
            "run", f"http://127.0.0.1:{web.port}/api/schema/", "--checks=all", "--seed=1",
            f"--max-examples={EXAMPLES}", f"--header=Authorization: Bearer {token}",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=900,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stdout[-6000:] + answer.stderr[-2000:]
    assert "❌" not in answer.stdout
    assert re.search(r"Selected: (\d+)/\1\s+Tested: \1\s", answer.stdout), "all operations"
    generated = int(re.search(r"(\d+) generated", answer.stdout)[1])
    assert generated > 1000
