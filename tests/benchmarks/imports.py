"""Spreadsheets in the admin: upload, preview, confirm."""

import resource
import time
from typing import Any

from tests.benchmarks.lab import Lab, program, say, settle_as_web_process
from tests.benchmarks.report import Row, compared, figure

FEW = 1_000
HEADER = ["mentor_id", "certification_type", "issued_at", "expires_at"]
KINDS = {"new": "2029-01-26", "changed": "2030-01-26", "unchanged": "2030-01-26"}
"""The expiry date of all rows of a file: the three come one after the other."""


def rows(lab: Lab) -> list[Row]:
    """New mentors in every file. Several files go through one process, one after the other."""
    many = lab.sizes.rows
    times, peaks = _measured(lab, many, lab.sizes.repeat)
    few = [_measured(lab, FEW, 1)[1][0] for _ in range(lab.sizes.repeat)]
    once = [peaks[0]] + [_measured(lab, many, 1)[1][0] for _ in range(lab.sizes.repeat - 1)]
    return [
        figure(f"import of {many:,} rows from CSV, upload to saved", times, "s", bar=20),
        compared(
            f"peak memory of a process after {lab.sizes.repeat} imports against one",
            peaks[-1:],
            once,
            names=(f"after {lab.sizes.repeat}", "after one"),
            unit="MB",
            bar=1.2,
        ),
        compared(
            f"peak memory of an import of {many:,} rows against {FEW:,}",
            once,
            few,
            names=(f"{many:,} rows", f"{FEW:,} rows"),
            unit="MB",
            bar=1.2,
        ),
        *_kinds(lab, many),
    ]


def _kinds(lab: Lab, number: int) -> list[Row]:
    """The same rows as new ones, with another date, and once more: what is there is compared."""
    url = lab.copy(lab.loaded(lab.sizes.small), "imported")
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    peaks: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for turn in range(lab.sizes.repeat):
        for kind in KINDS:
            with program(url, DEBUG="true") as run:  # each in a process of its own
                run(settle_as_web_process)
                seconds, peak = run(_import, number, turn, kind)
            times[kind].append(seconds)
            peaks[kind].append(peak)
    lab.drop("imported")
    return [
        compared(
            f"import of {number:,} changed rows against as many new ones",
            times["changed"],
            times["new"],
            names=("changed", "new"),
            unit="s",
            bar=1.5,
        ),
        figure(
            f"import of {number:,} unchanged rows, upload to confirmed", times["unchanged"], "s"
        ),
        compared(
            f"peak memory of an import of {number:,} changed rows against as many new ones",
            peaks["changed"],
            peaks["new"],
            names=("changed", "new"),
            unit="MB",
            bar=1.2,
        ),
    ]


def _measured(lab: Lab, number: int, repeat: int) -> tuple[list[float], list[float]]:
    """Seconds of each import, and the most memory of their one process so far, in MB."""
    url = lab.copy(lab.loaded(lab.sizes.small), "imported")
    with program(url, DEBUG="true") as run:  # which finds static files without collecting them
        run(settle_as_web_process)
        measured = [run(_import, number, turn) for turn in range(repeat)]
    lab.drop("imported")
    say(f"{repeat} imports of {number:,} rows: {measured[-1][0]:.1f} s, {measured[-1][1]:.0f} MB")
    return [seconds for seconds, _ in measured], [peak for _, peak in measured]


def _import(number: int, turn: int, kind: str = "new") -> tuple[float, float]:
    from django.conf import settings
    from django.test import Client

    from certifications.models import Certification
    from tests.support.spreadsheets import confirm, csv_file, preview

    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["testserver"]
    client = Client()
    client.force_login(coordinator())
    ends = KINDS[kind]
    lines = [[f"import-{turn}-{n}", "basic", "2025-01-26", ends] for n in range(number)]
    file = csv_file(HEADER, *lines)
    before = Certification.objects.count()
    begin = time.perf_counter()
    shown = preview(client, Certification, file)
    answer = confirm(client, Certification, shown)
    seconds = time.perf_counter() - begin
    assert answer.status_code == 302, answer.content[:2000]
    assert Certification.objects.count() == before + (number if kind == "new" else 0)
    assert f">{kind}<" in " ".join(shown.content.decode().split()).replace("> ", ">").replace(
        " <", "<"
    )
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def coordinator() -> Any:
    from django.contrib.auth.models import Group, User

    user, _ = User.objects.get_or_create(username="kim", is_staff=True)
    user.groups.add(Group.objects.get(name="Coordinators"))
    return user
