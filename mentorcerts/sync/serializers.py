"""What the feed and the comparison are asked and answer."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from certifications.models import Event
from mentorcerts.lib.api.fields import MomentField, StrictIntegerField
from mentorcerts.lib.api.serializers import StrictSerializer
from mentorcerts.lib.identifiers import IDENTIFIER, is_identifier
from mentorcerts.sync.compare import MAX_IDS

MAX_NUMBER = 10**18 - 1


class EventSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """One line of the change log. After `paused` comes what its type has, and nothing else."""

    event_id = serializers.CharField()
    sequence = serializers.IntegerField(help_text="Its number: greater than all before it.")
    type = serializers.ChoiceField(choices=Event.Type.choices)
    timestamp = MomentField(help_text="When it happened.")
    mentor_id = serializers.CharField(
        allow_null=True,
        help_text="Null where it is about no mentor. Of `mentor.erased` the former id, as long as "
        "it is kept.",
    )
    paused = serializers.BooleanField(
        allow_null=True,
        help_text="Whether the mentor is paused after it. Null: no stand any more, so do not "
        "match them; or it is about no mentor.",
    )
    cause = serializers.ChoiceField(
        choices=Event.Cause.choices, required=False, help_text="Whose pause it is."
    )
    certification_id = serializers.CharField(required=False)
    certification_type = serializers.CharField(required=False)
    previous_certification_type = serializers.CharField(required=False)
    requirement = serializers.CharField(required=False)
    issue_date = serializers.DateField(required=False)
    previous_issue_date = serializers.DateField(required=False)
    expiry_date = serializers.DateField(required=False)
    previous_expiry_date = serializers.DateField(required=False)
    renewal_id = serializers.CharField(required=False)
    renewal_date = serializers.DateField(required=False)
    exempt_until = serializers.DateField(required=False)
    previous_exempt_until = serializers.DateField(required=False)
    log_id = serializers.CharField(required=False)
    job_run_id = serializers.CharField(required=False)
    mentors_scanned = serializers.IntegerField(required=False)
    expired_found = serializers.IntegerField(required=False)
    auto_paused = serializers.IntegerField(required=False)
    skipped_exempt = serializers.IntegerField(required=False)
    failures = serializers.IntegerField(required=False)
    undone = serializers.IntegerField(required=False)


class PositionSerializer(serializers.Serializer):  # type: ignore[type-arg]
    after = serializers.IntegerField(help_text="After which number this page begins.")
    limit = serializers.IntegerField()
    next_after = serializers.IntegerField(
        help_text="What to send as `after` next; equal to `after` when nothing is new."
    )
    last = serializers.IntegerField(help_text="The number of the last event that there is.")


@extend_schema_serializer(many=False)
class FeedSerializer(serializers.Serializer):  # type: ignore[type-arg]
    data = EventSerializer(many=True, help_text="By number.")  # type: ignore[assignment]
    pagination = PositionSerializer()


IDS_SCHEMA = {
    "type": "array",
    "maxItems": MAX_IDS,
    "items": {"type": "string", "pattern": f"^{IDENTIFIER.pattern}$"},
    "example": ["mntr_3KX2"],
}


@extend_schema_field(IDS_SCHEMA)
class IdsField(serializers.Field):  # type: ignore[type-arg]
    """Tens of thousands of ids, checked at once."""

    def to_internal_value(self, data: Any) -> list[str]:
        if not isinstance(data, list) or not all(type(each) is str for each in data):
            raise ValidationError("Write a list of texts, which are mentor ids.")
        if len(data) > MAX_IDS:
            raise ValidationError(
                f"{len(data):,} ids are too many: send {MAX_IDS:,} at most, or compare the digests "
                "that GET answers."
            )
        for mentor_id in data:
            if not is_identifier(mentor_id):
                raise ValidationError(f"{mentor_id[:64]!r} can't be a mentor id.")
        return data

    def to_representation(self, value: list[str]) -> list[str]:
        return value


class ComparisonRequestSerializer(StrictSerializer):
    """One of `paused` and `active`."""

    paused = IdsField(required=False, help_text="All mentors who you hold as paused.")
    active = IdsField(required=False, help_text="All mentors who you hold as active.")
    after = StrictIntegerField(
        required=False,
        min_value=0,
        max_value=MAX_NUMBER,
        help_text="The number through which you have followed the events. With it, mentors about "
        "whom there are newer events are no differences: those events will tell you.",
    )

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        checked = super().to_internal_value(data)
        if ("paused" in checked) == ("active" in checked):
            raise ValidationError({"non_field_errors": ["Send either paused or active."]})
        return checked


class DifferencesSerializer(serializers.Serializer):  # type: ignore[type-arg]
    last = serializers.IntegerField(help_text="The number of the last event that there is.")
    missing = serializers.ListField(
        child=serializers.CharField(),
        help_text=f"Should be in your set, and are not; sorted, {MAX_IDS:,} at most.",
    )
    superfluous = serializers.ListField(
        child=serializers.CharField(),
        help_text="Are in your set, and stand otherwise: take them out.",
    )
    unknown = serializers.ListField(
        child=serializers.CharField(),
        help_text="Are in your set, and there is no such mentor, or none with a stand: "
        "delete them.",
    )
    missing_count = serializers.IntegerField(help_text="How many there are in all.")


class DigestSerializer(serializers.Serializer):  # type: ignore[type-arg]
    count = serializers.IntegerField(help_text="How many mentors are in the set.")
    sha256 = serializers.CharField(
        help_text="Of the ids, sorted by their bytes and joined by line feeds (no final one), in "
        "hexadecimal digits."
    )


@extend_schema_serializer(many=False)
class DigestsSerializer(serializers.Serializer):  # type: ignore[type-arg]
    last = serializers.IntegerField(help_text="The number of the last event that there is.")
    paused = DigestSerializer()
    active = DigestSerializer()
    unpublished = serializers.IntegerField(
        help_text="Mentors who have changed since `last`. 0: these are the sets of `last`. "
        "Otherwise they are newer than any event: ask again, or POST."
    )
