"""Stock Django REST framework: ``ModelViewSet``, ``PageNumberPagination``, django-filter.

Its writes are those of the program, made the usual way: in one transaction the mentor is locked
(and made on first use, as the type is), the record is saved with its history, what governed before
gives way, the job's pause is lifted, and a line of the change log tells what was done. It checks
and refuses less.
"""

from datetime import timedelta
from typing import Any

import django_filters
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import include, path
from django.utils import timezone
from rest_framework import routers, serializers, viewsets

from certifications.models import Certification, CertificationType, Event, Mentor
from renewals.models import Renewal

STATUSES = [(status, status) for status in ("valid", "expired", "revoked")]


def lift_pause(certification: Certification) -> None:
    """End the job's pause, if there is one."""
    now = timezone.now()
    lifted = certification.mentor.pauses.filter(lifted_at=None).update(
        lifted_at=now, lift_reason="valid again"
    )
    if lifted and certification.auto_pause_applied:
        certification.auto_pause_applied, certification.auto_pause_applied_at = False, None
        certification.save(update_fields=["auto_pause_applied", "auto_pause_applied_at"])


def tell(kind: str, certification: Certification, **data: Any) -> None:
    """Write the line of the change log."""
    governing = certification.mentor.certifications.filter(is_current=True).first()
    Event.objects.create(
        type=kind,
        mentor=certification.mentor,
        certification=certification,
        source="API",
        paused=governing
        and bool(
            governing.auto_pause_applied
            or governing.revoked_at
            or certification.mentor.paused_at
            or certification.mentor.left_at
        ),
        data={
            "certification_id": certification.certification_id,
            "certification_type": certification.certification_type_id,
            "issue_date": certification.issued_at.date().isoformat(),
            "expiry_date": certification.expires_at.date().isoformat(),
            **data,
        },
    )


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


class NewCertificationSerializer(CertificationSerializer):
    """Mentor and type are made on first use."""

    mentor_id = serializers.RegexField(r"^[A-Za-z0-9_.:-]{1,64}\Z")  # type: ignore[assignment]
    certification_type = serializers.RegexField(  # type: ignore[assignment]
        r"^[A-Za-z0-9_.:-]{1,64}\Z", source="certification_type_id"
    )

    def create(self, sent: dict[str, Any]) -> Certification:
        mentors = Mentor.objects.select_for_update()
        mentor, _ = mentors.get_or_create(mentor_id=sent.pop("mentor_id"))
        kind, _ = CertificationType.objects.get_or_create(code=sent.pop("certification_type_id"))
        certification = Certification(mentor=mentor, certification_type=kind, **sent)
        governing = mentor.certifications.filter(is_current=True)
        current = governing.first()
        if current is None or certification.expires_at > current.expires_at:
            if current is not None:
                governing.update(
                    is_current=False, auto_pause_applied=False, auto_pause_applied_at=None
                )
            certification.is_current = True
        certification.save()
        if certification.is_current:
            lift_pause(certification)
        tell("certification.recorded", certification)
        return certification


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

    def get_serializer_class(self) -> Any:
        return NewCertificationSerializer if self.action == "create" else CertificationSerializer

    @transaction.atomic
    def perform_create(self, serializer: Any) -> None:
        serializer.save()


class RenewalSerializer(serializers.ModelSerializer[Renewal]):
    mentor_id = serializers.CharField(source="certification.mentor_id")
    renewal_id = serializers.CharField(read_only=True)

    class Meta:
        model = Renewal
        fields = [
            "renewal_id",
            "mentor_id",
            "renewal_date",
            "new_expiry_date",
            "processed_by",
            "created_at",
        ]
        read_only_fields = ["created_at"]

    def create(self, sent: dict[str, Any]) -> Renewal:
        mentor_id = sent.pop("certification")["mentor_id"]
        mentor = get_object_or_404(Mentor.objects.select_for_update(), pk=mentor_id)
        certification = get_object_or_404(mentor.certifications, is_current=True)
        if sent["new_expiry_date"] <= certification.expires_at:
            raise serializers.ValidationError({"new_expiry_date": "A renewal never shortens."})
        renewal = Renewal.objects.create(
            certification=certification,
            previous_expiry_date=certification.expires_at,
            **sent,
        )
        certification.expires_at = renewal.new_expiry_date
        certification.updated_at = timezone.now()
        certification.save()
        lift_pause(certification)
        tell(
            "certification.renewed",
            certification,
            previous_expiry_date=renewal.previous_expiry_date.date().isoformat(),
            renewal_id=renewal.renewal_id,
            renewal_date=renewal.renewal_date.date().isoformat(),
        )
        return renewal


class RenewalViewSet(viewsets.ModelViewSet[Renewal]):
    queryset = Renewal.objects.filter(deleted_at=None).order_by("-pk")
    serializer_class = RenewalSerializer

    @transaction.atomic
    def perform_create(self, serializer: Any) -> None:
        serializer.save()


router = routers.DefaultRouter(trailing_slash=False)
router.register("certifications", CertificationViewSet)
router.register("certification-renewals", RenewalViewSet)
urlpatterns = [path("api/v1/", include(router.urls))]
