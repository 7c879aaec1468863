"""The shapes of the certification contract: keys, order and types as printed there."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from certifications import expiry
from certifications.models import Certification, ExpiryRun
from mentorcerts.lib.api.fields import (
    DayField,
    IdentifierField,
    MomentField,
    StrictBooleanField,
    TextField,
)
from mentorcerts.lib.api.lists.columns import ColumnSerializer, DerivedField
from mentorcerts.lib.api.serializers import StrictSerializer
from mentorcerts.lib.lengths import REASON_LENGTH
from mentorcerts.lib.wording import one_of

STATUSES = (expiry.VALID, expiry.EXPIRED, expiry.REVOKED)


class StatusField(serializers.ChoiceField):
    """Read from the dates as of today; where it can be sent, it is a claim to check."""

    default_error_messages = {
        "invalid_choice": f"Write {one_of(STATUSES)}.",
        "null": f"Write {one_of(STATUSES)}.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=STATUSES, **kwargs)

    def to_internal_value(self, data: object) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


@extend_schema_field(serializers.ChoiceField(choices=STATUSES))
class ReadStatusField(DerivedField):
    columns = ("revoked_at", "expires_at")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", **kwargs)

    @staticmethod
    def derive(value: Certification, today: date) -> str:
        return expiry.status_of(value, today=today)


class DeletedField(serializers.BooleanField):
    """Always true: the record is gone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: object) -> bool:
        return True


# --- read ---------------------------------------------------------------------------------
class CertificationSerializer(ColumnSerializer):
    certification_id = serializers.CharField()
    mentor_id = serializers.CharField()
    certification_type = serializers.CharField(source="certification_type_id")
    issued_at = MomentField()
    expires_at = MomentField()
    status = ReadStatusField()
    auto_pause_applied = serializers.BooleanField()


class CertificationDetailSerializer(CertificationSerializer):
    auto_pause_applied_at = MomentField(allow_null=True)
    revoked_at = MomentField(allow_null=True)
    revocation_reason = serializers.CharField()
    created_at = MomentField()
    updated_at = MomentField()


class CertificationCreatedSerializer(CertificationSerializer):
    created_at = MomentField()


class CertificationUpdatedSerializer(serializers.Serializer):  # type: ignore[type-arg]
    certification_id = serializers.CharField()
    expires_at = MomentField()
    status = ReadStatusField()
    updated_at = MomentField()


class CertificationRemovedSerializer(serializers.Serializer):  # type: ignore[type-arg]
    certification_id = serializers.CharField()
    deleted = DeletedField()
    deleted_at = MomentField()


class FailureSerializer(serializers.Serializer):  # type: ignore[type-arg]
    certification_id = serializers.CharField()
    mentor_id = serializers.CharField()
    error = serializers.CharField(help_text="What went wrong.")


FAILURES = "The mentors who could not be paused, and why."


class ExpiryRunSerializer(serializers.Serializer):  # type: ignore[type-arg]
    job_run_id = serializers.CharField()
    started_at = MomentField()
    completed_at = MomentField()
    mentors_scanned = serializers.IntegerField(help_text="Mentors with a certification.")
    expired_found = serializers.IntegerField(help_text="Of these, due for a pause.")
    auto_paused = serializers.IntegerField(help_text="Of these, paused by this run.")
    failures = FailureSerializer(many=True, help_text=FAILURES)
    skipped_exempt = serializers.IntegerField(help_text="Due, but exempt on this date.")
    would_be_held = serializers.BooleanField(
        required=False,
        help_text="In the answer to a dry run: whether the safety limit would hold that run.",
    )

    def to_representation(self, instance: ExpiryRun) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        if not instance.dry_run:
            del shown["would_be_held"]
        return shown


class AutoPauseSerializer(ColumnSerializer):
    log_id = serializers.CharField()
    mentor_id = serializers.CharField()
    reason = serializers.CharField(help_text="Why the mentor was paused.")
    job_run_id = serializers.CharField(source="run.job_run_id")
    applied_at = MomentField()
    lifted_at = MomentField(allow_null=True, help_text="Null while the pause is in force.")
    lifted_by = serializers.CharField(help_text="Who ended it; empty while it is in force.")
    lift_reason = serializers.CharField(help_text="Why; empty while it is in force.")


# --- write --------------------------------------------------------------------------------
class NewCertificationSerializer(StrictSerializer):
    """A certification to record."""

    mentor_id = IdentifierField(help_text="Made on first use.")
    certification_type = IdentifierField(help_text="Made on first use.")
    issued_at = MomentField()
    expires_at = MomentField(
        required=False, help_text="Left out: the type's default validity from issued_at."
    )
    status = StatusField(required=False, help_text="A claim; 400 unless the dates agree.")


class CertificationChangeSerializer(StrictSerializer):
    """What to change; fields left out stay as they are."""

    echoes = CertificationDetailSerializer

    certification_type = IdentifierField(required=False)
    issued_at = MomentField(required=False)
    expires_at = MomentField(required=False)
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


class RunRequestSerializer(StrictSerializer):
    """How to run."""

    dry_run = StrictBooleanField(
        required=False, default=False, help_text="Count only; pause no mentor."
    )
    confirm_mass_pause = StrictBooleanField(
        required=False, default=False, help_text="Pause even if the run is above the safety limit."
    )
    as_of = DayField(
        required=False, help_text="Only with dry_run: judge expiry on this day. Left out: today."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "as_of" in attrs and not attrs["dry_run"]:
            raise serializers.ValidationError(
                {"as_of": "A run judges by today: as_of goes only with dry_run."}
            )
        return attrs
