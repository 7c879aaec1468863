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
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(f"{URL}/{path}?{urlencode(query)}", data, headers), timeout=60) as answer:
        return json.load(answer)


def write(stands, after):
    """Stands and position in one transaction: either both are there or neither."""
    with COPY:
        for mentor_id, paused in stands:
            if paused is None:  # no stand any more, or erased
                COPY.execute("DELETE FROM stand WHERE mentor_id = ?", [mentor_id])
            else:
                COPY.execute("REPLACE INTO stand VALUES (?, ?)", [mentor_id, paused])
        COPY.execute("REPLACE INTO position VALUES (1, ?)", [after])


def start():
    """The number of the last event first, then everybody as they stand: now, or a little later."""
    last, stands = ask("certification-events", limit=1)["pagination"]["last"], {}
    for paused in (True, False):
        after = ""
        while after is not None:
            query = {"paused": str(paused).lower(), "limit": 1000, "after": after}
            page = ask("certification-statuses", **query)
            stands.update((status["mentor_id"], paused) for status in page["data"])
            after = page["pagination"]["next"]
    COPY.execute("DELETE FROM stand")  # begins the transaction that write ends
    write(stands.items(), last)


def follow():
    """Whatever has happened since, until nothing is new. Returns the position."""
    while True:
        [[after]] = COPY.execute("SELECT after FROM position")
        page = ask("certification-events", after=after, limit=1000)
        stands = [(event["mentor_id"], event["paused"]) for event in page["data"]]
        write(stands, page["pagination"]["next_after"])
        if not stands:
            return page["pagination"]["next_after"]


def differences(after):
    for which, paused in (("paused", True), ("active", False)):
        ids = [row[0] for row in COPY.execute("SELECT * FROM stand WHERE paused = ?", [paused])]
        found = ask("certification-events/compare", {which: ids, "after": after})
        yield from ((kind, found[kind]) for kind in ("missing", "superfluous", "unknown"))


try:
    if not COPY.execute("SELECT * FROM position").fetchall():
        start()
    position = follow()
except HTTPError as error:
    if error.code != 410:
        raise
    start()  # away for too long, or a backup was restored
    position = follow()
found = {kind: ids for kind, ids in differences(position) if ids}
print(f"at event {position}: {found or 'in step'}")
sys.exit(bool(found))
