"""The types of certification and their rules, to be read."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from certifications.filters import TypeFilters
from certifications.models import CertificationType
from mentorcerts.lib.api.fields import MomentField
from mentorcerts.lib.api.lists.columns import ColumnSerializer
from mentorcerts.lib.api.lists.viewset import ListViewSet


class CertificationTypeSerializer(ColumnSerializer):
    code = serializers.CharField(help_text="What certifications name as certification_type.")
    name = serializers.CharField(help_text="Empty where nobody has named it.")
    requirement = serializers.CharField(
        help_text="What it is needed for. Empty: on record only, it never counts."
    )
    validity_months = serializers.IntegerField(
        allow_null=True,
        help_text="How long one lasts that is recorded without an expiry date. Null: no default.",
    )
    grace_days = serializers.IntegerField(
        help_text="How many days after its expiry date the job leaves a mentor alone."
    )
    retired_at = MomentField(
        allow_null=True,
        help_text="Since when it is not offered any more; what is recorded of it goes on counting.",
    )


class CertificationTypeViewSet(ListViewSet):
    """Types, also those that are retired."""

    queryset = CertificationType.objects.all()
    lookup_field = "code"
    lookup_value_regex = "[^/]+"
    filterset_class = TypeFilters
    ordering = ("code",)
    serializer_classes = {
        "list": CertificationTypeSerializer,
        "retrieve": CertificationTypeSerializer,
    }

    @extend_schema(operation_id="listCertificationTypes", summary="List the certification types")
    def list(self, request: Request) -> Response:
        """By code. Types are made on first use, and their rules are changed in the admin."""
        return self.list_response()

    @extend_schema(operation_id="getCertificationType", summary="Get one certification type")
    def retrieve(self, request: Request, code: str) -> Response:
        return self.detail_response("certification type", code=code)
