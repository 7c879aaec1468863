"""Export everything that is stored about one mentor, as one JSON document."""

import json
from typing import Any

from django.contrib.admin.models import LogEntry
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from certifications.models import ExpiryRun, Mentor
from mentorcerts.lib.refusals import Missing
from mentorcerts.models import PersonalDataEvent
from mentorcerts.personal_data.records import admin_log, record_event, rows_of_mentor


@transaction.atomic
def export_mentor(*, mentor_id: str, by: str, source: str, user: Any = None) -> str:
    """Return the mentor's rows of every table with their history, their failures in runs, and
    earlier exports, as indented JSON. The export itself is recorded.

    ``by`` is the name of the person who exports, ``source`` one of ``lib.change_source``. Raises
    ``Missing`` for an unknown mentor.
    """
    if not Mentor.objects.filter(pk=mentor_id).exists():
        raise Missing(f"There is no mentor {mentor_id}.")
    record_event(
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
            for model, rows in rows_of_mentor(mentor_id).items()
        },
        "failures_in_runs": _failures(mentor_id),
        "admin_log": _entries(admin_log(mentor_id)),
        "exports": list(
            PersonalDataEvent.objects.filter(mentor_id=mentor_id)
            .order_by("pk")
            .values("what", "at", "by", "source")
        ),
    }
    return json.dumps(document, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)


def _failures(mentor_id: str) -> list[dict[str, Any]]:
    """Return the failures that runs recorded when they could not pause the mentor."""
    return [
        {"job_run_id": run.job_run_id, **failure}
        for run in ExpiryRun.objects.exclude(failures=[]).order_by("pk").iterator()
        for failure in run.failures
        if failure.get("mentor_id") == mentor_id
    ]


def _entries(entries: models.QuerySet[LogEntry]) -> list[Any]:
    return list(
        entries.order_by("pk").values(
            "action_time", "user__username", "object_id", "object_repr", "change_message"
        )
    )
