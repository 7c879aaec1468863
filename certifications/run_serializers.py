"""What the API tells of the job's runs, beside the answer to starting one."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from certifications.models import ExpiryRun
from certifications.serializers import FAILURES, FailureSerializer
from mentorcerts.lib.api.fields import MomentField
from mentorcerts.lib.api.lists.columns import ColumnSerializer, DerivedField


@extend_schema_field(serializers.ChoiceField(choices=ExpiryRun.State.choices))
class StateField(serializers.CharField):
    pass


@extend_schema_field(serializers.ChoiceField(choices=ExpiryRun.Trigger.choices))
class TriggerField(serializers.CharField):
    pass


@extend_schema_field(serializers.DateField())
class AsOfField(DerivedField):
    @staticmethod
    def derive(value: date, today: date) -> date:
        return value


@extend_schema_field(FailureSerializer(many=True))
class FailuresField(DerivedField):
    @staticmethod
    def derive(value: list[Any], today: date) -> list[Any]:
        return value


@extend_schema_field(serializers.BooleanField(allow_null=True))
class WouldBeHeldField(DerivedField):
    """Of a dry run that is over; of any other there is nothing to tell."""

    columns = ("dry_run", "state", "auto_paused", "expired_found")

    @staticmethod
    def derive(value: Any, today: date) -> bool | None:
        is_over = value.dry_run and value.state == ExpiryRun.State.DONE
        return bool(value.auto_paused < value.expired_found) if is_over else None


class RunSummarySerializer(ColumnSerializer):
    job_run_id = serializers.CharField()
    started_at = MomentField()
    completed_at = MomentField(allow_null=True, help_text="Null while it is going on.")
    mentors_scanned = serializers.IntegerField(help_text="Mentors with a certification.")
    expired_found = serializers.IntegerField(help_text="Of these, due for a pause.")
    auto_paused = serializers.IntegerField(help_text="Of these, paused by this run.")
    failed = serializers.IntegerField(help_text="Of these, how many could not be paused.")
    skipped_exempt = serializers.IntegerField(help_text="Due, but exempt on this date.")
    state = StateField(
        help_text="`held`: the safety limit stopped it, and it paused nobody. `interrupted`: it "
        "died, and the next run did the rest. `failed`: an error stopped it."
    )
    trigger = TriggerField()
    requested_by = serializers.CharField(help_text="Who started it; empty: nobody in person.")
    as_of = AsOfField(help_text="The date for which expiry was judged.")
    dry_run = serializers.BooleanField(help_text="It only counted, and paused nobody.")
    would_be_held = WouldBeHeldField(
        source="*",
        help_text="Of a dry run: whether the safety limit would hold the real one. Else null.",
    )
    confirm_mass_pause = serializers.BooleanField(
        source="forced", help_text="It was to pause also above the safety limit."
    )
    undone_at = MomentField(allow_null=True, help_text="When its pauses were undone, if they were.")
    undone_by = serializers.CharField()
    undo_reason = serializers.CharField()


class RunDetailSerializer(RunSummarySerializer):
    failures = FailuresField(help_text=FAILURES)
    error = serializers.CharField(help_text="What stopped it; empty if nothing did.")
