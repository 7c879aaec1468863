"""The audit log tells of links with which passwords are set."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mentorcerts", "0007_calendar_links"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditevent",
            name="what",
            field=models.CharField(
                choices=[
                    ("login", "logged in"),
                    ("login_failed", "login failed"),
                    ("locked_out", "locked out"),
                    ("export", "exported a list"),
                    ("token_created", "created an API token"),
                    ("token_revoked", "revoked an API token"),
                    ("access_changed", "changed who may do what"),
                    ("secret_shown", "looked at a webhook's secret"),
                    ("secret_rotated", "rotated a webhook's secret"),
                    ("calendar_made", "made a calendar's address"),
                    ("calendar_revoked", "revoked a calendar's address"),
                    ("password_link", "made a link to set a password"),
                    ("password_asked", "asked for a new password"),
                ],
                max_length=16,
            ),
        ),
    ]
