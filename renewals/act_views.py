"""What is done to one renewal by a path of its own: restore it."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from certifications.act_serializers import NothingSerializer
from mentorcerts.lib.api.idempotency import idempotent
from mentorcerts.lib.api.viewsets import ContractViewSet
from mentorcerts.lib.refusals import Missing
from renewals import services
from renewals.models import Renewal
from renewals.serializers import RenewalDetailSerializer


class RenewalActViewSet(ContractViewSet):
    """Acts on a renewal. They answer it as ``GET`` does, with its entity tag."""

    queryset = Renewal.objects.select_related("certification")
    lookup_field = "renewal_id"
    lookup_value_regex = "[^/]+"
    acts = ("restore",)
    needs = {"restore": "renewals.change_renewal"}
    serializer_classes = dict.fromkeys(("retrieve", *acts), RenewalDetailSerializer)

    @extend_schema(
        operation_id="restoreRenewal",
        summary="Restore a removed renewal",
        request=None,
        responses={200: RenewalDetailSerializer},
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def restore(self, request: Request, renewal_id: str) -> Response:
        """Moves the expiry date again. 409 if it is not removed, or if its certification has been
        changed or renewed since."""
        self.validated_body(NothingSerializer)
        renewal = self.queryset.with_public_id(renewal_id).first()
        if renewal is None:
            raise Missing(f"There is no renewal {renewal_id!r}.")
        restored = services.restore_renewal(
            renewal=renewal, check=self.require_unchanged, today=self.today, by=self.by
        )
        return self.respond(restored)
