"""A client that sends the same request again and again, in a process of its own, so that the work
of the attacking process doesn't slow it down.

``python -m tests.faults.asking PORT PATH``, with the API token in ``TOKEN``. Stops when its
standard input is closed, and then prints how many seconds each answer took, as JSON.
"""

import json
import os
import select
import sys
import time
from http.client import HTTPConnection

PAUSE = 0.01


def main(port: str, path: str) -> None:
    connection = HTTPConnection("127.0.0.1", int(port), timeout=60)
    headers, latencies = {"Authorization": f"Token {os.environ['TOKEN']}"}, []
    while True:
        begin = time.monotonic()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        latencies.append(time.monotonic() - begin)
        if answer.status != 200:
            sys.exit(f"{answer.status} instead of 200")
        if select.select([sys.stdin], [], [], PAUSE)[0]:
            break
    json.dump(latencies, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
