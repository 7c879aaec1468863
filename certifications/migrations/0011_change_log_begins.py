"""The log's base: its one cursor, and a line with the stand of each mentor who is paused now.

The runs so far count as told: history and pauses tell of the time before.
"""

from typing import Any

from django.db import migrations
from django.db.models import Q
from django.utils import timezone

AT_A_TIME = 5000


def begin(apps: Any, schema_editor: Any) -> None:
    ExpiryRun = apps.get_model("certifications", "ExpiryRun")
    now = timezone.now()
    apps.get_model("certifications", "EventCursor").objects.create(pk=1, last=0, began_at=now)
    ExpiryRun.objects.exclude(state="running").update(pauses_told_at=now)
    _tell_who_is_paused(apps, now)


def _tell_who_is_paused(apps: Any, now: Any) -> None:
    Certification = apps.get_model("certifications", "Certification")
    Event = apps.get_model("certifications", "Event")
    paused = Certification.objects.filter(is_current=True).filter(
        Q(auto_pause_applied=True)
        | Q(revoked_at__isnull=False)
        | Q(mentor__paused_at__isnull=False)
        | Q(mentor_left=True)
    )
    last = 0
    while rows := list(
        paused.filter(pk__gt=last).order_by("pk").values("pk", "mentor_id")[:AT_A_TIME]
    ):
        Event.objects.bulk_create(
            Event(
                type="mentor.paused",
                mentor_id=row["mentor_id"],
                certification_id=row["pk"],
                occurred_at=now,
                source="upgrade",
                paused=True,
                backfilled=True,
            )
            for row in rows
        )
        last = rows[-1]["pk"]


class Migration(migrations.Migration):
    dependencies = [("certifications", "0010_change_log")]
    operations = [migrations.RunPython(begin)]
