"""Keep by name who made the changes so far, so that the name outlives the user.

In batches, each a transaction of its own: history is only added to, so nothing waits for this.
"""

from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.models import OuterRef, Subquery

BATCH = 10_000
MODELS = ("HistoricalRenewal",)


def name_authors(apps: Any, schema_editor: Any) -> None:
    User = apps.get_model(settings.AUTH_USER_MODEL)
    for name in MODELS:
        lines = apps.get_model("renewals", name).objects.using(schema_editor.connection.alias)
        unnamed = lines.filter(by="", history_user__isnull=False).order_by("pk")
        username = User.objects.filter(pk=OuterRef("history_user")).values("username")[:1]
        last = 0
        while keys := list(unnamed.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
            lines.filter(pk__in=keys).update(by=Subquery(username))
            last = keys[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("renewals", "0003_history_author"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [migrations.RunPython(name_authors, migrations.RunPython.noop)]
