"""Indexes without those who have left, and the constraints of ``0008_leavers`` on older rows.

Blocks nobody on PostgreSQL. Can be run again after it was killed.
"""

from django.db import migrations, models
from django.db.models import Q

from mentorcerts.lib.migrations import AddIndexWithoutLock, ValidateConstraints


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("certifications", "0008_leavers")]
    operations = [
        ValidateConstraints(
            "mentor", ["mentor_departure_is_whole", "mentor_who_left_is_not_exempt"]
        ),
        ValidateConstraints("certification", ["only_the_governing_one_tells_left"]),
        AddIndexWithoutLock(
            "mentor",
            models.Index(
                fields=["left_at"], name="mentor_left", condition=Q(left_at__isnull=False)
            ),
        ),
        AddIndexWithoutLock(
            "certification",
            models.Index(
                fields=["expires_at", "id"],
                name="certification_active",
                condition=Q(is_current=True, mentor_left=False),
            ),
        ),
        AddIndexWithoutLock(
            "certification",
            models.Index(
                fields=["expires_at"],
                name="certification_due_active",
                condition=Q(
                    is_current=True, mentor_left=False, auto_pause_applied=False, revoked_at=None
                ),
            ),
        ),
        migrations.RemoveIndex("certification", "certification_due"),
    ]
