"""The status contract's five endpoints on where a mentor stands."""

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from certifications import services, totals
from certifications.views import update_from_body
from mentorcerts.lib.api.lists.viewset import ListViewSet
from mentorcerts.lib.api.viewsets import get_or_missing
from statuses import serializers
from statuses.explanation import explain
from statuses.filters import StatusFilters
from statuses.models import CertificationStatus

STATUSES: QuerySet[CertificationStatus] = CertificationStatus.objects.select_related(
    "mentor", "certification_type"
)


class CertificationStatusViewSet(ListViewSet):
    """One row per mentor: the certification that governs."""

    queryset = STATUSES
    lookup_field = "mentor_id"
    lookup_value_regex = "[^/]+"
    filterset_class = StatusFilters
    field_names = {"expires_at": "expiry_date", "issued_at": "issue_date"}
    ordering = ("mentor_id",)
    ordering_fields = {"expiry_date": "expires_at", "issue_date": "issued_at"}
    serializer_classes = {
        "list": serializers.StatusSerializer,
        "retrieve": serializers.StatusDetailSerializer,
        "explanation": serializers.ExplanationSerializer,
        "create": serializers.StatusSerializer,
        "update": serializers.StatusUpdatedSerializer,
        "partial_update": serializers.StatusUpdatedSerializer,
        "destroy": serializers.StatusRemovedSerializer,
    }

    def get_object(self) -> CertificationStatus:
        wanted = self.kwargs["mentor_id"]
        return get_or_missing(STATUSES, "certification status of", mentor_id=wanted)

    def known_total(self) -> int:
        return totals.total(totals.CERTIFICATION, governing=True)

    @classmethod
    def total_column(cls) -> Coalesce:
        return totals.total_as_column(totals.CERTIFICATION, governing=True)

    @extend_schema(summary="List all mentor certification statuses")
    def list(self, request: Request) -> Response:
        """By mentor id, unless `ordering` says otherwise."""
        return self.list_response()

    @extend_schema(summary="Get certification status for a specific mentor")
    def retrieve(self, request: Request, mentor_id: str) -> Response:
        """With `status`, `paused` and, when paused, why."""
        return self.respond(self.get_object())

    @extend_schema(summary="Why is this mentor paused, or why not?")
    @action(detail=True)
    def explanation(self, request: Request, mentor_id: str) -> Response:
        """The governing certification, the rule and the dates applied, the run that paused, and
        what would resume the mentor (or pause them)."""
        return self.respond(explain(self.get_object(), today=self.today))

    @extend_schema(
        summary="Create a new certification status record",
        request=serializers.NewStatusSerializer,
        responses={201: serializers.StatusSerializer},
    )
    def create(self, request: Request) -> Response:
        """Records a certification. Where the mentor already has one that lasts longer, this
        one would not be their status: 409; `POST` it to certifications instead."""
        made = services.record_certification(
            **self.validated_body(serializers.NewStatusSerializer),
            must_govern=True,
            today=self.today,
            by=self.by,
        )
        return self.respond(made, 201)

    @extend_schema(
        summary="Update certification expiry date", request=serializers.StatusChangeSerializer
    )
    def update(self, request: Request, mentor_id: str) -> Response:
        """Changes the fields it is given of the mentor's governing certification; `PATCH` is
        the same. Lifts the job's pause when the mentor is valid again."""
        status = self.get_object()
        body = self.validated_body(serializers.StatusChangeSerializer, status)
        return self.respond(update_from_body(self, status, body))

    @extend_schema(
        summary="Update certification expiry date (the same as PUT)",
        request=serializers.StatusChangeSerializer,
    )
    def partial_update(self, request: Request, mentor_id: str) -> Response:
        """The same as `PUT`: only the fields given change."""
        return self.update(request, mentor_id)

    @extend_schema(
        summary="Remove a certification status record",
        responses={200: serializers.StatusRemovedSerializer},
    )
    def destroy(self, request: Request, mentor_id: str) -> Response:
        """Removes all live certifications of the mentor; a coordinator can restore them."""
        status = self.get_object()
        services.remove_mentor_certifications(
            mentor_id=status.mentor_id, today=self.today, by=self.by
        )
        return self.respond(status)
