"""Serializers of the status contract: keys, order and types as printed there."""

from datetime import date, datetime
from functools import lru_cache

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from certifications import expiry
from certifications.serializers import DeletedField, ReadStatusField, StatusField
from mentorcerts.lib.api.fields import IdentifierField, MomentField, TextField
from mentorcerts.lib.api.lists.columns import ColumnSerializer, DerivedField
from mentorcerts.lib.api.serializers import StrictSerializer
from mentorcerts.lib.lengths import REASON_LENGTH

REMEMBERED = 10_000
"""Results: the records of a long list share a few thousand expiry dates."""


# --- read ---------------------------------------------------------------------------------
@extend_schema_field(serializers.BooleanField())
class IsExpiredField(DerivedField):
    """Whether the expiry date has passed, as of today."""

    @staticmethod
    @lru_cache(maxsize=REMEMBERED)
    def derive(value: datetime, today: date) -> bool:
        return expiry.is_expired(value, today=today)


@extend_schema_field(serializers.IntegerField())
class DaysUntilExpiryField(DerivedField):
    """Calendar days: 0 on the last valid day, negative after."""

    @staticmethod
    @lru_cache(maxsize=REMEMBERED)
    def derive(value: datetime, today: date) -> int:
        return expiry.days_until_expiry(value, today=today)


class StatusSerializer(ColumnSerializer):
    mentor_id = serializers.CharField()
    certification_type = serializers.CharField(source="certification_type_id")
    issue_date = MomentField(source="issued_at")
    expiry_date = MomentField(source="expires_at")
    is_expired = IsExpiredField(source="expires_at")
    days_until_expiry = DaysUntilExpiryField(source="expires_at")


class StatusDetailSerializer(StatusSerializer):
    last_renewal_date = MomentField()
    status = ReadStatusField()
    paused = serializers.BooleanField(
        source="is_paused",
        help_text="By the job, by a coordinator, because it is revoked, or because they have left.",
    )
    pause_reason = serializers.CharField(allow_null=True)


class GoverningSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """The certification that decides, and the dates it decides by."""

    certification_id = serializers.CharField()
    certification_type = serializers.CharField(source="certification_type_id")
    issue_date = MomentField(source="issued_at")
    expiry_date = MomentField(source="expires_at")
    status = ReadStatusField()
    days_until_expiry = DaysUntilExpiryField(source="expires_at")
    grace_days = serializers.IntegerField(source="certification_type.grace_days")


class JobsPauseSerializer(serializers.Serializer):  # type: ignore[type-arg]
    log_id = serializers.CharField()
    job_run_id = serializers.CharField(source="run.job_run_id")
    applied_at = MomentField()
    reason = serializers.CharField(help_text="Why the mentor was paused.")


class DepartureSerializer(serializers.Serializer):  # type: ignore[type-arg]
    left_at = MomentField(help_text="When it was recorded.")
    reason = serializers.CharField(source="left_reason")


class RequirementSerializer(serializers.Serializer):  # type: ignore[type-arg]
    requirement = serializers.CharField(source="name", help_text="What has to be met.")
    governs = serializers.BooleanField(help_text="Whether this one, the weakest, decides.")
    certification = GoverningSerializer(help_text="What counts for it.")


class ExplanationSerializer(serializers.Serializer):  # type: ignore[type-arg]
    mentor_id = serializers.CharField(source="status.mentor_id")
    as_of = serializers.DateField(source="today", help_text="The date it was judged by.")
    paused = serializers.BooleanField()
    summary = serializers.CharField()
    because = serializers.ListField(
        child=serializers.CharField(), help_text="What keeps the mentor paused, or going."
    )
    would_change = serializers.ListField(
        child=serializers.CharField(), help_text="What would resume the mentor, or pause them."
    )
    certification = GoverningSerializer(source="status")
    grace_ends = serializers.DateField(help_text="The job leaves them alone through this date.")
    exempt_until = serializers.DateField(source="status.mentor.exempt_until", allow_null=True)
    pause = JobsPauseSerializer(allow_null=True, help_text="The job's pause in force.")
    requirements = RequirementSerializer(
        many=True, help_text="Each requirement of the mentor, with what counts for it."
    )
    departure = DepartureSerializer(
        allow_null=True, help_text="That the mentor has left the programme; null if they have not."
    )


class StatusUpdatedSerializer(serializers.Serializer):  # type: ignore[type-arg]
    mentor_id = serializers.CharField()
    certification_type = serializers.CharField(source="certification_type_id")
    expiry_date = MomentField(source="expires_at")
    is_expired = IsExpiredField(source="expires_at")
    days_until_expiry = DaysUntilExpiryField(source="expires_at")


class StatusRemovedSerializer(serializers.Serializer):  # type: ignore[type-arg]
    deleted = DeletedField()
    mentor_id = serializers.CharField()


# --- write --------------------------------------------------------------------------------
class NewStatusSerializer(StrictSerializer):
    """A certification to record, as the mentor's status."""

    mentor_id = IdentifierField(help_text="Made on first use.")
    certification_type = IdentifierField(help_text="Made on first use.")
    issue_date = MomentField(source="issued_at")
    expiry_date = MomentField(
        source="expires_at",
        required=False,
        help_text="Left out: the type's default validity from issue_date.",
    )
    status = StatusField(required=False, help_text="A claim; 400 unless the dates agree.")


class StatusChangeSerializer(StrictSerializer):
    """What to change of the governing certification; fields left out stay as they are."""

    echoes = StatusDetailSerializer

    certification_id = IdentifierField(
        required=False,
        help_text="Which certification to change, whichever counts for the mentor afterwards. "
        "Left out: the one that counts for the mentor now, and goes on counting.",
    )
    certification_type = IdentifierField(required=False)
    issue_date = MomentField(source="issued_at", required=False)
    expiry_date = MomentField(source="expires_at", required=False)
    status = StatusField(
        required=False,
        help_text="revoked revokes; valid lifts a revocation and needs dates that agree; "
        "expired needs dates that agree.",
    )
    updated_reason = TextField(
        required=False,
        max_length=REASON_LENGTH,
        allow_blank=True,
        help_text="Why; kept on the record.",
    )
