"""Serializers of the renewal endpoints: keys, order and types as the contract prints them."""

from datetime import date
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from certifications.serializers import DeletedField
from mentorcerts.lib.api.fields import IdentifierField, MomentField, TextField
from mentorcerts.lib.api.lists.columns import ColumnSerializer, DerivedField
from mentorcerts.lib.api.serializers import StrictSerializer
from mentorcerts.lib.lengths import NOTES_LENGTH, USERNAME_LENGTH
from renewals.models import public_id


# --- read ---------------------------------------------------------------------------------
@extend_schema_field(OpenApiTypes.STR)
class RenewalIdField(DerivedField):
    """The public id, from the record's number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="pk", **kwargs)

    @staticmethod
    def derive(value: int, today: date) -> str:
        return public_id(value)


class RenewalSerializer(ColumnSerializer):
    renewal_id = RenewalIdField()
    mentor_id = serializers.CharField(source="certification.mentor_id")
    renewal_date = MomentField()
    new_expiry_date = MomentField()
    processed_by = serializers.CharField()


class RenewalDetailSerializer(RenewalSerializer):
    created_at = MomentField()
    certification_id = serializers.CharField(source="certification.certification_id")
    previous_expiry_date = MomentField()
    notes = serializers.CharField()
    updated_at = MomentField()


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
        max_length=USERNAME_LENGTH,
        allow_blank=True,
        help_text="Left out: the user who sends the request.",
    )
    notes = TextField(required=False, max_length=NOTES_LENGTH, allow_blank=True)
    certification_id = IdentifierField(
        required=False, help_text="Left out: the mentor's governing certification."
    )


class RenewalChangeSerializer(StrictSerializer):
    """What to change; fields left out stay as they are."""

    echoes = RenewalDetailSerializer

    renewal_date = MomentField(required=False)
    new_expiry_date = MomentField(required=False)
    processed_by = TextField(required=False, max_length=USERNAME_LENGTH, allow_blank=True)
    notes = TextField(required=False, max_length=NOTES_LENGTH, allow_blank=True)
