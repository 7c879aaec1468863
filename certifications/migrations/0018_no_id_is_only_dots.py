"""``.`` and ``..`` are no ids any more: they are steps in an address. Changes nothing in the database."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certifications", "0017_revoked_index"),
    ]

    operations = [
        migrations.AlterField(
            model_name="certificationtype",
            name="code",
            field=models.CharField(
                max_length=64,
                primary_key=True,
                serialize=False,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(?:[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,63}|\\.[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,62}|\\.\\.[A-Za-z0-9_.:-]{1,62})\\Z",
                        "Use 1 to 64 letters, digits, or the signs _ . : - and nothing else. One or two dots alone are no id.",
                    )
                ],
            ),
        ),
        migrations.AlterField(
            model_name="certificationtype",
            name="requirement",
            field=models.CharField(
                blank=True,
                db_default="mentoring",
                default="mentoring",
                help_text="What it is needed for. Empty: on record only, it never counts.",
                max_length=64,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(?:[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,63}|\\.[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,62}|\\.\\.[A-Za-z0-9_.:-]{1,62})\\Z",
                        "Use 1 to 64 letters, digits, or the signs _ . : - and nothing else. One or two dots alone are no id.",
                    )
                ],
            ),
        ),
        migrations.AlterField(
            model_name="historicalcertificationtype",
            name="code",
            field=models.CharField(
                db_index=True,
                max_length=64,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(?:[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,63}|\\.[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,62}|\\.\\.[A-Za-z0-9_.:-]{1,62})\\Z",
                        "Use 1 to 64 letters, digits, or the signs _ . : - and nothing else. One or two dots alone are no id.",
                    )
                ],
            ),
        ),
        migrations.AlterField(
            model_name="historicalcertificationtype",
            name="requirement",
            field=models.CharField(
                blank=True,
                db_default="mentoring",
                default="mentoring",
                help_text="What it is needed for. Empty: on record only, it never counts.",
                max_length=64,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(?:[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,63}|\\.[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,62}|\\.\\.[A-Za-z0-9_.:-]{1,62})\\Z",
                        "Use 1 to 64 letters, digits, or the signs _ . : - and nothing else. One or two dots alone are no id.",
                    )
                ],
            ),
        ),
        migrations.AlterField(
            model_name="historicalmentor",
            name="mentor_id",
            field=models.CharField(
                db_index=True,
                help_text="The id under which your other systems know this mentor. It never changes.",
                max_length=64,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(?:[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,63}|\\.[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,62}|\\.\\.[A-Za-z0-9_.:-]{1,62})\\Z",
                        "Use 1 to 64 letters, digits, or the signs _ . : - and nothing else. One or two dots alone are no id.",
                    )
                ],
            ),
        ),
        migrations.AlterField(
            model_name="mentor",
            name="mentor_id",
            field=models.CharField(
                help_text="The id under which your other systems know this mentor. It never changes.",
                max_length=64,
                primary_key=True,
                serialize=False,
                validators=[
                    django.core.validators.RegexValidator(
                        "^(?:[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,63}|\\.[A-Za-z0-9_:-][A-Za-z0-9_.:-]{0,62}|\\.\\.[A-Za-z0-9_.:-]{1,62})\\Z",
                        "Use 1 to 64 letters, digits, or the signs _ . : - and nothing else. One or two dots alone are no id.",
                    )
                ],
            ),
        ),
    ]
