"""What is worked out on demand for one reader: the calendar, a digest, and tomorrow's letter."""

import resource
import time
from datetime import timedelta
from typing import Any

from tests.benchmarks import lab as labs
from tests.benchmarks.lab import Lab, program, say
from tests.benchmarks.reminders import ON, confirm_installation
from tests.benchmarks.report import Row, compared, figure

WORK = "work"
SECOND = 1_000
"""Milliseconds."""
SETTINGS = {**ON, "MENTORCERTS_PUBLIC_URL": "https://mentors.example"}


def rows(lab: Lab) -> list[Row]:
    size = lab.sizes.large
    url = lab.copy(lab.loaded(size), WORK)
    with program(url, **SETTINGS) as run:
        calendar, digest = run(_calendar, lab.sizes.repeat), run(_digest, lab.sizes.repeat)
    lab.drop(WORK)
    return [
        figure(f"calendar of 400 days at {size:,} mentors", calendar, "ms", bar=SECOND / 2),
        figure(f"a digest's figures at {size:,} mentors", digest, "ms", bar=SECOND),
        *_of_tomorrow(lab),
    ]


def _calendar(times: int) -> list[float]:
    """Milliseconds of the whole request, after one that is not counted."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from mentorcerts.calendars.services import make_link
    from tests.benchmarks.imports import coordinator

    settings.ALLOWED_HOSTS = ["testserver"]
    _, token = make_link(user=coordinator(), now=timezone.now())
    client, address = Client(), reverse("calendar-feed", args=[token])

    def ask() -> None:
        answer = client.get(address)
        assert answer.content.count(b"BEGIN:VEVENT") > 400, answer.content[:500]

    taken = _milliseconds(ask, times)
    connection.close()
    return taken


def _digest(times: int) -> list[float]:
    from django.db import connection
    from django.utils import timezone

    from mentorcerts.digests.figures import report_for
    from tests.benchmarks.imports import coordinator

    confirm_installation()
    now = timezone.now()
    user, since = coordinator(), now - timedelta(days=1)

    def count() -> None:
        report = report_for(user, since=since, today=labs.today(), now=now)
        assert len(report.figures) > 5, report

    taken = _milliseconds(count, times)
    connection.close()
    return taken


def _milliseconds(act: Any, times: int) -> list[float]:
    taken = []
    for _ in range(times + 1):
        begin = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begin) * 1000)
    return taken[1:]


def _of_tomorrow(lab: Lab) -> list[Row]:
    """The command, each time in a process of its own: its seconds, and its most memory."""
    few, many = lab.sizes.small, lab.sizes.large
    found: dict[int, list[tuple[float, float]]] = {}
    for size in (few, many):
        url = lab.copy(lab.loaded(size), WORK)
        found[size] = []
        for _ in range(lab.sizes.repeat):
            with program(url, **SETTINGS) as run:
                found[size].append(run(_tomorrow))
            lab.execute("VACUUM ANALYZE reminders_message", WORK)
        say(f"tomorrow at {size:,}: {found[size][-1][0]:.1f} s, {found[size][-1][1]:.0f} MB")
    lab.drop(WORK)
    what = f"tomorrow's letter at {many:,} mentors, nothing planned yet"
    return [
        figure(what, [seconds for seconds, _ in found[many]], "s"),
        compared(
            f"peak memory of tomorrow's letter at {many:,} mentors against {few:,}",
            [peak for _, peak in found[many]],
            [peak for _, peak in found[few]],
            names=(f"at {many:,}", f"at {few:,}"),
            unit="MB",
            bar=1.2,
        ),
    ]


def _tomorrow() -> tuple[float, float]:
    """Seconds, and megabytes at most, of ``manage.py tomorrow``; what it prints is short."""
    from io import StringIO

    from django.core.management import call_command

    from mentorcerts.webhooks.models import Endpoint
    from tests.support.webhooks import endpoint_at

    confirm_installation()
    Endpoint.objects.all().delete()
    endpoint_at("https://matching.example/hook")
    said = StringIO()
    begin = time.perf_counter()
    call_command("tomorrow", stdout=said)
    seconds = time.perf_counter() - begin
    assert 40 < said.getvalue().count("\n") < 1_000, said.getvalue()[:2000]
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
