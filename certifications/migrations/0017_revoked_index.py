"""An index of what is revoked, for lists of them. The nightly run touches none of these rows.

Blocks nobody on PostgreSQL. Can be run again after it was killed.
"""

from django.db import migrations, models
from django.db.models import Q

from mentorcerts.lib.migrations import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("certifications", "0016_search_words_so_far")]
    operations = [
        AddIndexWithoutLock(
            "certification",
            models.Index(
                fields=["revoked_at", "id"],
                name="certification_revoked",
                condition=Q(revoked_at__isnull=False),
            ),
        ),
    ]
