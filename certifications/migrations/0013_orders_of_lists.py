"""Indexes for every order of the API's lists, and for lists of those who are paused or have left.

So that the nightly run pays for no more of them than before, one unique index takes the place of two
others: that of live certifications holds the removed ones as well, and finds all of a mentor.

Blocks nobody on PostgreSQL. Can be run again after it was killed.
"""

from django.db import migrations, models
from django.db.models import Q

from certifications.querysets import UtcDate
from mentorcerts.lib.migrations import (
    AddIndexWithoutLock,
    AddUniqueIndexWithoutLock,
    RemoveIndexWithoutLock,
    RemoveUniqueIndexWithoutLock,
)

LIVE, GOVERNING = Q(deleted_at=None), Q(is_current=True)
INDEXES = (
    models.Index(
        fields=["expires_at", "id"],
        name="certification_unpaused",
        condition=Q(is_current=True, mentor_left=False, auto_pause_applied=False, revoked_at=None),
    ),
    models.Index(fields=["mentor"], name="certification_left", condition=Q(mentor_left=True)),
    models.Index(fields=["issued_at", "id"], name="certification_issued", condition=LIVE),
    models.Index(
        fields=["issued_at", "id"], name="certification_governing_issued", condition=GOVERNING
    ),
    models.Index(fields=["created_at", "id"], name="certification_created", condition=LIVE),
    models.Index(fields=["updated_at", "id"], name="certification_updated", condition=LIVE),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("certifications", "0012_change_log_schedules")]
    operations = [
        AddUniqueIndexWithoutLock(
            "certification",
            models.UniqueConstraint(
                "mentor",
                "certification_type",
                UtcDate("issued_at"),
                models.Case(models.When(deleted_at=None, then=0)),
                name="one_live_certification_on_a_day",
            ),
        ),
        *(AddIndexWithoutLock("certification", index) for index in INDEXES),
        RemoveUniqueIndexWithoutLock("certification", "one_live_certification_a_day"),
        RemoveIndexWithoutLock("certification", "certification_mentor"),
        RemoveIndexWithoutLock("certification", "certification_due_active"),
    ]
