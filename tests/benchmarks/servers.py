"""``python -m tests.benchmarks.servers``: web servers, and how they bear what happens to them.

The list of 20 from 1,000 mentors, two workers of four threads each: quiet, while one worker is
killed, while all are told to reload, and with far more clients than threads.
"""

import argparse
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks import client, report, web
from tests.benchmarks import lab as labs
from tests.benchmarks.api import LIST
from tests.benchmarks.client import Outcome
from tests.benchmarks.lab import say
from tests.benchmarks.web import Server
from tests.support import postgres

CONTESTANTS: dict[str, Callable[[str, int, int], list[str]]] = {
    "gunicorn, threads": web.gunicorn,
    "granian, blocking threads": web.granian,
}
WORKERS, CLIENTS, CROWD = 2, 8, 200
PAGE = labs.ROOT / "docs" / "web-servers.md"
PREFACE = """# Web servers, measured

The same list of 20 certifications under two web servers, two workers of four threads each. Written
by `python -m tests.benchmarks.servers` (see [benchmarks.md](benchmarks.md)). Medians; the range is
in brackets.

- *Killed*: one worker gets SIGKILL while eight clients keep sending requests. *Failed* requests got
  no answer, or a status other than 200; *silence* is the longest time without any answer.
- *Reloaded*: the parent process gets SIGHUP, as after a deployment.
- *Overloaded*: 200 clients for eight threads, each sending its next request at once.

**Chosen: granian.** It uses less CPU per request, serves more when there are more clients than
threads, and loses fewer requests when a worker dies. During a reload nobody waits, but a few
requests on keep-alive connections can fail; gunicorn fails none, but answers nobody for half a
second or more. With several nodes behind a proxy, the proxy retries on another node. Slow
request headers do not occupy a thread, so a hundred slow clients do not block others (`python
-m tests.faults --only hostile`). Two things to know: granian closes a connection if the request
body was not read, so the program always reads it; and it accepts header names with underscores,
which the proxy drops.
"""


@dataclass
class Found:
    """What was seen of one server: a line of the table → its values."""

    lines: dict[str, tuple[list[float], str]] = field(default_factory=dict)

    def note(self, line: str, value: float, unit: str = "") -> None:
        self.lines.setdefault(line, ([], unit))[0].append(value)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.servers")
    parser.add_argument("--quick", action="store_true", help="once, briefly, and not written down")
    quick = parser.parse_args(arguments).quick
    found = {name: Found() for name in CONTESTANTS}
    with (
        postgres.server(labs.AS_IN_PRODUCTION) as running,
        tempfile.TemporaryDirectory(prefix="mentorcerts-benchmarks-") as folder,
    ):
        lab = labs.Lab(running, Path(folder), labs.Sizes())
        url = lab.url(lab.loaded(lab.sizes.tiny))
        for turn in range(1 if quick else lab.sizes.repeat):
            for name in list(CONTESTANTS)[:: 1 if turn % 2 else -1]:
                say(f"{name}, turn {turn + 1}")
                _look_at(CONTESTANTS[name], url, found[name], seconds=3 if quick else 6)
    page = f"{PREFACE}\n{report.machine()}, PostgreSQL {running.version}.\n\n{_table(found)}"
    print(page)
    if not quick:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def _look_at(
    command: Callable[[str, int, int], list[str]], url: str, found: Found, *, seconds: float
) -> None:
    for what in (_quiet, _killed, _reloaded, _overloaded):
        port = web.free_port()
        with web.serving(command(web.OURS, port, WORKERS), port, url) as server:
            server.send([client.get(LIST)] * 100, connections=CLIENTS)
            what(server, found, seconds)


def _quiet(server: Server, found: Found, seconds: float) -> None:
    before = server.cpu()
    outcome = _sending(server, CLIENTS, seconds).result()
    taken = (server.cpu() - before) / len(outcome.latencies)
    found.note("CPU a request", taken * 1e6, "µs")
    found.note("requests a second", len(outcome.latencies) / outcome.seconds, "/s")
    found.note("latency, median", statistics.median(outcome.latencies) * 1000, "ms")
    found.note("latency, 99 of 100", _ninety_ninth(outcome), "ms")


def _killed(server: Server, found: Found, seconds: float) -> None:
    victim = max(server.workers(), key=server.cpu_of)
    outcome = _while_sending(server, seconds, lambda: os.kill(victim, signal.SIGKILL))
    found.note("killed: failed requests", outcome.failed)
    found.note("killed: silence", outcome.silence * 1000, "ms")
    found.note("killed: workers afterwards", len(server.workers()))


def _reloaded(server: Server, found: Found, seconds: float) -> None:
    before = set(server.workers())
    outcome = _while_sending(server, seconds, lambda: server.process.send_signal(signal.SIGHUP))
    found.note("reloaded: failed requests", outcome.failed)
    found.note("reloaded: silence", outcome.silence * 1000, "ms")
    found.note("reloaded: workers that are new", len(set(server.workers()) - before))


def _overloaded(server: Server, found: Found, seconds: float) -> None:
    outcome = _sending(server, CROWD, seconds).result()
    found.note("overloaded: requests a second", len(outcome.latencies) / outcome.seconds, "/s")
    found.note("overloaded: latency, median", statistics.median(outcome.latencies) * 1000, "ms")
    found.note("overloaded: latency, 99 of 100", _ninety_ninth(outcome), "ms")
    found.note("overloaded: failed requests", outcome.failed)


def _while_sending(server: Server, seconds: float, disturb: Callable[[], None]) -> Outcome:
    sending = _sending(server, CLIENTS, seconds + 4)
    time.sleep(2)
    disturb()
    return sending.result()


def _sending(server: Server, connections: int, seconds: float) -> Future[Outcome]:
    request = client.get(LIST)
    return web.clients().submit(
        client.keep_sending, server.port, request, connections=connections, seconds=seconds
    )


def _ninety_ninth(outcome: Outcome) -> float:
    return statistics.quantiles(outcome.latencies, n=100)[98] * 1000


def _table(found: dict[str, Found]) -> str:
    lines = [f"| | {' | '.join(found)} |", "|---" * (len(found) + 1) + "|"]
    for what, (_, unit) in next(iter(found.values())).lines.items():
        cells = [_cell(each.lines[what][0], unit) for each in found.values()]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(values: list[float], unit: str) -> str:
    if unit:
        return report.spread(values, unit)
    middle = f"{statistics.median(values):g}"
    return middle if len(set(values)) == 1 else f"{middle} ({min(values):g} to {max(values):g})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
