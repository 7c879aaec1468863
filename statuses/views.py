"""The status contract's five endpoints on where a mentor stands."""

from typing import cast

from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from certifications import services, totals
from certifications.models import Certification
from certifications.views import update_from_body
from mentorcerts.lib.api.idempotency import idempotent
from mentorcerts.lib.api.lists.viewset import ListViewSet
from mentorcerts.lib.api.viewsets import get_or_missing
from mentorcerts.lib.refusals import Conflict
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
        return self.status_of(self.kwargs["mentor_id"])

    def known_total(self) -> int:
        return totals.total(totals.CERTIFICATION, governing=True)

    @classmethod
    def total_column(cls) -> Coalesce:
        return totals.total_as_column(totals.CERTIFICATION, governing=True)

    @extend_schema(operation_id="listStatuses", summary="List all mentor certification statuses")
    def list(self, request: Request) -> Response:
        """By mentor id, unless `ordering` says otherwise."""
        return self.list_response()

    @extend_schema(
        operation_id="getStatus", summary="Get certification status for a specific mentor"
    )
    def retrieve(self, request: Request, mentor_id: str) -> Response:
        """With `status`, `paused` and, when paused, why."""
        return self.respond(self.get_object())

    @extend_schema(operation_id="explainStatus", summary="Why is this mentor paused, or why not?")
    @action(detail=True)
    def explanation(self, request: Request, mentor_id: str) -> Response:
        """The governing certification, the rule and the dates applied, the run that paused, and
        what would resume the mentor (or pause them)."""
        return self.respond(explain(self.get_object(), today=self.today))

    @extend_schema(
        operation_id="createStatus",
        summary="Create a new certification status record",
        request=serializers.NewStatusSerializer,
        responses={201: serializers.StatusSerializer},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Records a certification. Where the mentor already has one that lasts longer, this
        one would not be their status: 409; `POST` it to certifications instead."""
        made = services.record_certification(
            **self.validated_body(serializers.NewStatusSerializer),
            must_govern=True,
            today=self.today,
            by=self.by,
        )
        return self.respond(self.status_of(made.mentor_id), 201)

    @extend_schema(
        operation_id="updateStatus",
        summary="Update certification expiry date",
        request=serializers.StatusChangeSerializer,
    )
    def update(self, request: Request, mentor_id: str) -> Response:
        """Changes the fields it is given of the certification that counts for the mentor, or of
        the one named by `certification_id`; `PATCH` is the same. Answers the mentor's status.
        Lifts the job's pause when the mentor is valid again. Without `certification_id`, a change
        after which another certification would count is 409, and nothing is written. Sent twice,
        it changes nothing more."""
        status = self.get_object()
        body = self.validated_body(serializers.StatusChangeSerializer, status)
        named = body.pop("certification_id", None)
        record = status if named is None else self._certification(mentor_id, named)
        with transaction.atomic():
            update_from_body(self, record, body, must_govern=named is None)
            if (now := STATUSES.filter(mentor_id=mentor_id).first()) is None:
                raise Conflict(
                    f"After this change {mentor_id} would have no status, so nothing was changed. "
                    f"PUT /certifications/{record.certification_id} can do that.",
                    certification_id=record.certification_id,
                )
        return self.respond(now)

    def _certification(self, mentor_id: str, certification_id: str) -> Certification:
        theirs = Certification.objects.live().filter(mentor_id=mentor_id)
        found: Certification = get_or_missing(
            theirs, f"certification of {mentor_id}", certification_id=certification_id
        )
        return found

    def status_of(self, mentor_id: str) -> CertificationStatus:
        """The mentor's status now. Raises ``Missing``."""
        return get_or_missing(STATUSES, "certification status of", mentor_id=mentor_id)

    def current_tag(self, instance: Model) -> str:
        """Of the mentor's status, whichever certification of theirs is at hand."""
        if not isinstance(instance, CertificationStatus):
            instance = self.status_of(cast(Certification, instance).mentor_id)
        return super().current_tag(instance)

    @extend_schema(
        operation_id="patchStatus",
        summary="Update certification expiry date (the same as PUT)",
        request=serializers.StatusChangeSerializer,
    )
    def partial_update(self, request: Request, mentor_id: str) -> Response:
        """The same as `PUT`: only the fields given change."""
        return self.update(request, mentor_id)

    @extend_schema(
        operation_id="removeStatus",
        summary="Remove a certification status record",
        responses={200: serializers.StatusRemovedSerializer},
    )
    def destroy(self, request: Request, mentor_id: str) -> Response:
        """Removes all live certifications of the mentor; a coordinator can restore them."""
        status = self.get_object()
        services.remove_mentor_certifications(
            mentor_id=status.mentor_id,
            check=self.require_unchanged,
            today=self.today,
            by=self.by,
        )
        return self.respond(status)
