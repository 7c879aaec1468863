"""Indexes for every order of the list of renewals. Blocks nobody on PostgreSQL."""

from django.db import migrations, models
from django.db.models import Q

from mentorcerts.lib.migrations import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("renewals", "0006_lifted_pauses_so_far")]
    operations = [
        AddIndexWithoutLock(
            "renewal",
            models.Index(
                fields=["new_expiry_date", "id"],
                name="renewal_until",
                condition=Q(deleted_at=None),
            ),
        ),
        AddIndexWithoutLock(
            "renewal",
            models.Index(
                fields=["created_at", "id"], name="renewal_created", condition=Q(deleted_at=None)
            ),
        ),
    ]
