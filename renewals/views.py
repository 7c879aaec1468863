"""The status contract's five endpoints on how expiry dates moved."""

from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from certifications import totals
from mentorcerts.lib.api.idempotency import idempotent
from mentorcerts.lib.api.lists.viewset import ListViewSet
from mentorcerts.lib.refusals import Missing
from renewals import serializers, services
from renewals.filters import RenewalFilters
from renewals.models import Renewal

RENEWALS = Renewal.objects.live().select_related("certification")


class RenewalViewSet(ListViewSet):
    """Moves of expiry dates."""

    queryset = RENEWALS
    lookup_field = "renewal_id"
    lookup_value_regex = "[^/]+"
    filterset_class = RenewalFilters
    field_names = {"expires_at": "new_expiry_date"}
    ordering = ("-pk",)
    ordering_fields = {
        "renewal_date": "renewal_date",
        "new_expiry_date": "new_expiry_date",
        "created_at": "created_at",
    }
    serializer_classes = {
        "list": serializers.RenewalSerializer,
        "retrieve": serializers.RenewalDetailSerializer,
        "create": serializers.RenewalCreatedSerializer,
        "update": serializers.RenewalUpdatedSerializer,
        "partial_update": serializers.RenewalUpdatedSerializer,
        "destroy": serializers.RenewalRemovedSerializer,
    }

    def get_object(self) -> Renewal:
        wanted = self.kwargs["renewal_id"]
        renewal = RENEWALS.with_public_id(wanted).first()
        if renewal is None:
            raise Missing(f"There is no renewal {wanted!r}.")
        return renewal

    def known_total(self) -> int:
        return totals.total(totals.RENEWAL)

    @classmethod
    def total_column(cls) -> Coalesce:
        return totals.total_as_column(totals.RENEWAL)

    @extend_schema(operation_id="listRenewals", summary="List all certification renewal records")
    def list(self, request: Request) -> Response:
        """Newest first, unless `ordering` says otherwise."""
        return self.list_response()

    @extend_schema(operation_id="getRenewal", summary="Get a specific renewal record")
    def retrieve(self, request: Request, renewal_id: str) -> Response:
        """With what the expiry date was before, and the notes."""
        return self.respond(self.get_object())

    @extend_schema(
        operation_id="renewCertification",
        summary="Record a new certification renewal",
        request=serializers.NewRenewalSerializer,
        responses={201: serializers.RenewalCreatedSerializer},
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Moves the expiry date of the mentor's governing certification (or of the one named by
        `certification_id`), and lifts the job's pause if the mentor is valid again. Unknown
        mentor: 404. Revoked certification: 409. A renewal that was recorded already is 409 with its
        `renewal_id` in `details`."""
        body = {"processed_by": self.by, **self.validated_body(serializers.NewRenewalSerializer)}
        return self.respond(services.renew_certification(**body, today=self.today, by=self.by), 201)

    @extend_schema(
        operation_id="updateRenewal",
        summary="Update a renewal record",
        request=serializers.RenewalChangeSerializer,
    )
    def update(self, request: Request, renewal_id: str) -> Response:
        """Changes the fields it is given; `PATCH` is the same. The expiry date moves along. Dates
        of a renewal that is not its certification's newest are history: 409."""
        renewal = self.get_object()
        changed = services.change_renewal(
            renewal=renewal,
            changes=self.validated_body(serializers.RenewalChangeSerializer, renewal),
            check=self.require_unchanged,
            today=self.today,
            by=self.by,
        )
        return self.respond(changed)

    @extend_schema(
        operation_id="patchRenewal",
        summary="Update a renewal record (the same as PUT)",
        request=serializers.RenewalChangeSerializer,
    )
    def partial_update(self, request: Request, renewal_id: str) -> Response:
        """The same as `PUT`: only the fields given change."""
        return self.update(request, renewal_id)

    @extend_schema(
        operation_id="removeRenewal",
        summary="Delete a renewal record",
        responses={200: serializers.RenewalRemovedSerializer},
    )
    def destroy(self, request: Request, renewal_id: str) -> Response:
        """Puts the previous expiry date back, and the job's pause that the renewal ended, if it
        would still be due. Only the newest of its certification: else 409."""
        removed = services.remove_renewal(
            renewal=self.get_object(),
            check=self.require_unchanged,
            today=self.today,
            by=self.by,
        )
        return self.respond(removed)
