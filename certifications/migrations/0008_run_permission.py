"""Starting the job becomes a permission of its own; who gets it is said in mentorcerts."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("certifications", "0007_tallies")]
    operations = [
        migrations.AlterModelOptions(
            name="expiryrun",
            options={
                "ordering": ["-started_at", "-pk"],
                "permissions": [("run_expiry_job", "Can start the expiry job")],
            },
        ),
    ]
