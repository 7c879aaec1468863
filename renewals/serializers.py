"""The shapes of the renewal endpoints: keys, order and types as the contract prints them."""

from rest_framework import serializers

from certifications.contract import IdentifierField, MomentField, StrictSerializer, TextField
from certifications.serializers import DeletedField


# --- read ---------------------------------------------------------------------------------
class RenewalSerializer(serializers.Serializer):  # type: ignore[type-arg]
    renewal_id = serializers.CharField(help_text="Such as renewal-0041.")
    mentor_id = serializers.CharField(source="certification.mentor_id")
    renewal_date = MomentField()
    new_expiry_date = MomentField()
    processed_by = serializers.CharField()


class RenewalDetailSerializer(RenewalSerializer):
    created_at = MomentField()
    certification_id = serializers.CharField(source="certification.certification_id")
    previous_expiry_date = MomentField(help_text="What the expiry date was before.")
    notes = serializers.CharField()


class RenewalCreatedSerializer(RenewalSerializer):
    created_at = MomentField()


class RenewalUpdatedSerializer(serializers.Serializer):  # type: ignore[type-arg]
    renewal_id = serializers.CharField()
    mentor_id = serializers.CharField(source="certification.mentor_id")
    renewal_date = MomentField()
    new_expiry_date = MomentField()
    updated_at = MomentField()


class RenewalRemovedSerializer(serializers.Serializer):  # type: ignore[type-arg]
    deleted = DeletedField()
    renewal_id = serializers.CharField()


# --- write --------------------------------------------------------------------------------
class NewRenewalSerializer(StrictSerializer):
    """A renewal to record."""

    mentor_id = IdentifierField()
    renewal_date = MomentField()
    new_expiry_date = MomentField(
        help_text="After renewal_date and after the current expiry date: a renewal never shortens."
    )
    processed_by = TextField(
        required=False,
        max_length=150,
        allow_blank=True,
        help_text="Left out: whoever sends the request.",
    )
    notes = TextField(required=False, max_length=2000, allow_blank=True)
    certification_id = IdentifierField(
        required=False, help_text="Left out: the mentor's governing certification."
    )


class RenewalChangeSerializer(StrictSerializer):
    """What to change; fields left out stay as they are."""

    echoes = RenewalDetailSerializer

    renewal_date = MomentField(required=False)
    new_expiry_date = MomentField(required=False)
    processed_by = TextField(required=False, max_length=150, allow_blank=True)
    notes = TextField(required=False, max_length=2000, allow_blank=True)
