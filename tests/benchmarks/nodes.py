"""``python -m tests.benchmarks.nodes``: what one node carries, and what more of them add.

Web nodes, task nodes on a Redis queue, one PostgreSQL and a replica of it, each as processes of
their own on this machine.
"""

import argparse
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from tests.benchmarks import client, loading, report, web
from tests.benchmarks import lab as labs
from tests.benchmarks.api import LIST, RENEWALS, STATUSES, bodies, mentors, renewal_bodies
from tests.benchmarks.lab import Lab, say
from tests.benchmarks.standby import replica
from tests.benchmarks.web import Server
from tests.support import postgres

PAGE = labs.ROOT / "docs" / "nodes.md"
PREFACE = """# Nodes, measured

Written by `python -m tests.benchmarks.nodes` (see [benchmarks.md](benchmarks.md) and, for what
follows from it, [scaling.md](scaling.md)). All processes share this one machine: on machines of
their own they would not take each other's cores. Medians; in brackets the least and the greatest.

Nodes have in common the database, the settings and, if several machines share tasks, Redis: no
folder, and no cache. Any of them can answer any request; a preview of an import on one is confirmed
on another.
"""
WORKERS = (1, 2, 3)
Table = dict[str, list[str]]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.nodes")
    parser.add_argument("--quick", action="store_true", help="small, and not written down")
    quick = parser.parse_args(arguments).quick
    sizes = labs.QUICK if quick else labs.Sizes()
    with (
        postgres.server(labs.AS_IN_PRODUCTION) as running,
        tempfile.TemporaryDirectory(prefix="mentorcerts-nodes-") as folder,
    ):
        lab = Lab(running, Path(folder), sizes)
        parts = [
            f"{report.machine()}, PostgreSQL {running.version}; {sizes.medium:,} mentors.",
            "## What a request takes\n\n"
            "CPU time in the web process and in PostgreSQL, and what one core of each carries.\n\n"
            + _table(["", "web process", "PostgreSQL", "a core of web", "a core of PostgreSQL"],
                     one_request(lab, running)),
            "## Web nodes\n\nGET list of 20 by eight clients; nodes of one worker.\n\n"
            + _table(["nodes", "requests a second"], web_nodes(lab)),
            "## A run that several task workers share\n\n"
            f"{sizes.medium:,} mentors, all due; the shares are handed out over Redis to two task "
            "nodes. Each mentor is paused once (counted after every run).\n\n"
            + _table(["workers", "seconds", "against one"], shared_run(lab)),
            "## A replica for reads\n\nA web node whose `DATABASE_URL` is a streaming replica.\n\n"
            + _table(["", ""], replica_node(lab, running)),
        ]  # fmt: skip
    page = f"{PREFACE}\n" + "\n\n".join(parts) + "\n"
    print(page)
    if not quick:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def _table(head: Sequence[str], lines: Table) -> str:
    rows = [head, ["---"] * len(head), *([name, *cells] for name, cells in lines.items())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


# --- one node --------------------------------------------------------------------------------
def one_request(lab: Lab, database: postgres.Server) -> Table:
    """CPU time of a request on both sides, and how many a core does in a second."""
    name = lab.loaded(lab.sizes.medium)
    several = mentors(lab, name, 2000)
    new, renewed = bodies(several[:1000]), renewal_bodies(several[1000:])
    kinds: dict[str, Callable[[], bytes]] = {
        "GET list of 20": lambda: client.get(LIST),
        "GET one status": lambda: client.get(f"{STATUSES}/{several[0]}"),
        "POST a certification": lambda: client.post(LIST, next(new)),
        "POST a renewal": lambda: client.post(RENEWALS, next(renewed)),
    }
    lines: Table = {}
    with web.program(lab.copy(name, "one_request")) as server:
        for what, make in kinds.items():
            ours, theirs = [], []
            for _ in range(lab.sizes.repeat + 1):
                requests = [make() for _ in range(180)]
                before = server.cpu(), _cpu_below(database)
                server.send(requests, connections=4)
                ours.append((server.cpu() - before[0]) / len(requests) * 1e6)
                theirs.append((_cpu_below(database) - before[1]) / len(requests) * 1e6)
            lines[what] = [report.spread(each[1:], "µs") for each in (ours, theirs)]
            lines[what] += [
                report.amount(1e6 / statistics.median(each[1:]), "/s") for each in (ours, theirs)
            ]
    lab.drop("one_request")
    return lines


def _cpu_below(database: postgres.Server) -> float:
    """Seconds that PostgreSQL's processes have spent so far; its own children that have ended too.

    Connections of the nodes stay open meanwhile, so that none is counted twice or lost.
    """
    children = Path(f"/proc/{database.process.pid}/task/{database.process.pid}/children")
    return sum(Server.cpu_of(int(pid)) for pid in children.read_text().split())


def web_nodes(lab: Lab) -> Table:
    """One node and two, each of one worker, behind clients that spread themselves evenly."""
    url = lab.url(lab.loaded(lab.sizes.medium))
    lines: Table = {}
    for number in (1, 2):
        with ExitStack() as stack:
            nodes = [stack.enter_context(web.program(url)) for _ in range(number)]
            rates = [_rate(nodes) for _ in range(lab.sizes.repeat + 1)][1:]
        lines[str(number)] = [report.spread(rates, "/s")]
    return lines


def _rate(nodes: Sequence[Server]) -> float:
    requests = [client.get(LIST)] * 500
    ports = [node.port for node in nodes]
    begin = time.perf_counter()
    outcome = web.clients().submit(client.send_to_each, ports, requests, connections=8).result()
    assert not outcome.failed, outcome.body
    return len(requests) * len(nodes) / (time.perf_counter() - begin)


# --- task nodes ------------------------------------------------------------------------------
def shared_run(lab: Lab) -> Table:
    """The run alone and with helpers on two task nodes, which take their shares from Redis."""
    template = lab.loaded(lab.sizes.medium, loading.ALL)
    seconds: dict[int, list[float]] = {workers: [] for workers in WORKERS}
    with _redis(lab.folder) as queue:
        for _ in range(lab.sizes.repeat):
            for workers in WORKERS:
                url = lab.copy(template, "shared")
                seconds[workers].append(_run(lab, url, workers, queue))
                say(f"{workers} workers: {seconds[workers][-1]:.1f} s")
    lab.drop("shared")
    alone = statistics.median(seconds[1])
    return {
        str(workers): [
            report.spread(taken, "s"),
            report.amount(statistics.median(taken) / alone, "×"),
        ]
        for workers, taken in seconds.items()
    }


def _run(lab: Lab, url: str, workers: int, queue: str) -> float:
    """Seconds of the command, from its first line to its last; nodes are there before."""
    settings = {
        "MENTORCERTS_RUN_WORKERS": str(workers),
        "MENTORCERTS_REDIS_URL": queue,
        "MENTORCERTS_CLUSTER_WORKERS": "1",
        "MENTORCERTS_BATCH_SIZE": "5000",
    }
    env = labs.environment(url, **settings)
    with ExitStack() as stack:
        for _ in range(2 if workers > 1 else 0):
            stack.enter_context(_cluster(env))
        with labs.program(url, **settings) as run:
            taken = float(run(timed_run))
    (double,) = lab.query(
        "SELECT count(*), count(DISTINCT mentor_id) FROM certifications_autopause"
        " WHERE lifted_at IS NULL",
        "shared",
    )
    assert double[0] == double[1] > 0, f"some are paused twice: {double}"
    return taken


def timed_run() -> float:
    """In the process of the program."""
    from certifications.job.run import expire_certifications

    begin = time.perf_counter()
    run = expire_certifications(today=labs.today(), trigger="command", force=True)
    assert not run.failures
    return time.perf_counter() - begin


@contextmanager
def _cluster(env: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "manage.py", "qcluster"]
    with subprocess.Popen(
        command, cwd=labs.ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        time.sleep(4)  # until its workers wait for tasks
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    server, port = shutil.which("redis-server"), postgres.free_port()
    assert server, "install redis-server"
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while not _listens(port):
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
        process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


# --- a replica -------------------------------------------------------------------------------
def replica_node(lab: Lab, database: postgres.Server) -> Table:
    """Reads from a replica: their rate, how late they are, and what a write is told there."""
    name = lab.loaded(lab.sizes.tiny)
    lines: Table = {}
    with (
        replica(database, lab.folder) as there,
        web.program(lab.url(name)) as writing,
        web.program(f"{there.rpartition('/')[0]}/{name}") as reading,
    ):
        assert reading.json(LIST)["pagination"] == writing.json(LIST)["pagination"]
        rates = [_rate([reading]) for _ in range(lab.sizes.repeat + 1)][1:]
        lines["GET list of 20 there"] = [report.spread(rates, "/s")]
        late = [_seconds_until_there(writing, reading, n) * 1000 for n in range(21)][1:]
        lines["from the answer to a `POST` until it can be read there"] = [
            report.spread(late, "ms")
        ]
        refused = web.clients().submit(
            client.send, reading.port, [client.post(LIST, _somebody(next(count(900))))]
        )
        lines["what a `POST` is answered there"] = [str(next(iter(refused.result().statuses)))]
    return lines


def _seconds_until_there(writing: Server, reading: Server, number: int) -> float:
    path = f"{LIST}?mentor_id=newcomer-{number}"
    writing.send([client.post(LIST, _somebody(number))])
    begin = time.perf_counter()
    while not reading.json(path)["data"]:
        assert time.perf_counter() - begin < 10, "it does not arrive"
    return time.perf_counter() - begin


def _somebody(number: int) -> bytes:
    return next(bodies([f"newcomer-{number}"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
