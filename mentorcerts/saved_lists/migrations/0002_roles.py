"""Who may save lists for all. Made once: what an operator takes away stays away."""

from typing import Any

from django.db import migrations

from mentorcerts.access import roles


def hand_out(apps: Any, schema_editor: Any) -> None:
    roles.grant(apps, ["saved_lists.savedlist"], using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("saved_lists", "0001_saved_lists"),
        ("mentorcerts", "0002_roles_and_schedules"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(hand_out)]
