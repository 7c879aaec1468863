"""Each page of the admin at two sizes.

The bar is three times the time at the smaller one. Pages that look at every mentor whom an action
or a night concerns, of whom there are a hundred times as many, have a bar in milliseconds.
"""

import time
from typing import Any

from tests.benchmarks.lab import Lab, program, say
from tests.benchmarks.report import Row, compared, figure

WARM_UP = 2
"""Requests that are not counted."""
DEPTHS = range(0, 112, 16)
"""How many calls deep in the stack each request that counts is sent.

Python 3.11 allocates its stack in pieces of 16 KB, and frees a piece as soon as it is empty. If the
innermost calls of a page fall on the edge of a piece, the page takes up to twice as long; a few
calls more or less before it decide whether they do (python/cpython#142183). At 150 bytes a call,
these depths are spread over one piece, so that neither side is lucky.
"""
BAR = 3
OF_ALL_CONCERNED = {"home": 500, "job's preview": 500, "undo": 2_000, "type, impact": 1_000}
"""The bars of these, in milliseconds."""
NEW_GRACE = "#new-grace"
NUMBER = 500
"""The mentor whose pages are looked at."""


def rows(lab: Lab) -> list[Row]:
    """Page by page, in a process for each size."""
    few, many = lab.sizes.tiny, lab.sizes.medium
    small, large = (lab.copy(lab.loaded(size), f"pages_{size}") for size in (few, many))
    found = {"DEBUG": "true"}  # static files, without collecting them
    with program(small, **found) as at_few, program(large, **found) as at_many:
        times = {name: (at_many(_measure, name), at_few(_measure, name)) for name in at_few(_names)}
    for size in (few, many):
        lab.drop(f"pages_{size}")
    say(f"{len(times)} pages of the admin")
    names = (f"at {many:,}", f"at {few:,}")
    return [
        figure(f"page {name}, at {many:,}", measured[0], "ms", bar=OF_ALL_CONCERNED[name])
        if name in OF_ALL_CONCERNED
        else compared(f"page {name}", *measured, names=names, unit="ms", bar=BAR)
        for name, measured in times.items()
    ]


def _names() -> list[str]:
    return list(_pages())


def _measure(name: str) -> list[float]:
    return timed_requests(_pages()[name])


def timed_requests(address: str) -> list[float]:
    """Milliseconds of some requests of a coordinator, each sent from another depth."""
    client = client_of_coordinator()
    for _ in range(WARM_UP):
        _timed(client, address)
    return [_timed_deeper(calls, client, address) for calls in DEPTHS]


def client_of_coordinator() -> Any:
    """A browser of a coordinator who has logged in."""
    from django.conf import settings
    from django.test import Client

    from tests.benchmarks.imports import coordinator

    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["testserver"]
    client = Client()
    client.force_login(coordinator())
    return client


def home_page() -> list[float]:
    """Milliseconds of some requests of the home page. Leaves the database to be replaced."""
    from django.db import connection

    times = timed_requests("/admin/")
    connection.close()
    return times


def _timed_deeper(calls: int, client: Any, address: str) -> float:
    if calls:
        return _timed_deeper(calls - 1, client, address)
    return _timed(client, address)


def _timed(client: Any, address: str) -> float:
    sent = _new_grace() if address.endswith(NEW_GRACE) else None
    begin = time.perf_counter()
    if sent is not None:  # shows the impact, saves nothing
        answer = client.post(address.removesuffix(NEW_GRACE), sent)
        assert b"What the new rules of" in answer.content
    else:
        answer = client.get(address, follow=True)
    elapsed = time.perf_counter() - begin
    assert answer.status_code == 200, (address, answer.status_code)
    return elapsed * 1000


def _new_grace() -> dict[str, str]:
    from certifications.models import CertificationType
    from mentorcerts.lib.admin.stale_forms import SHOWN_RECORD, as_shown
    from tests.benchmarks.loading import TYPES

    return {
        "name": "Type",
        "validity_months": "24",
        "grace_days": "5",
        "requirement": "mentoring",
        SHOWN_RECORD: as_shown(CertificationType.objects.get(pk=TYPES[1])),
    }


def _pages() -> dict[str, str]:
    from django.urls import reverse

    from certifications.models import Certification, ExpiryRun, Mentor
    from tests.benchmarks.loading import TYPES

    def listed(model: str) -> str:
        return reverse(f"admin:{model}_changelist")

    mentor = Mentor.objects.get(email=f"p{NUMBER}@mentors.example")
    record = Certification.objects.governing().get(mentor=mentor)
    run = ExpiryRun.objects.get()
    queue = listed("statuses_certificationstatus")
    kind = reverse("admin:certifications_certificationtype_change", args=[TYPES[1]])
    return {
        "home": reverse("admin:index"),
        "queue": queue,
        "queue, expiring in 30 days": f"{queue}?expiring=30",
        "queue, search by id": f"{queue}?q={mentor.pk}",
        "queue, search by name": f"{queue}?q={mentor.name}",
        "mentors": listed("certifications_mentor"),
        "certifications": listed("certifications_certification"),
        "renewals": listed("renewals_renewal"),
        "types": listed("certifications_certificationtype"),
        "runs": listed("certifications_expiryrun"),
        "pauses": listed("certifications_autopause"),
        "mentor": reverse("mentor-page", args=[mentor.pk]),
        "renew one": reverse("bulk-action", args=["renew"]) + f"?mentor={mentor.pk}",
        "certification": reverse("admin:certifications_certification_change", args=[record.pk]),
        "job's preview": reverse("admin:certifications_expiryrun_preview_and_run"),
        "run": reverse("admin:certifications_expiryrun_change", args=[run.pk]),
        "undo": reverse("admin:certifications_expiryrun_undo", args=[run.pk]),
        "type": kind,
        "type, impact": kind + NEW_GRACE,
        "import": reverse("admin:certifications_certification_import"),
        "history": reverse("admin:certifications_mentor_history", args=[mentor.pk]),
    }
