"""The API: CPU time a request beside its peers', and what grows with the programme."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import count, islice

from tests.benchmarks import web
from tests.benchmarks.client import get, post
from tests.benchmarks.lab import Lab
from tests.benchmarks.loading import TYPES
from tests.benchmarks.report import Row, compared, figure
from tests.benchmarks.web import Server

LIST = "/api/v1/certifications"
STATUSES = "/api/v1/certification-statuses"
RENEWALS = "/api/v1/certification-renewals"
ROUNDS, TURNS = 9, 21
CPU = 1e6
"""Microseconds."""
CONTESTANTS = {
    "ours": web.program,
    "stock": lambda url: web.django_peer("stock", url),
    "django-ninja": lambda url: web.django_peer("ninja", url),
    "FastAPI": web.fastapi_peer,
}


# --- beside its peers ------------------------------------------------------------------------
def beside_peers(lab: Lab) -> list[Row]:
    """Each contestant on a copy of the same 1,000 mentors."""
    with ExitStack() as stack:
        servers = {}
        for number, (name, start) in enumerate(CONTESTANTS.items()):
            url = lab.copy(lab.loaded(lab.sizes.tiny), f"peer_{number}")
            servers[name] = stack.enter_context(start(url))
        _same_answers(servers)
        rows = _reading(servers, LIST, "GET list of 20", bar=0.42, peers_too=True)
        record = servers["ours"].json(LIST)["data"][7]["certification_id"]
        rows += _reading(servers, f"{LIST}/{record}", "GET one", bar=0.6)
        rows += _writing(servers, lab)
    for number in range(len(CONTESTANTS)):
        lab.drop(f"peer_{number}")
    return rows


def _same_answers(servers: dict[str, Server]) -> None:
    """Nobody is quick by telling less."""
    answers = {name: server.json(LIST) for name, server in servers.items()}
    lists = {
        name: next(each for each in answer.values() if isinstance(each, list))
        for name, answer in answers.items()
    }
    ids = {tuple(record["certification_id"] for record in page) for page in lists.values()}
    assert len(ids) == 1, "they list different records"
    assert len({tuple(sorted(page[0])) for page in lists.values()}) == 1, "their keys differ"
    totals = [
        answer.get("total", answer.get("count")) or answer["pagination"]["total"]
        for answer in answers.values()
    ]
    assert len(set(totals)) == 1, f"their totals differ: {totals}"


def _reading(
    servers: dict[str, Server], path: str, what: str, *, bar: float, peers_too: bool = False
) -> list[Row]:
    requests = [get(path)] * 500
    for server in servers.values():
        server.send(requests, connections=4)
    taken: dict[str, list[float]] = {name: [] for name in servers}
    for turn in range(ROUNDS):
        for name, server in list(servers.items())[:: 1 if turn % 2 else -1]:
            taken[name].append(_cpu_of(server, requests))
    rows = []
    for peer in servers:
        if peer != "ours":
            limit = bar if peer == "stock" else 1 if peers_too else None
            rows.append(
                compared(
                    f"{what}, CPU a request, against {peer}",
                    taken["ours"],
                    taken[peer],
                    names=("ours", peer),
                    unit="µs",
                    bar=limit,
                    strict=peer != "stock",
                )
            )
    return rows


def _cpu_of(server: Server, requests: list[bytes]) -> float:
    """Microseconds a request."""
    before = server.cpu()
    server.send(requests, connections=4)
    return (server.cpu() - before) / len(requests) * CPU


def _writing(servers: dict[str, Server], lab: Lab) -> list[Row]:
    """Stock does the same writes, django-ninja fewer: it inserts the record, and no more."""
    known = mentors(lab, "peer_0", 1000)
    certified, renewed = bodies(known), renewal_bodies(known)
    newcomers = (_body(f"newcomer-{number}", 0) for number in count())
    writings: list[tuple[str, str, Iterator[bytes], dict[str, float | None]]] = [
        (
            "certification for a known mentor",
            LIST,
            certified,
            {"stock": 1.0, "django-ninja": None},
        ),
        ("certification for a new mentor", LIST, newcomers, {"stock": 1.0}),
        ("renewal", RENEWALS, renewed, {"stock": 1.0}),
    ]
    rows = []
    for what, path, each, bars in writings:
        taken: dict[str, list[float]] = {name: [] for name in ("ours", *bars)}
        for turn in range(ROUNDS + 1):
            for name in list(taken)[:: 1 if turn % 2 else -1]:
                requests = [post(path, next(each)) for _ in range(150)]
                taken[name].append(_cpu_of(servers[name], requests))
        rows += [
            compared(
                f"POST of a {what}, CPU a request, against {peer}",
                taken["ours"][1:],
                taken[peer][1:],
                names=("ours", peer),
                unit="µs",
                bar=bar,
            )
            for peer, bar in bars.items()
        ]
    return rows


def mentors(lab: Lab, database: str, number: int) -> list[str]:
    """Some who have a certification that governs and is not revoked."""
    found = lab.query(
        "SELECT mentor_id FROM certifications_certification"
        f" WHERE is_current AND revoked_at IS NULL ORDER BY id LIMIT {number}",
        database,
    )
    return [mentor_id for (mentor_id,) in found]


def bodies(mentor_ids: list[str]) -> Iterator[bytes]:
    """A certification for one after the other; when all have one, a longer one for each."""
    for turn in count():
        for mentor in mentor_ids:
            yield _body(mentor, turn)


def _body(mentor: str, turn: int, kind: int = 0) -> bytes:
    issued = date(2020, 1, 1) + timedelta(days=turn)
    expires = date(2040, 1, 1) + timedelta(days=turn)
    return json.dumps(
        {
            "mentor_id": mentor,
            "certification_type": TYPES[kind],
            "issued_at": f"{issued}T00:00:00Z",
            "expires_at": f"{expires}T00:00:00Z",
        }
    ).encode()


# --- what grows ------------------------------------------------------------------------------
def growth(lab: Lab) -> list[Row]:
    """The lists at the two sizes, one request after the other."""
    few, many = lab.sizes.tiny, lab.sizes.large
    small, large = (web.program(lab.url(lab.loaded(size))) for size in (few, many))
    with small as at_few, large as at_many:
        return [
            grown(at_few, at_many, path, f"{what} at {many:,} against {few:,}", (few, many))
            for path, what in _lists(lab, few)
        ]


def _lists(lab: Lab, few: int) -> list[tuple[str, str]]:
    today = date.today()
    window = f"expires_after={today}&expires_before={today + timedelta(days=60)}"
    mentor = mentors(lab, lab.loaded(few), 1)[0]
    certifications = {
        "unfiltered": "",
        "valid": "status=valid",
        "expired": "status=expired",
        "revoked (limit 5)": "status=revoked&limit=5",
        "of one mentor": f"mentor_id={mentor}",
        "of one type": f"certification_type={TYPES[1]}",
        "expiring in a window of 60 days": window,
        "expiring_within_days=60": "expiring_within_days=60",
    }
    statuses = {
        "unfiltered": "",
        "expired": "is_expired=true",
        "of one type": f"certification_type={TYPES[1]}",
        "expiring_within_days=60": "expiring_within_days=60",
    }
    return [
        *(
            (f"{LIST}?{query}", f"certifications, {what},")
            for what, query in certifications.items()
        ),
        *((f"{STATUSES}?{query}", f"statuses, {what},") for what, query in statuses.items()),
    ]


def grown(
    small: Server, large: Server, path: str, what: str, sizes: tuple[int, int], bar: float = 1.3
) -> Row:
    short = [len(server.json(path)["data"]) for server in (small, large)]
    assert len(set(short)) == 1, f"{path}: {short} records are not the same work"
    for server in (small, large):
        server.send([get(path)] * 20, connections=4)
    requests = [get(path)] * TURNS
    rounds = [web.in_turns([(large, requests), (small, requests)]) for _ in range(ROUNDS)]
    few, many = (f"at {size:,}" for size in sizes)
    at_many, at_few = zip(*rounds, strict=True)
    return compared(what, at_many, at_few, names=(many, few), unit="ms", bar=bar)


def far_pages(lab: Lab) -> list[Row]:
    """Pages of 20, against the first of the same list. Every mentor has one status.

    Certifications are skipped record by record: the middle has a bar in milliseconds.
    """
    size = lab.sizes.large
    last, middle = size // 20, size // 40
    far = [
        (LIST, last, "certifications (of which there are more)", None),
        (LIST, middle, "certifications", None),
        (STATUSES, last, "statuses (the last page)", 5),
        (STATUSES, middle, "statuses", None),
    ]
    pages = [(path, number) for path, page, _, _ in far for number in (page, 1)]
    with web.program(lab.url(lab.loaded(size))) as server:
        asked = [(server, [get(f"{path}?page={number}")] * TURNS) for path, number in pages]
        rounds = [web.in_turns(asked) for _ in range(ROUNDS + 1)][1:]
    times = list(zip(*rounds, strict=True))
    rows = [
        compared(
            f"page {page:,} of 20 {what} at {size:,} mentors against page 1",
            times[2 * number],
            times[2 * number + 1],
            names=(f"page {page:,}", "page 1"),
            unit="ms",
            bar=bar,
        )
        for number, (_, page, what, bar) in enumerate(far)
    ]
    what = f"page {middle:,} of 20 certifications at {size:,} mentors"
    rows.insert(1, figure(what, times[2], "ms", bar=60))
    return rows


def renewals(lab: Lab) -> list[Row]:
    """Every request renews another mentor, and is on disk when it is answered.

    Of the many, whom nobody measures after this, it renews some in place: to copy them all
    takes minutes.
    """
    few, many = lab.sizes.tiny, lab.sizes.huge
    urls = {few: lab.copy(lab.loaded(few), "renewed"), many: lab.url(lab.loaded(many))}
    bodies = {size: renewal_bodies(mentors(lab, lab.loaded(size), few)) for size in (few, many)}
    with web.program(urls[few]) as at_few, web.program(urls[many]) as at_many:
        rounds = [
            web.in_turns(
                [
                    (server, [post(RENEWALS, next(bodies[size])) for _ in range(TURNS)])
                    for size, server in ((many, at_many), (few, at_few))
                ]
            )
            for _ in range(ROUNDS + 1)
        ]
    lab.drop("renewed")
    times_of_many, times_of_few = zip(*rounds[1:], strict=True)
    return [
        compared(
            f"POST of a renewal at {many:,} against {few:,}",
            times_of_many,
            times_of_few,
            names=(f"at {many:,}", f"at {few:,}"),
            unit="ms",
            bar=1.3,
        )
    ]


def renewal_bodies(mentor_ids: list[str]) -> Iterator[bytes]:
    """A renewal of one after the other, each longer than the one before."""
    for turn in count():
        for mentor in mentor_ids:
            yield json.dumps(
                {
                    "mentor_id": mentor,
                    "renewal_date": "2026-01-01",
                    "new_expiry_date": f"{date(2050, 1, 1) + timedelta(days=turn)}",
                    "processed_by": "coordinator-007",
                }
            ).encode()


# --- writers side by side --------------------------------------------------------------------
def writers(lab: Lab) -> list[Row]:
    """Eight clients record certifications of new mentors.

    What is counted by type and day meets at one counter where all are of one type and day. Beside
    it: of many types and days, and in a database that counts nothing.
    """
    size, numbers = lab.sizes.medium, count()
    for name in ("written", "uncounted"):
        lab.copy(lab.loaded(size), name)
    lab.execute("ALTER TABLE certifications_certification DISABLE TRIGGER USER", "uncounted")
    rates: dict[str, list[float]] = {"one": [], "many": [], "not counted": []}
    with (
        web.program(lab.url("written"), workers=2) as counting,
        web.program(lab.url("uncounted"), workers=2) as plain,
    ):
        for _ in range(lab.sizes.repeat + 1):
            for name, into in rates.items():
                server = plain if name == "not counted" else counting
                into.append(_write(server, numbers, hot=name != "many"))
    for name in ("written", "uncounted"):
        lab.drop(name)
    one, many, uncounted = (each[1:] for each in rates.values())
    what = f"POST by 8 writers at {size:,} mentors, one type and day"
    return [
        figure(what, one, "/s"),
        compared(f"{what}, against many", one, many, names=("one", "many"), unit="/s"),
        compared(
            f"{what}, against no counting",
            one,
            uncounted,
            names=("counted", "not counted"),
            unit="/s",
        ),
    ]


def _write(server: Server, numbers: Iterator[int], *, hot: bool) -> float:
    """Requests a second."""
    requests = [
        post(LIST, _body(f"writer-{number}", *((0, 0) if hot else (number % 700, number % 4))))
        for number in islice(numbers, 400)
    ]
    return len(requests) / server.send(requests, connections=8).seconds
