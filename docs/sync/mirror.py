"""Keep a copy of who is paused in a SQLite file: the table stand (mentor_id, paused).

MIRROR_URL=https://certs.example.org/api/v1 MIRROR_TOKEN=... python3 mirror.py stands.sqlite3
Kill it and start it again whenever you like. Exit code: 0 in step, 1 not.
"""

import json
import os
import sqlite3
import sys
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

URL, TOKEN = os.environ["MIRROR_URL"].rstrip("/"), os.environ.get("MIRROR_TOKEN")
COPY = sqlite3.connect(sys.argv[1])
COPY.execute("CREATE TABLE IF NOT EXISTS stand (mentor_id TEXT PRIMARY KEY, paused BOOLEAN)")
COPY.execute("CREATE TABLE IF NOT EXISTS position (one INTEGER PRIMARY KEY, after INTEGER)")


def ask(path, body=None, **query):
    headers = {"Content-Type": "application/json"}
    if TOKEN:
        headers["Authorization"] = f"Token {TOKEN}"
    sent = None if body is None else json.dumps(body).encode()
    with urlopen(Request(f"{URL}/{path}?{urlencode(query)}", sent, headers), timeout=60) as answer:
        return json.load(answer)


def start():
    """The number of the last event first, then everybody as they stand: now, or a little later."""
    last = ask("certification-events", limit=1)["pagination"]["last"]
    with COPY:  # one transaction: stands and position, or neither
        COPY.execute("DELETE FROM stand")
        for paused in ("true", "false"):
            after = ""
            while after is not None:
                page = ask("certification-statuses", paused=paused, limit=1000, after=after)
                rows = [(status["mentor_id"], paused == "true") for status in page["data"]]
                COPY.executemany("REPLACE INTO stand VALUES (?, ?)", rows)
                after = page["pagination"]["next"]
        COPY.execute("REPLACE INTO position VALUES (1, ?)", [last])


def follow():
    """Whatever has happened since, until nothing is new. Returns the position."""
    while True:
        [[after]] = COPY.execute("SELECT after FROM position")
        page = ask("certification-events", after=after, limit=1000)
        with COPY:
            for event in page["data"]:
                stand = [event["mentor_id"], event["paused"]]
                if event["paused"] is None:  # no stand any more, or erased
                    COPY.execute("DELETE FROM stand WHERE mentor_id = ?", stand[:1])
                else:
                    COPY.execute("REPLACE INTO stand VALUES (?, ?)", stand)
            COPY.execute("REPLACE INTO position VALUES (1, ?)", [page["pagination"]["next_after"]])
        if not page["data"]:
            return page["pagination"]["next_after"]


try:
    if not COPY.execute("SELECT * FROM position").fetchall():
        start()
    position = follow()
except HTTPError as error:
    if error.code != 410:
        raise
    start()  # away for too long, or a backup was restored
    position = follow()
wrong = {}
for which, paused in (("paused", True), ("active", False)):
    ids = [row[0] for row in COPY.execute("SELECT * FROM stand WHERE paused = ?", [paused])]
    found = ask("certification-events/compare", {which: ids, "after": position})
    kinds = ("missing", "superfluous", "unknown")
    wrong |= {f"{which}: {kind}": found[kind] for kind in kinds if found[kind]}
print(f"at event {position}: {wrong or 'in step'}")
sys.exit(bool(wrong))
