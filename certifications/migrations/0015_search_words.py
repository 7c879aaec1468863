"""The table of words by which mentors are found, empty: ``certifications.models.search_words``."""

import django.db.models.deletion
from django.db import migrations, models

import certifications.models.search_words


class Migration(migrations.Migration):
    dependencies = [
        ("certifications", "0014_reminder_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "word",
                        "mentor",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("word", certifications.models.search_words.BytewiseCharField(max_length=80)),
                (
                    "mentor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="certifications.mentor",
                    ),
                ),
            ],
            options={
                "verbose_name": "word of the search",
                "verbose_name_plural": "words of the search",
                "default_permissions": (),
                "indexes": [models.Index(fields=["mentor"], name="search_word_mentor")],
            },
        ),
    ]
