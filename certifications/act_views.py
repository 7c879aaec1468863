"""What is done to one certification by a path of its own: revoke, reinstate, restore."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from certifications import services
from certifications.act_serializers import NothingSerializer, ReasonSerializer
from certifications.models import Certification
from certifications.serializers import CertificationDetailSerializer
from mentorcerts.lib.api.idempotency import idempotent
from mentorcerts.lib.api.viewsets import ContractViewSet, get_or_missing

CHANGE = "certifications.change_certification"


def answers_certification(**described: Any) -> Callable[[Any], Any]:
    """Describe an act that answers the certification as ``GET`` does."""
    return extend_schema(responses={200: CertificationDetailSerializer}, **described)


class CertificationActViewSet(ContractViewSet):
    """Acts on a certification. They answer it as ``GET`` does, with its entity tag."""

    queryset = Certification.objects.all()
    lookup_field = "certification_id"
    lookup_value_regex = "[^/]+"
    acts = ("revoke", "reinstate", "restore")
    needs = dict.fromkeys(acts, CHANGE)
    serializer_classes = dict.fromkeys(("retrieve", *acts), CertificationDetailSerializer)

    def find(self, *, live: bool) -> Certification:
        """The certification that is meant. Raises ``Missing``, of a removed one unless wanted."""
        rows = Certification.objects.live() if live else Certification.objects.all()
        wanted = self.kwargs["certification_id"]
        found: Certification = get_or_missing(rows, "certification", certification_id=wanted)
        return found

    @answers_certification(
        operation_id="revokeCertification",
        summary="Revoke a certification",
        request=ReasonSerializer,
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def revoke(self, request: Request, certification_id: str) -> Response:
        """If it decides the mentor's status, the mentor is paused at once, unless another
        certification takes its place. 409 if it is revoked already."""
        return self._with_reason(services.revoke_certification)

    @answers_certification(
        operation_id="reinstateCertification",
        summary="Lift the revocation of a certification",
        request=ReasonSerializer,
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def reinstate(self, request: Request, certification_id: str) -> Response:
        """Whatever its dates say: they decide from then on. What is not revoked is 409."""
        return self._with_reason(services.reinstate_certification)

    @answers_certification(
        operation_id="restoreCertification",
        summary="Restore a removed certification",
        request=None,
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def restore(self, request: Request, certification_id: str) -> Response:
        """As it was. 409 if it is not removed, or if another one of the same mentor, type and issue
        date has been recorded since."""
        self.validated_body(NothingSerializer)
        restored = services.restore_certification(
            certification=self.find(live=False),
            check=self.require_unchanged,
            today=self.today,
            by=self.by,
        )
        return self.respond(restored)

    def _with_reason(self, service: Callable[..., Certification]) -> Response:
        certification = self.find(live=True)
        body = self.validated_body(ReasonSerializer)
        done = service(
            certification=certification,
            **body,
            check=self.require_unchanged,
            today=self.today,
            by=self.by,
        )
        return self.respond(done)
