"""docs/webhooks.md: its code verifies what is ours and nothing else; its receiver receives."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from certifications.models import Event
from mentorcerts.webhooks.delivery import deliver_to
from mentorcerts.webhooks.secrets import secret_of
from tests.support.factories import MentorFactory
from tests.support.needed import needed
from tests.support.network import free_port
from tests.support.processes import Process
from tests.support.webhooks import endpoint_at, publish

DOCS = Path(settings.BASE_DIR) / "docs"
TEXT = (DOCS / "webhooks.md").read_text("utf-8")
NODE = Path(__file__).with_name("node")


def code(language):
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    return found


@pytest.fixture
def sent(db, receiver):
    """A message as it came, and the secret that verifies it."""
    endpoint = endpoint_at(receiver.url)
    publish(data={"certification_type": "Prüfung"})
    deliver_to(endpoint.pk)
    return receiver.requests[0], secret_of(endpoint), secret_of(endpoint, generation=2)


def cases(sent):
    """Name → secret, body, headers; the first is good, the others are not."""
    request, secret, other = sent
    old = str(int(time.time()) - 600)
    headers = request.headers
    return {
        "good": (secret, request.body, headers),
        "another secret": (other, request.body, headers),
        "another body": (secret, request.body.replace(b"true", b"false"), headers),
        "another id": (secret, request.body, headers | {"webhook-id": "evt_x"}),
        "too old": (secret, request.body, headers | {"webhook-timestamp": old}),
        "unreadable": (secret, request.body, headers | {"webhook-signature": "nonsense"}),
        "none": (secret, request.body, {}),
    }


def test_the_python_of_the_docs_verifies(sent):
    names = {}
    exec(code("python"), names)
    read = {name: names["read_webhook"](*case) for name, case in cases(sent).items()}
    assert read.pop("good")["data"]["certification_type"] == "Prüfung"
    assert set(read.values()) == {None}


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory):
    """The specification's library for JavaScript, as its lock file has it."""
    needed("node")
    npm = needed("npm", "NODE")
    folder = tmp_path_factory.mktemp("node")
    for each in NODE.glob("package*.json"):
        shutil.copy(each, folder)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    if answer.returncode:
        reason = f"npm can't install standardwebhooks: {answer.stderr[-500:]}"
        (pytest.fail if os.environ.get("MENTORCERTS_TESTS_NEED_NODE") else pytest.skip)(reason)
    return folder


@pytest.mark.process
def test_the_javascript_of_the_docs_verifies(node_modules, sent):
    given = [[secret, body.decode(), headers] for secret, body, headers in cases(sent).values()]
    script = (
        f"{code('js')}\nconst given = JSON.parse(require('fs').readFileSync(0, 'utf8'));\n"
        "console.log(JSON.stringify(given.map((each) => readWebhook(...each))));"
    )
    answer = subprocess.run(
        [needed("node"), "-e", script],
        input=json.dumps(given), cwd=node_modules, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    good, *others = json.loads(answer.stdout)
    assert good["data"]["certification_type"] == "Prüfung"
    assert set(others) == {None}


@pytest.mark.process
def test_the_receiver_of_the_docs_keeps_who_is_paused(db, tmp_path):
    port, stands = free_port(), tmp_path / "stands.sqlite3"
    endpoint = endpoint_at(f"http://127.0.0.1:{port}/")
    environment = os.environ | {"WEBHOOK_SECRET": secret_of(endpoint)}
    command = [sys.executable, str(DOCS / "webhooks" / "receiver.py"), str(port), str(stands)]
    receiver = Process(command, environment, tmp_path, None)
    try:
        ada = MentorFactory(mentor_id="ada")
        publish("mentor.paused", mentor=ada, paused=True)
        publish("mentor.resumed", mentor=ada, paused=False)
        publish("mentor.paused", mentor=MentorFactory(mentor_id="bob"), paused=True)

        def delivered():
            type(endpoint).objects.update(next_attempt_at=None)
            deliver_to(endpoint.pk)
            return type(endpoint).objects.get().position == 3

        receiver.until(delivered)
        type(endpoint).objects.update(position=0)  # all of it again: nothing changes
        Event.objects.filter(sequence=3).update(withdrawn=True)
        deliver_to(endpoint.pk)
        with closing(sqlite3.connect(stands)) as database:
            found = database.execute("select * from stand order by mentor_id").fetchall()
        assert found == [("ada", 2, 0), ("bob", 3, 1)]
        endpoint.refresh_from_db()
        endpoint.generation = 2  # it does not know that secret
        endpoint.position = 0
        endpoint.save()
        deliver_to(endpoint.pk)
        assert endpoint.tries.first().status == 401
    finally:
        receiver.destroy()


def test_the_docs_name_every_type():
    named = set(re.findall(r"`((?:\w+)?\.\w+)`", TEXT))
    for kind in Event.Type.values:
        assert kind in named or f".{kind.partition('.')[2]}" in named, kind
