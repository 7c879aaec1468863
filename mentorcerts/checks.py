"""System checks for production settings; ``manage.py check --deploy`` runs them."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning


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
