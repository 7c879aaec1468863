"""Several web nodes that share nothing but the database and the settings."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
import requests
from django.contrib.auth.models import User
from django.test import Client

from certifications.models import Mentor
from tests.support import procfile
from tests.support.network import free_port
from tests.support.pages import page

pytestmark = [pytest.mark.process, pytest.mark.slow]


@pytest.fixture
def node(programme, tmp_path) -> Callable[[str], str]:
    """Start a web process with a temporary folder of its own; returns its address."""

    def start(name: str) -> str:
        folder: Path = tmp_path / name
        folder.mkdir()
        port = free_port()
        env = procfile.environment(PORT=str(port), TMPDIR=str(folder))
        web = programme.start(procfile.command("web"), env=env)
        address = f"http://127.0.0.1:{port}"

        def answers() -> bool:
            try:
                return requests.get(f"{address}/healthz", timeout=20).ok
            except requests.ConnectionError:
                return False

        web.until(answers, seconds=60)
        return address

    return start


@pytest.fixture
def browser() -> requests.Session:
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    session = requests.Session()
    session.cookies.set("sessionid", client.cookies["sessionid"].value)
    return session


def fields(text: str) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text)
    return {name: unescape(value) for name, value in found}


def test_a_preview_on_one_node_is_confirmed_on_another(node, browser):
    one, other = node("one"), node("other")
    form = browser.get(one + page(Mentor, "import"), timeout=60)
    large = b"mentor_id,name\n" + b"".join(b"m-%d,%b\n" % (n, b"x" * 140) for n in range(20_000))
    assert len(large) > 2.5 * 2**20, "Django keeps it in a file while it comes in"
    shown = browser.post(
        one + page(Mentor, "import"),
        data=fields(form.text),
        files={"import_file": ("mentors.csv", large)},
        timeout=120,
    )
    assert "Import now" in shown.text
    assert not Mentor.objects.exists()
    done = browser.post(
        other + page(Mentor, "process_import"), data=fields(shown.text), timeout=120
    )
    assert "Imported." in done.text
    assert Mentor.objects.count() == 20_000
