"""The home page, and who looks at it."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from certifications.models import ExpiryRun
from mentorcerts.lib import moments
from tests.support.dates import TODAY
from tests.support.factories import (
    ExpiryRunFactory,
)

HOME = reverse("admin:index")
PREVIEW = reverse("admin:certifications_expiryrun_preview_and_run")


def day(offset: int) -> datetime:
    """The midnight of so many days from today."""
    return moments.utc_midnight(TODAY + timedelta(days=offset))


def client(*permissions: str) -> Client:
    user = User.objects.create_user("kit", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    visitor = Client()
    visitor.force_login(user)
    return visitor


def text(answer) -> str:
    """What stands on the page, in one line."""
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def cards(answer) -> dict:
    return {card.title: card for _, group in answer.context["sections"] for card in group}


def good_run(**fields) -> ExpiryRun:
    """A run of last night, unless it says otherwise."""
    moment = datetime(2026, 3, 26, 0, 30, tzinfo=UTC)
    return ExpiryRunFactory(
        **{"day": TODAY, "started_at": moment, "heartbeat_at": moment, "mentors_scanned": 84}
        | {"completed_at": None if fields.get("state") == "running" else moment}
        | fields
    )


def told(answer) -> list[tuple[str, bool]]:
    return [(notice.title, notice.is_problem) for notice, _ in answer.context["notices"]]
