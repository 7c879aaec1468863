"""What mentors hold, the runs of the job, the history of both: all tables as of 1.0.

Its length is Django's: it spells out every field.
"""

import datetime

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import certifications.ids
import certifications.querysets
import mentorcerts.lib.change_source


class Migration(migrations.Migration):
    replaces = [
        ("certifications", "0001_initial"),
        ("certifications", "0003_history"),
        ("certifications", "0004_undo"),
        ("certifications", "0005_queue_index"),
        ("certifications", "0008_run_permission"),
        ("certifications", "0009_people"),
    ]
    initial = True
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificationType",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.:-]{1,64}\\Z",
                                "Use 1 to 64 letters, digits, or the signs _ . : - and nothing else.",
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                (
                    "validity_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="How many months one lasts when no expiry date is given. Empty: no default.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1200),
                        ],
                    ),
                ),
                (
                    "grace_days",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="How many days after its expiry date a mentor may go on before the job pauses.",
                        validators=[django.core.validators.MaxValueValidator(3650)],
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[A-Za-z0-9_.:-]{1,64}\\Z")),
                        name="type_code_is_an_identifier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grace_days__lte", 3650)),
                        name="type_grace_within_ten_years",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("validity_months", None),
                            ("validity_months__range", (1, 1200)),
                            _connector="OR",
                        ),
                        name="type_validity_is_some_months",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpiryRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("job_run_id", models.CharField(editable=False, max_length=24, unique=True)),
                (
                    "day",
                    models.DateField(help_text="The day of the run, in the programme's time zone."),
                ),
                (
                    "number",
                    models.PositiveIntegerField(help_text="Its number on that day, from 1."),
                ),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("command", "command or cron"),
                            ("schedule", "nightly schedule"),
                            ("api", "API"),
                            ("admin", "admin button"),
                        ],
                        max_length=16,
                    ),
                ),
                ("requested_by", models.CharField(blank=True, max_length=150)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "running"),
                            ("done", "done"),
                            ("held", "held by the safety limit"),
                            ("interrupted", "interrupted"),
                            ("failed", "failed"),
                        ],
                        default="running",
                        max_length=16,
                    ),
                ),
                ("as_of", models.DateField(help_text="The date for which expiry was judged.")),
                ("dry_run", models.BooleanField(default=False)),
                (
                    "forced",
                    models.BooleanField(default=False, verbose_name="safety limit overridden"),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("heartbeat_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("host", models.CharField(blank=True, max_length=255)),
                ("process", models.PositiveIntegerField(default=0, verbose_name="process id")),
                ("mentors_scanned", models.PositiveIntegerField(default=0)),
                ("expired_found", models.PositiveIntegerField(default=0)),
                ("auto_paused", models.PositiveIntegerField(default=0)),
                ("skipped_exempt", models.PositiveIntegerField(default=0)),
                ("failures", models.JSONField(blank=True, default=list)),
                ("error", models.TextField(blank=True)),
                ("undo_reason", models.CharField(blank=True, db_default="", max_length=500)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by", models.CharField(blank=True, db_default="", max_length=150)),
            ],
            options={
                "ordering": ["-started_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")),
                        fields=("state",),
                        name="one_run_at_a_time",
                    ),
                    models.UniqueConstraint(
                        fields=("day", "number"), name="run_numbered_within_its_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_at", None), ("state", "running")),
                            models.Q(
                                models.Q(("state", "running"), _negated=True),
                                ("completed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="run_ends_when_not_running",
                    ),
                ],
                "permissions": [("run_expiry_job", "Can start the expiry job")],
            },
        ),
        migrations.CreateModel(
            name="Mentor",
            fields=[
                (
                    "mentor_id",
                    models.CharField(
                        help_text="The id under which your other systems know this mentor. It never changes.",
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.:-]{1,64}\\Z",
                                "Use 1 to 64 letters, digits, or the signs _ . : - and nothing else.",
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("paused_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("paused_by", models.CharField(blank=True, editable=False, max_length=150)),
                ("pause_reason", models.CharField(blank=True, editable=False, max_length=500)),
                (
                    "exempt_until",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="The expiry job leaves this mentor alone through this date.",
                        null=True,
                    ),
                ),
                ("exempt_reason", models.CharField(blank=True, editable=False, max_length=500)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "ordering": ["mentor_id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("exempt_until__isnull", False)),
                        fields=["exempt_until"],
                        name="mentor_exempt",
                    ),
                    models.Index(
                        condition=models.Q(("paused_at__isnull", False)),
                        fields=["paused_at"],
                        name="mentor_paused_by_hand",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mentor_id__regex", "^[A-Za-z0-9_.:-]{1,64}\\Z")),
                        name="mentor_id_is_an_identifier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pause_reason", ""), ("paused_at", None), ("paused_by", "")),
                            models.Q(
                                ("paused_at__isnull", False),
                                models.Q(("pause_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="mentor_manual_pause_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("exempt_reason", ""), ("exempt_until", None)),
                            models.Q(
                                ("exempt_until__isnull", False),
                                models.Q(("exempt_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="mentor_exemption_has_a_reason",
                    ),
                ],
                "permissions": [
                    ("export_mentor", "Can export all that is held about a mentor"),
                    ("erase_mentor", "Can erase a mentor's personal data"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "certification_id",
                    models.CharField(
                        default=certifications.ids.new_certification_id,
                        editable=False,
                        max_length=13,
                        unique=True,
                    ),
                ),
                (
                    "issued_at",
                    models.DateTimeField(help_text="UTC. The UTC calendar date is the issue date."),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        help_text="UTC. Valid through this UTC calendar date, expired from the next day on."
                    ),
                ),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("revocation_reason", models.CharField(blank=True, editable=False, max_length=500)),
                (
                    "updated_reason",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Why it was last changed.",
                        max_length=500,
                    ),
                ),
                (
                    "auto_pause_applied",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="paused by the job"
                    ),
                ),
                (
                    "auto_pause_applied_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "is_current",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="governs the mentor"
                    ),
                ),
                (
                    "deleted_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="removed at"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "certification_type",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certifications",
                        to="certifications.certificationtype",
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certifications",
                        to="certifications.mentor",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("auto_pause_applied", False),
                            ("is_current", True),
                            ("revoked_at", None),
                        ),
                        fields=["expires_at"],
                        name="certification_due",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None)),
                        fields=["expires_at", "id"],
                        name="certification_expiry",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None)),
                        fields=["certification_type", "expires_at"],
                        name="certification_type_expiry",
                    ),
                    models.Index(fields=["mentor", "id"], name="certification_mentor"),
                    models.Index(
                        condition=models.Q(("is_current", True)),
                        fields=["expires_at", "id"],
                        name="certification_governing",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("mentor",),
                        name="one_governing_certification",
                    ),
                    models.UniqueConstraint(
                        models.F("mentor"),
                        models.F("certification_type"),
                        certifications.querysets.UtcDate("issued_at"),
                        condition=models.Q(("deleted_at", None)),
                        name="one_live_certification_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("issued_at"))),
                        name="certification_expires_after_issue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "issued_at__gte",
                                datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.UTC),
                            )
                        ),
                        name="certification_dates_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("auto_pause_applied", False), ("auto_pause_applied_at", None)
                            ),
                            models.Q(
                                ("auto_pause_applied", True),
                                ("auto_pause_applied_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="certification_pause_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("auto_pause_applied", False), ("is_current", True), _connector="OR"
                        ),
                        name="only_the_governing_one_is_paused",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deleted_at", None), ("is_current", False), _connector="OR"
                        ),
                        name="a_removed_one_governs_nobody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at__isnull", False),
                            ("revocation_reason", ""),
                            _connector="OR",
                        ),
                        name="only_a_revoked_one_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AutoPause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "log_id",
                    models.CharField(
                        default=certifications.ids.new_log_id,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("applied_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_by", models.CharField(blank=True, max_length=150)),
                ("lift_reason", models.CharField(blank=True, max_length=500)),
                (
                    "certification",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="certifications.certification",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="certifications.expiryrun",
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="certifications.mentor",
                    ),
                ),
            ],
            options={
                "ordering": ["-applied_at", "-pk"],
                "indexes": [
                    models.Index(fields=["applied_at", "id"], name="pause_applied"),
                    models.Index(fields=["mentor", "applied_at"], name="pause_mentor"),
                    models.Index(fields=["run"], name="pause_run"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("certification",),
                        name="one_open_pause_per_certification",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lift_reason", ""), ("lifted_at", None), ("lifted_by", "")),
                            models.Q(
                                ("lifted_at__isnull", False),
                                models.Q(("lift_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_lift_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCertification",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        default=mentorcerts.lib.change_source.source, editable=False, max_length=16
                    ),
                ),
                (
                    "certification_id",
                    models.CharField(
                        db_index=True,
                        default=certifications.ids.new_certification_id,
                        editable=False,
                        max_length=13,
                    ),
                ),
                (
                    "issued_at",
                    models.DateTimeField(help_text="UTC. The UTC calendar date is the issue date."),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        help_text="UTC. Valid through this UTC calendar date, expired from the next day on."
                    ),
                ),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("revocation_reason", models.CharField(blank=True, editable=False, max_length=500)),
                (
                    "updated_reason",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Why it was last changed.",
                        max_length=500,
                    ),
                ),
                (
                    "deleted_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="removed at"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("history_change_reason", models.CharField(blank=True, max_length=500, null=True)),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "certification_type",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="certifications.certificationtype",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mentor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="certifications.mentor",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical certification",
                "verbose_name_plural": "historical certifications",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCertificationType",
            fields=[
                (
                    "source",
                    models.CharField(
                        default=mentorcerts.lib.change_source.source, editable=False, max_length=16
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        db_index=True,
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.:-]{1,64}\\Z",
                                "Use 1 to 64 letters, digits, or the signs _ . : - and nothing else.",
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                (
                    "validity_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="How many months one lasts when no expiry date is given. Empty: no default.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1200),
                        ],
                    ),
                ),
                (
                    "grace_days",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="How many days after its expiry date a mentor may go on before the job pauses.",
                        validators=[django.core.validators.MaxValueValidator(3650)],
                    ),
                ),
                ("history_change_reason", models.CharField(blank=True, max_length=500, null=True)),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical certification type",
                "verbose_name_plural": "historical certification types",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMentor",
            fields=[
                (
                    "source",
                    models.CharField(
                        default=mentorcerts.lib.change_source.source, editable=False, max_length=16
                    ),
                ),
                (
                    "mentor_id",
                    models.CharField(
                        db_index=True,
                        help_text="The id under which your other systems know this mentor. It never changes.",
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_.:-]{1,64}\\Z",
                                "Use 1 to 64 letters, digits, or the signs _ . : - and nothing else.",
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("paused_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("paused_by", models.CharField(blank=True, editable=False, max_length=150)),
                ("pause_reason", models.CharField(blank=True, editable=False, max_length=500)),
                (
                    "exempt_until",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="The expiry job leaves this mentor alone through this date.",
                        null=True,
                    ),
                ),
                ("exempt_reason", models.CharField(blank=True, editable=False, max_length=500)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("history_change_reason", models.CharField(blank=True, max_length=500, null=True)),
                (
                    "history_id",
                    models.BigAutoField(editable=False, primary_key=True, serialize=False),
                ),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical mentor",
                "verbose_name_plural": "historical mentors",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=16)),
                ("certification_type_id", models.CharField(max_length=64, null=True)),
                (
                    "expires_at",
                    models.DateTimeField(help_text="Midnight UTC of the expiry date.", null=True),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(
                        help_text="1970-01-01 where revoked, else none.", null=True
                    ),
                ),
                ("is_current", models.BooleanField(default=False)),
                ("n", models.BigIntegerField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["what", "expires_at", "certification_type_id"], name="tally_key"
                    )
                ],
            },
        ),
    ]
