"""Lists by cursor at both sizes, however far; and by page where no counter knows the total."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks import web
from tests.benchmarks.api import LIST, RENEWALS, ROUNDS, STATUSES, TURNS
from tests.benchmarks.client import get
from tests.benchmarks.lab import Lab
from tests.benchmarks.loading import TYPES
from tests.benchmarks.report import Row, compared, figure
from tests.benchmarks.web import Server

LOGS = f"{LIST}/expiry-job/logs"
LIVE = "certifications_certification WHERE deleted_at IS NULL"
GOVERNING = "certifications_certification WHERE is_current"
UNPAUSED = f"{GOVERNING} AND NOT auto_pause_applied AND revoked_at IS NULL"
RENEWED = "renewals_renewal WHERE deleted_at IS NULL"
PAUSES = "certifications_autopause WHERE true"
DIGEST = 9
"""Bytes at the beginning of a cursor."""
MICROSECONDS = "(extract(epoch FROM {}) * 1000000)::bigint"
BAR, BAR_BY_PAGE = 2, 150


@dataclass(frozen=True)
class Walk:
    """A list in one of its orders, and the same in SQL."""

    what: str
    path: str
    query: str
    rows: str
    columns: tuple[str, ...]
    descending: bool = False

    def cursor_at(self, lab: Lab, database: str, first: str, share: float) -> str:
        """The cursor after that share of the list; ``first`` is one of the same list."""
        sign = "DESC" if self.descending else "ASC"
        values = ", ".join(
            column if column in ("id", "mentor_id") else MICROSECONDS.format(column)
            for column in self.columns
        )
        order = ", ".join(f"{column} {sign}" for column in self.columns)
        [[number]] = lab.query(f"SELECT count(*) FROM {self.rows}", database)
        [position] = lab.query(
            f"SELECT {values} FROM {self.rows} ORDER BY {order}"
            f" OFFSET {int(number * share)} LIMIT 1",
            database,
        )
        digest = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4))[:DIGEST]
        text = json.dumps(position, separators=(",", ":"))
        return base64.urlsafe_b64encode(digest + text.encode()).decode().rstrip("=")


def _walks() -> Iterator[Walk]:
    yield Walk("certifications", LIST, "", LIVE, ("id",))
    for name in ("issued_at", "expires_at", "created_at", "updated_at"):
        for sign in ("", "-"):
            what, query = f"certifications, ordering={sign}{name}", f"ordering={sign}{name}&"
            yield Walk(what, LIST, query, LIVE, (name, "id"), bool(sign))
    valid = f"{LIVE} AND revoked_at IS NULL AND expires_at >= date_trunc('day', now(), 'UTC')"
    yield Walk("certifications, valid", LIST, "status=valid&", valid, ("id",))
    of_type = f"{LIVE} AND certification_type_id = '{TYPES[1]}'"
    query = f"certification_type={TYPES[1]}&"
    yield Walk("certifications, of one type", LIST, query, of_type, ("id",))
    yield Walk("statuses", STATUSES, "", GOVERNING, ("mentor_id",))
    for name, column in (("expiry_date", "expires_at"), ("issue_date", "issued_at")):
        query = f"ordering=-{name}&"
        yield Walk(f"statuses, {query[:-1]}", STATUSES, query, GOVERNING, (column, "id"), True)
    paused = f"{GOVERNING} AND (auto_pause_applied OR revoked_at IS NOT NULL)"
    yield Walk("statuses, paused", STATUSES, "paused=true&", paused, ("mentor_id",))
    yield Walk("statuses, not paused", STATUSES, "paused=false&", UNPAUSED, ("mentor_id",))
    query = "paused=false&ordering=expiry_date&"
    yield Walk("statuses, not paused, ordering=expiry_date", STATUSES, query, UNPAUSED,
               ("expires_at", "id"))  # fmt: skip
    yield Walk("renewals", RENEWALS, "", RENEWED, ("id",), descending=True)
    for name in ("renewal_date", "new_expiry_date", "created_at"):
        query = f"ordering=-{name}&"
        yield Walk(f"renewals, {query[:-1]}", RENEWALS, query, RENEWED, (name, "id"), True)
    yield Walk("pauses", LOGS, "", PAUSES, ("applied_at", "id"), descending=True)


def by_cursor(lab: Lab) -> list[Row]:
    """The first page, one in the middle and one near the end; of each round the slowest."""
    few, many = lab.sizes.tiny, lab.sizes.large
    databases = {size: lab.loaded(size) for size in (few, many)}
    small, large = (web.program(lab.url(databases[size])) for size in (few, many))
    rows = []
    with small as at_few, large as at_many:
        for walk in _walks():
            pages = [
                (server, page)
                for size, server in ((many, at_many), (few, at_few))
                for page in _pages(lab, databases[size], server, walk)
            ]
            at_large, at_small = _slowest(pages)
            rows.append(
                compared(
                    f"by cursor: {walk.what}, any page at {many:,} against {few:,}",
                    at_large,
                    at_small,
                    names=(f"at {many:,}", f"at {few:,}"),
                    unit="ms",
                    bar=BAR,
                )
            )
    return rows


def _pages(lab: Lab, database: str, server: Server, walk: Walk) -> list[bytes]:
    """Requests for full pages of the list: the first, one in the middle, one near the end."""
    address = f"{walk.path}?{walk.query}after="
    first = server.json(address)["pagination"]["next"]
    cursors = ["", *(walk.cursor_at(lab, database, first, share) for share in (0.5, 0.75))]
    for cursor in cursors:
        page = server.json(address + cursor)
        assert len(page["data"]) == 20, f"{address}{cursor}: {len(page['data'])} records"
        assert page["pagination"]["next"]
    return [get(address + cursor) for cursor in cursors]


def _slowest(pages: list[tuple[Server, bytes]]) -> tuple[list[float], list[float]]:
    """Milliseconds a request of the slowest page in each round, of either half."""
    asked = [(server, [page] * TURNS) for server, page in pages]
    rounds = [web.in_turns(asked) for _ in range(ROUNDS + 1)][1:]
    half = len(pages) // 2
    return [max(times[:half]) for times in rounds], [max(times[half:]) for times in rounds]


BY_PAGE = {
    LIST: (
        "ordering=-updated_at",
        "ordering=created_at",
        "ordering=issued_at",
        "issued_before=2100-01-01",
        "auto_pause_applied=true",
        "auto_pause_applied=false",
        "left=false",
    ),
    STATUSES: (
        "paused=true",
        "paused=false",
        "paused=false&ordering=expiry_date",
        f"paused=false&certification_type={TYPES[2]}",
        "paused=true&is_expired=true",
        "ordering=issue_date",
    ),
    RENEWALS: ("ordering=-created_at", "ordering=new_expiry_date", "processed_by=kim"),
}


def by_page(lab: Lab) -> list[Row]:
    """The first page with its exact total, where that is in no counter or the order is another."""
    many = lab.sizes.large
    rows = []
    with web.program(lab.url(lab.loaded(many))) as server:
        for path, queries in BY_PAGE.items():
            for query in queries:
                asked = [(server, [get(f"{path}?{query}")] * TURNS)]
                times = [web.in_turns(asked)[0] for _ in range(ROUNDS + 1)][1:]
                what = f"by page: {path.rpartition('/')[2]}?{query} at {many:,}"
                rows.append(figure(what, times, "ms", bar=BAR_BY_PAGE))
    return rows
