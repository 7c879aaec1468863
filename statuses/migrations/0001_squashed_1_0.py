"""Where mentors stand: a proxy, for its permissions."""

from django.db import migrations


class Migration(migrations.Migration):
    replaces = [
        ("statuses", "0001_initial"),
    ]
    initial = True
    dependencies = [
        ("certifications", "0001_squashed_1_0"),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificationStatus",
            fields=[],
            options={
                "verbose_name": "mentor status",
                "verbose_name_plural": "mentor statuses",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("certifications.certification",),
        ),
    ]
