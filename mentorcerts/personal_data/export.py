"""Everything that is held about one mentor, as one document."""

import json
from typing import Any

from django.contrib.admin.models import LogEntry
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from certifications.models import ExpiryRun, Mentor
from mentorcerts.lib.refusals import Missing
from mentorcerts.models import PersonalDataEvent
from mentorcerts.personal_data.records import admin_log, belongings, note


@transaction.atomic
def export_mentor(*, mentor_id: str, by: str, source: str, user: Any = None) -> str:
    """The mentor's rows of every table with their history, what runs say about them, and who has
    exported it before; JSON, two spaces deep. The export is put on record.

    ``by`` names who asked, ``source`` is where (``origin``). Raises ``Missing``.
    """
    if not Mentor.objects.filter(pk=mentor_id).exists():
        raise Missing(f"There is no mentor {mentor_id}.")
    note(
        what=PersonalDataEvent.What.EXPORTED,
        mentor_id=mentor_id,
        user=user,
        by=by,
        source=source,
    )
    document = {
        "mentor_id": mentor_id,
        "exported_at": timezone.now(),
        "records": {
            model._meta.label: list(rows.order_by("pk").values())
            for model, rows in belongings(mentor_id).items()
        },
        "failures_in_runs": _failures(mentor_id),
        "admin_log": _lines(admin_log(mentor_id)),
        "exports": list(
            PersonalDataEvent.objects.filter(mentor_id=mentor_id)
            .order_by("pk")
            .values("what", "at", "by", "source")
        ),
    }
    return json.dumps(document, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)


def _failures(mentor_id: str) -> list[dict[str, Any]]:
    """What runs noted where they could not pause the mentor."""
    return [
        {"job_run_id": run.job_run_id, **failure}
        for run in ExpiryRun.objects.exclude(failures=[]).order_by("pk").iterator()
        for failure in run.failures
        if failure.get("mentor_id") == mentor_id
    ]


def _lines(entries: models.QuerySet[LogEntry]) -> list[Any]:
    return list(
        entries.order_by("pk").values(
            "action_time", "user__username", "object_id", "object_repr", "change_message"
        )
    )
