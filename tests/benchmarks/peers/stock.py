"""Stock Django REST framework: ``ModelViewSet``, ``PageNumberPagination``, django-filter."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import include, path
from django.utils import timezone
from rest_framework import routers, serializers, viewsets

from certifications.models import Certification, CertificationType, Mentor

STATUSES = [(status, status) for status in ("valid", "expired", "revoked")]


class CertificationSerializer(serializers.ModelSerializer[Certification]):
    mentor_id = serializers.PrimaryKeyRelatedField(source="mentor", queryset=Mentor.objects.all())
    certification_type = serializers.PrimaryKeyRelatedField(
        queryset=CertificationType.objects.all()
    )
    status = serializers.SerializerMethodField()

    class Meta:
        model = Certification
        fields = [
            "certification_id",
            "mentor_id",
            "certification_type",
            "issued_at",
            "expires_at",
            "status",
            "auto_pause_applied",
        ]

    def get_status(self, certification: Certification) -> str:
        if certification.revoked_at:
            return "revoked"
        return "expired" if certification.expires_at.date() < timezone.now().date() else "valid"


class CertificationFilter(django_filters.FilterSet):
    mentor_id = django_filters.CharFilter()
    certification_type = django_filters.CharFilter(field_name="certification_type_id")
    status = django_filters.ChoiceFilter(choices=STATUSES, method="having_status")
    auto_pause_applied = django_filters.BooleanFilter()
    expires_before = django_filters.IsoDateTimeFilter(field_name="expires_at", lookup_expr="lt")
    expires_after = django_filters.IsoDateTimeFilter(field_name="expires_at", lookup_expr="gte")
    issued_before = django_filters.IsoDateTimeFilter(field_name="issued_at", lookup_expr="lt")
    issued_after = django_filters.IsoDateTimeFilter(field_name="issued_at", lookup_expr="gte")
    expiring_within_days = django_filters.NumberFilter(method="expiring")

    class Meta:
        model = Certification
        fields: list[str] = []

    def having_status(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == "revoked":
            return queryset.filter(revoked_at__isnull=False)
        side = "lt" if value == "expired" else "gte"
        return queryset.filter(revoked_at=None, **{f"expires_at__{side}": timezone.now()})

    def expiring(self, queryset: QuerySet[Any], name: str, value: int) -> QuerySet[Any]:
        now = timezone.now()
        return queryset.filter(expires_at__range=(now, now + timedelta(days=int(value))))


class CertificationViewSet(viewsets.ModelViewSet[Certification]):
    queryset = Certification.objects.filter(deleted_at=None).order_by("pk")
    serializer_class = CertificationSerializer
    filterset_class = CertificationFilter
    ordering_fields = ["issued_at", "expires_at", "created_at", "updated_at"]
    lookup_field = "certification_id"


router = routers.DefaultRouter(trailing_slash=False)
router.register("certifications", CertificationViewSet)
urlpatterns = [path("api/v1/", include(router.urls))]
