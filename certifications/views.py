"""The certification contract's seven endpoints. What decides lives in the services."""

from typing import Any

from django.db.models.functions import Coalesce
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from certifications import serializers, services, totals
from certifications.change_log.publish import publish_after_run
from certifications.filters import AutoPauseFilters, CertificationFilters
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Certification, ExpiryRun
from mentorcerts.lib.api.idempotency import idempotent, idempotent_when_done
from mentorcerts.lib.api.lists.viewset import ListViewSet
from mentorcerts.lib.api.viewsets import ContractViewSet, get_or_missing

CERTIFICATIONS = Certification.objects.live()


def update_from_body(
    view: ContractViewSet,
    record: Certification,
    body: dict[str, Any],
    *,
    must_govern: bool = False,
) -> Certification:
    """Do what the checked body of a ``PUT`` of a certification or of a status asks for."""
    changes = dict(body)
    return services.update_certification(
        certification=record,
        status=changes.pop("status", None),
        reason=changes.pop("updated_reason", ""),
        changes=changes,
        must_govern=must_govern,
        check=view.require_unchanged,
        today=view.today,
        by=view.by,
    )


class CertificationViewSet(ListViewSet):
    """What mentors hold."""

    queryset = CERTIFICATIONS
    lookup_field = "certification_id"
    lookup_value_regex = "[^/]+"
    filterset_class = CertificationFilters
    ordering_fields = {
        "issued_at": "issued_at",
        "expires_at": "expires_at",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }
    serializer_classes = {
        "list": serializers.CertificationSerializer,
        "retrieve": serializers.CertificationDetailSerializer,
        "create": serializers.CertificationCreatedSerializer,
        "update": serializers.CertificationUpdatedSerializer,
        "partial_update": serializers.CertificationUpdatedSerializer,
        "destroy": serializers.CertificationRemovedSerializer,
    }

    def get_object(self) -> Certification:
        wanted = self.kwargs["certification_id"]
        found: Certification = get_or_missing(
            CERTIFICATIONS, "certification", certification_id=wanted
        )
        return found

    def known_total(self) -> int:
        return totals.total(totals.CERTIFICATION)

    @classmethod
    def total_column(cls) -> Coalesce:
        return totals.total_as_column(totals.CERTIFICATION)

    @extend_schema(summary="List mentor certifications with optional filters")
    def list(self, request: Request) -> Response:
        """In the order in which they were recorded, unless `ordering` says otherwise."""
        return self.list_response()

    @extend_schema(summary="Get a specific certification record")
    def retrieve(self, request: Request, certification_id: str) -> Response:
        """What one mentor holds, with when and why it was revoked, if it was."""
        return self.detail_response("certification", certification_id=certification_id)

    @extend_schema(
        operation_id="recordCertification",
        summary="Record a new certification for a mentor",
        request=serializers.NewCertificationSerializer,
        responses={201: serializers.CertificationCreatedSerializer},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Mentor and type are made on first use. A live record of the same mentor, type and
        issue date is a conflict (409)."""
        body = self.validated_body(serializers.NewCertificationSerializer)
        made = services.record_certification(**body, today=self.today, by=self.by)
        return self.respond(made, 201)

    @extend_schema(
        summary="Update a certification record (e.g. renew expiry date)",
        request=serializers.CertificationChangeSerializer,
    )
    def update(self, request: Request, certification_id: str) -> Response:
        """Changes the fields it is given; `PATCH` is the same. Lifts the job's pause when the
        mentor is valid again. To keep a renewal on record, `POST` a renewal instead."""
        certification = self.get_object()
        body = self.validated_body(serializers.CertificationChangeSerializer, certification)
        return self.respond(update_from_body(self, certification, body))

    @extend_schema(
        summary="Update a certification record (the same as PUT)",
        request=serializers.CertificationChangeSerializer,
    )
    def partial_update(self, request: Request, certification_id: str) -> Response:
        """The same as `PUT`: only the fields given change."""
        return self.update(request, certification_id)

    @extend_schema(
        summary="Remove a certification record",
        responses={200: serializers.CertificationRemovedSerializer},
    )
    def destroy(self, request: Request, certification_id: str) -> Response:
        """Hides the record everywhere. A coordinator can restore it in the admin."""
        removed = services.remove_certification(
            certification=self.get_object(),
            check=self.require_unchanged,
            today=self.today,
            by=self.by,
        )
        return self.respond(removed)


class ExpiryRunViewSet(ContractViewSet):
    """Runs of the job."""

    queryset = ExpiryRun.objects.none()
    needs = {"create": "certifications.run_expiry_job"}
    serializer_classes = {"create": serializers.ExpiryRunSerializer}

    @extend_schema(
        operation_id="runExpiryJob",
        summary="Manually trigger the certification expiry auto-pause job",
        request=serializers.RunRequestSerializer,
        responses={
            200: serializers.ExpiryRunSerializer,
            409: OpenApiResponse(
                description="Another run is going on, or it is above the safety limit."
            ),
        },
    )
    @idempotent_when_done
    def create(self, request: Request) -> Response:
        """Pauses every mentor whose certification has expired, and answers when it is done.
        With `dry_run` it only counts, as of today or of the day `as_of`, and `would_be_held`
        says whether the safety limit would hold it. A run that would pause too many at once is
        held (409, code `held`) until it is repeated with `confirm_mass_pause`; while another run is
        going on the answer is 409, code `already_running`."""
        body = self.validated_body(serializers.RunRequestSerializer)
        run = expire_certifications(
            today=self.today,
            trigger=ExpiryRun.Trigger.API,
            requested_by=self.by,
            as_of=body.get("as_of"),
            dry_run=body["dry_run"],
            force=body["confirm_mass_pause"],
        )
        publish_after_run(run)
        return self.respond(run)


class AutoPauseViewSet(ListViewSet):
    """The pause log."""

    queryset = AutoPause.objects.all()
    filterset_class = AutoPauseFilters
    ordering = ("-applied_at", "-pk")
    ordering_fields = {"applied_at": "applied_at"}
    serializer_classes = {"list": serializers.AutoPauseSerializer}

    def known_total(self) -> int:
        return totals.total(totals.PAUSE)

    @classmethod
    def total_column(cls) -> Coalesce:
        return totals.total_as_column(totals.PAUSE)

    @extend_schema(
        operation_id="listExpiryLogs", summary="List auto-pause event logs from expiry job runs"
    )
    def list(self, request: Request) -> Response:
        """Newest first."""
        return self.list_response()
