"""What waits, and what a round has written, are found without reading the messages of a year."""

from django.db import migrations, models

from mentorcerts.lib.migrations import AddIndexWithoutLock, RemoveIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("reminders", "0002_roles_and_schedules"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state__in", ["planned", "sending", "held"])),
                fields=["not_before"],
                name="message_waiting",
            ),
        ),
        AddIndexWithoutLock(
            model_name="message",
            index=models.Index(fields=["round"], name="message_round"),
        ),
        AddIndexWithoutLock(
            model_name="message",
            index=models.Index(
                condition=models.Q(("kind__in", ["paused", "resumed"])),
                fields=["kind", "id"],
                name="message_notices",
            ),
        ),
        RemoveIndexWithoutLock(model_name="message", name="message_held"),
    ]
