"""System checks: of production settings (``manage.py check --deploy``), and of records."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError

from certifications import expiry
from certifications.models import Certification
from mentorcerts.lib import clock
from renewals.models import Renewal


@register(Tags.security, deploy=True)
def api_is_not_public(**kwargs: Any) -> list[CheckMessage]:
    """Warn of an API that needs no token (W001)."""
    if settings.MENTORCERTS_API_ACCESS != "public":
        return []
    return [
        CheckWarning(
            "The API is open to everybody, also for writing.",
            hint="Set MENTORCERTS_API_ACCESS to authenticated or read-only.",
            id="mentorcerts.W001",
        )
    ]


@register(Tags.security, deploy=True)
def sqlite_is_for_small_programmes(**kwargs: Any) -> list[CheckMessage]:
    """Warn of SQLite (W002)."""
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
        return []
    return [
        CheckWarning(
            "The database is SQLite, which serves one machine only.",
            hint="Set DATABASE_URL to a PostgreSQL address, or silence mentorcerts.W002.",
            id="mentorcerts.W002",
        )
    ]


@register(Tags.security, deploy=True)
def a_proxy_is_not_taken_for_the_client(**kwargs: Any) -> list[CheckMessage]:
    """Warn of a proxy whose address would count as every client's (W003)."""
    if settings.MENTORCERTS_PROXIES or not getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        return []
    return [
        CheckWarning(
            "A proxy ends HTTPS, and its address is taken for that of every client: ten failed "
            "logins of one lock out all.",
            hint="Set MENTORCERTS_PROXIES to the number of your proxies, each of which must "
            "append to X-Forwarded-For.",
            id="mentorcerts.W003",
        )
    ]


NAMED = 10
"""How many records a check names."""


@register(Tags.database)
def nothing_begins_ahead(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """List certifications and renewals dated ahead, recorded before that was refused (W004).

    Runs with ``migrate`` and ``check --database default``.
    """
    if "default" not in (databases or ()):
        return []
    ahead = expiry.ahead_from(clock.today())
    try:
        certifications = Certification.objects.live().filter(issued_at__gte=ahead)
        renewals = Renewal.objects.live().filter(renewal_date__gte=ahead)
        named = [*certifications.values_list("certification_id", flat=True)[: NAMED + 1]]
        named += [renewal.renewal_id for renewal in renewals[: NAMED + 1]]
    except DatabaseError:  # not migrated yet
        return []
    if not named:
        return []
    more = " and more" if len(named) > NAMED else ""
    return [
        CheckWarning(
            f"Dated ahead, and counting already: {', '.join(named[:NAMED])}{more}.",
            hint="Correct the issue or renewal date, or remove the record until that day.",
            id="mentorcerts.W004",
        )
    ]
