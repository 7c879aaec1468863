"""``python -m tests.benchmarks.admin_pages``: each admin page at 1,000 and at 100,000 mentors.

On a PostgreSQL of its own. Medians of some requests each, side by side in one run; the bar is
three times the time at 1,000.
"""

import os
import statistics
import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests import postgres

SIZES = (1_000, 100_000)
REQUESTS = 7
BAR = 3.0
NEW_GRACE = "#new-grace"
TODAY = date(2026, 3, 26)


def main() -> int:
    medians: dict[str, list[float]] = {}
    for size in SIZES:
        with postgres.server() as server:
            pid = os.fork()
            if pid == 0:
                os.environ["DATABASE_URL"] = server.url
                os.environ["DEBUG"] = "true"
                os.environ["DJANGO_SETTINGS_MODULE"] = "mentorcerts.settings"
                os._exit(_measure(size))
            if os.waitpid(pid, 0)[1]:
                return 1
        with open(_result(size), encoding="utf-8") as result:
            for line in result:
                name, milliseconds = line.split()
                medians.setdefault(name, []).append(float(milliseconds))
        os.unlink(_result(size))
    return _report(medians)


def _report(medians: dict[str, list[float]]) -> int:
    print(f"{'page':<24}" + "".join(f"{f'{size:,}':>12}" for size in SIZES) + f"{'ratio':>8}  bar")
    worst = 0.0
    for name, (small, large) in medians.items():
        ratio = large / small
        worst = max(worst, ratio)
        verdict = "ok" if ratio <= BAR else "MISSED"
        print(f"{name:<24}{small:>9.1f} ms{large:>9.1f} ms{ratio:>7.2f}x  {BAR:.0f}x {verdict}")
    return int(worst > BAR)


def _result(size: int) -> str:
    return f"/tmp/mentorcerts-admin-pages-{size}"


def _measure(size: int) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from time_machine import travel

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.DEBUG = False
    with travel(datetime(2026, 3, 26, 8, tzinfo=UTC), tick=True):
        call_command("migrate", verbosity=0)
        _load(size)
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")
        client = Client()
        client.force_login(_somebody())
        with open(_result(size), "w", encoding="utf-8") as result:
            for name, address in _pages().items():
                times = [_timed(client, address) for _ in range(REQUESTS + 2)][2:]
                result.write(f"{name} {statistics.median(times) * 1000:.2f}\n")
    return 0


def _timed(client: Any, address: str) -> float:
    begin = time.perf_counter()
    if address.endswith(NEW_GRACE):
        sent = {"name": "Type", "validity_months": "24", "grace_days": "5"}
        answer = client.post(
            address.removesuffix(NEW_GRACE), sent
        )  # shows the impact, saves nothing
    else:
        answer = client.get(address, follow=True)
    elapsed = time.perf_counter() - begin
    assert answer.status_code == 200, (address, answer.status_code)
    return elapsed


def _somebody() -> Any:
    from django.contrib.auth.models import Group, User

    user = User.objects.create_user("kim", is_staff=True)
    user.groups.add(Group.objects.get(name="Coordinators"))
    return user


def _load(size: int) -> None:
    """Mentors whose certifications run out over three years around today; 2 % are overdue."""
    from certifications.models import Certification, CertificationType, Mentor
    from mentorcerts.demo import FIRST_NAMES, LAST_NAMES

    kinds = [CertificationType(code=f"type_{n}", validity_months=24) for n in range(4)]
    CertificationType.objects.bulk_create(kinds)
    for start in range(0, size, 10_000):
        numbers = range(start, min(size, start + 10_000))
        Mentor.objects.bulk_create(
            Mentor(
                mentor_id=f"mentor-{n:06d}",
                name=f"{FIRST_NAMES[n % 30]} {LAST_NAMES[n % 24]}-{n}",
                email=f"p{n}@mentors.example",
            )
            for n in numbers
        )
        Certification.objects.bulk_create(
            Certification(
                mentor_id=f"mentor-{n:06d}",
                certification_type=kinds[n % 4],
                issued_at=_moment(n) - timedelta(days=1100),
                expires_at=_moment(n),
                is_current=True,
            )
            for n in numbers
        )


def _moment(number: int) -> datetime:
    days = (number * 7919) % 1000 - 20
    return datetime(2026, 3, 26, tzinfo=UTC) + timedelta(days=days)


def _pages() -> dict[str, str]:
    from django.urls import reverse

    from certifications.models import Certification, ExpiryRun
    from mentorcerts.demo import FIRST_NAMES, LAST_NAMES

    def listed(model: str) -> str:
        return reverse(f"admin:{model}_changelist")

    run = ExpiryRun.objects.create(
        job_run_id="job_26MAR2026_01", day=TODAY, number=1, trigger="schedule", state="done",
        as_of=TODAY, completed_at=datetime.now(UTC),
    )  # fmt: skip
    record = Certification.objects.get(mentor_id="mentor-000500")
    return {
        "home": reverse("admin:index"),
        "queue": listed("statuses_certificationstatus"),
        "queue,expiring-in-30": listed("statuses_certificationstatus") + "?expiring=30",
        "queue,search-by-id": listed("statuses_certificationstatus") + "?q=mentor-000500",
        "queue,search-by-name": listed("statuses_certificationstatus")
        + f"?q={FIRST_NAMES[500 % 30]} {LAST_NAMES[500 % 24]}-500",
        "mentors": listed("certifications_mentor"),
        "certifications": listed("certifications_certification"),
        "renewals": listed("renewals_renewal"),
        "types": listed("certifications_certificationtype"),
        "runs": listed("certifications_expiryrun"),
        "pauses": listed("certifications_autopause"),
        "mentor": reverse("mentor-page", args=["mentor-000500"]),
        "renew-one": reverse("bulk-action", args=["renew"]) + "?mentor=mentor-000500",
        "certification": reverse("admin:certifications_certification_change", args=[record.pk]),
        "job-preview": reverse("admin:certifications_expiryrun_preview_and_run"),
        "run": reverse("admin:certifications_expiryrun_change", args=[run.pk]),
        "undo": reverse("admin:certifications_expiryrun_undo", args=[run.pk]),
        "type": reverse("admin:certifications_certificationtype_change", args=["type_1"]),
        "type,impact": reverse("admin:certifications_certificationtype_change", args=["type_1"])
        + NEW_GRACE,
        "import": reverse("admin:certifications_certification_import"),
        "history": reverse("admin:certifications_mentor_history", args=["mentor-000500"]),
    }


if __name__ == "__main__":
    sys.exit(main())
