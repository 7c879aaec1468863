"""The feed of events and the comparison: what they cost as the log and the programme grow."""

import json
import statistics

from tests.benchmarks import web
from tests.benchmarks.api import ROUNDS, grown
from tests.benchmarks.client import get, post
from tests.benchmarks.lab import Lab, say
from tests.benchmarks.report import Row, figure

EVENTS = "/api/v1/certification-events"
COMPARE = f"{EVENTS}/compare"
IDS = 50_000
SECOND = 1000
"""Milliseconds."""
# One line for each mentor, in turn of eight types; one line, near the end, is of a type that no
# other is of.
FILL = """
    INSERT INTO certifications_event
        (event_id, sequence, type, mentor_id, certification_id, occurred_at, by, source, reason,
         paused, backfilled, withdrawn, data)
    SELECT 'evt_' || lpad(i::text, 16, '0'), i,
        CASE WHEN i = {lines} - 7 THEN 'run.held' ELSE (ARRAY['mentor.paused', 'mentor.resumed',
            'certification.recorded', 'certification.renewed', 'certification.changed',
            'certification.expired', 'mentor.exempted', 'mentor.left'])[1 + i % 8] END,
        mentor_id, id, now() - ({lines} - i) * interval '1 second' / {lines}, 'kim', 'API', '',
        auto_pause_applied, FALSE, FALSE,
        jsonb_build_object('certification_id', certification_id,
            'certification_type', certification_type_id, 'issue_date', '2024-03-01',
            'expiry_date', '2026-03-01', 'previous_expiry_date', '2025-03-01')
    FROM (
        SELECT row_number() OVER (ORDER BY id) AS i, *
        FROM certifications_certification WHERE is_current
    ) AS numbered;
    UPDATE certifications_eventcursor SET last = {lines};
    UPDATE certifications_expiryrun SET pauses_told_at = now()
"""


def rows(lab: Lab) -> list[Row]:
    """Pages of 100 at the two sizes, in turns; then the comparison at the large one."""
    few, many = lab.sizes.tiny, lab.sizes.large
    names = {size: _filled(lab, size) for size in (few, many)}
    mentor = lab.query("SELECT mentor_id FROM certifications_event WHERE id = 500", names[few])
    other = lab.query("SELECT mentor_id FROM certifications_event WHERE id = 500", names[many])
    assert mentor == other, "the same mentor in both"
    asked = {
        "page of 100": f"after={few // 2}",
        "page of 100, the oldest": "",
        "page of 100 of one type": "after=0&type=certification.renewed",
        "the one event of a rare type": "after=0&type=run.held",
        "events of one mentor": f"after=0&mentor_id={mentor[0][0]}",
    }
    small, large = (web.program(lab.url(names[size])) for size in (few, many))
    with small as at_few, large as at_many:
        found = [
            grown(
                at_few,
                at_many,
                f"{EVENTS}?{query}",
                f"feed, {what}, at {many:,} events against {few:,}",
                (few, many),
            )
            for what, query in asked.items()
        ]
        found += _comparison(lab, names[many], at_many)
    for name in names.values():
        lab.drop(name)
    return found


def _filled(lab: Lab, size: int) -> str:
    name = f"feed_{size}"
    lab.copy(lab.loaded(size), name)
    say(f"writing {size:,} events")
    lab.execute(FILL.format(lines=size), name)
    lab.execute("VACUUM (FREEZE, ANALYZE) certifications_event", name)
    return name


def _comparison(lab: Lab, database: str, server: web.Server) -> list[Row]:
    size = lab.sizes.large
    paused = lab.query(
        "SELECT mentor_id FROM certifications_certification WHERE is_current"
        f" AND auto_pause_applied ORDER BY id LIMIT {IDS}",
        database,
    )
    ids = [mentor_id for (mentor_id,) in paused]
    body = json.dumps({"paused": ids, "after": size}).encode()
    times = [_milliseconds(server, post(COMPARE, body)) for _ in range(ROUNDS)]
    digests = [_milliseconds(server, get(COMPARE)) for _ in range(ROUNDS)]
    return [
        figure(f"compare {len(ids):,} ids at {size:,} mentors", times, "ms", bar=SECOND),
        figure(f"digests of both sets at {size:,} mentors", digests, "ms"),
    ]


def _milliseconds(server: web.Server, request: bytes) -> float:
    return statistics.median(server.send([request]).latencies) * 1000
