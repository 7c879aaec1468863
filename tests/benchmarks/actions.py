"""Actions on thousands of mentors: chosen in the list, previewed, confirmed."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.benchmarks.imports import coordinator
from tests.benchmarks.lab import Lab, program, say, settle_as_web_process
from tests.benchmarks.report import Row, compared, figure

FEW, MANY = 500, 5_000
YEARS_AHEAD = 6
"""Where all are renewed to: after the expiry of anybody, and no year to ask about."""


def rows(lab: Lab) -> list[Row]:
    """The same mentors are renewed to the same day by the action and by an import."""
    many = min(MANY, lab.sizes.small // 2)
    few = min(FEW, many // 2)
    times: dict[str, list[tuple[float, float]]] = {"few": [], "many": [], "imported": []}
    for _ in range(lab.sizes.repeat):
        times["few"].append(_measured(lab, _by_action, few))
        times["many"].append(_measured(lab, _by_action, many))
        times["imported"].append(_measured(lab, _by_import, many))
    found = []
    for number, measured, bar in ((few, times["few"], 1), (many, times["many"], 5)):
        for turn, step in enumerate(("preview", "confirmation")):
            seconds = [both[turn] for both in measured]
            found.append(
                figure(f"renewing {number:,} by the action: {step}", seconds, "s", bar=bar)
            )
    return [
        *found,
        compared(
            f"renewing {many:,} by the action, beside the same by import",
            [sum(both) for both in times["many"]],
            [sum(both) for both in times["imported"]],
            names=("action", "import"),
            bar=1.5,
        ),
        compared(
            f"one mentor of {many:,} renewed by the action, beside one of {few:,}",
            [sum(both) / many * 1000 for both in times["many"]],
            [sum(both) / few * 1000 for both in times["few"]],
            names=(f"of {many:,}", f"of {few:,}"),
            unit="ms",
            bar=1,
        ),
    ]


def _measured(
    lab: Lab, renew: Callable[[int], tuple[float, float]], number: int
) -> tuple[float, float]:
    """Seconds of the preview and of the confirmation, in a database and a process of their own."""
    url = lab.copy(lab.loaded(lab.sizes.small), "acted")
    with program(url, DEBUG="true") as run:  # which finds static files without collecting them
        run(settle_as_web_process)
        seconds = run(renew, number)
    lab.drop("acted")
    say(f"{renew.__name__} {number:,}: {seconds[0]:.2f} s and {seconds[1]:.2f} s")
    return seconds


def _client() -> Any:
    from django.conf import settings
    from django.test import Client

    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["testserver"]
    client = Client()
    client.force_login(coordinator())
    client.get("/admin/")  # what is loaded once is loaded
    return client


def _chosen(number: int) -> list[str]:
    from statuses.models import CertificationStatus

    running = CertificationStatus.objects.filter(revoked_at=None).order_by("mentor_id")
    return list(running.values_list("mentor_id", flat=True)[:number])


def _day() -> Any:
    from mentorcerts.lib import clock

    return clock.today() + timedelta(days=365 * YEARS_AHEAD)


def _by_action(number: int) -> tuple[float, float]:
    from mentorcerts.lib import clock
    from mentorcerts.pages.actions.definitions import ACTIONS
    from renewals.models import Renewal
    from statuses.admin import SESSION_KEY

    client, before = _client(), Renewal.objects.count()
    session = client.session
    session[SESSION_KEY] = {"all": _chosen(number)}
    session.save()
    address = ACTIONS["renew"].page_for_selection("all")
    fields = {"renewal_date": f"{clock.today()}", "new_expiry_date": f"{_day()}", "notes": ""}
    begin = time.perf_counter()
    shown = re.search(r'name="shown" value="(\w+)"', _whole(client.post(address, fields)))
    looked = time.perf_counter()
    assert shown is not None
    answer = _whole(client.post(address, {**fields, "shown": shown[1], "confirm": ""}))
    done = time.perf_counter()
    assert Renewal.objects.count() == before + number, answer[:2000]
    return looked - begin, done - looked


def _whole(answer: Any) -> str:
    """The page: of more than a thousand it comes in pieces, with its progress."""
    content: bytes = b"".join(answer) if answer.streaming else answer.content
    return content.decode()


def _by_import(number: int) -> tuple[float, float]:
    from mentorcerts.lib import clock
    from renewals.models import Renewal
    from tests.support.spreadsheets import confirm, csv_file, preview

    client, before = _client(), Renewal.objects.count()
    lines = [[mentor_id, f"{clock.today()}", f"{_day()}"] for mentor_id in _chosen(number)]
    file = csv_file(["mentor_id", "renewal_date", "new_expiry_date"], *lines)
    begin = time.perf_counter()
    shown = preview(client, Renewal, file)
    looked = time.perf_counter()
    answer = confirm(client, Renewal, shown)
    done = time.perf_counter()
    assert answer.status_code == 302, answer.content[:2000]
    assert Renewal.objects.count() == before + number
    return looked - begin, done - looked
