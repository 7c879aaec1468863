"""Many certifications in one request."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from certifications.models import Certification
from certifications.serializers import CertificationCreatedSerializer, NewCertificationSerializer
from certifications.services.many import CertificationRow, record_certifications
from mentorcerts.lib.api.batches import (
    EACH,
    EACH_ITEM,
    BatchAnswerSerializer,
    BatchSerializer,
    BatchViewSet,
    ItemAnswerSerializer,
    Items,
    ItemsField,
    answers,
)
from mentorcerts.lib.api.idempotency import idempotent


class CertificationBatchSerializer(BatchSerializer):
    """Certifications to record."""

    items = ItemsField(NewCertificationSerializer)


class CertificationItemSerializer(ItemAnswerSerializer):
    record = CertificationCreatedSerializer(
        allow_null=True, help_text="What was recorded; null where nothing was."
    )


class CertificationBatchAnswerSerializer(BatchAnswerSerializer):
    data = CertificationItemSerializer(many=True, help_text=EACH_ITEM)  # type: ignore[assignment]


class CertificationBatchViewSet(BatchViewSet):
    queryset = Certification.objects.live()
    body_serializer = CertificationBatchSerializer
    record_serializer = CertificationCreatedSerializer
    serializer_classes = {"create": CertificationBatchAnswerSerializer}

    @extend_schema(
        operation_id="recordCertifications",
        summary="Record many certifications at once",
        parameters=[EACH],
        request=CertificationBatchSerializer,
        responses=answers(CertificationBatchAnswerSerializer),
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Up to 1,000, in their order, each as the single `POST` takes it: all of them or, if one
        can't be written, none. Then `details.items` tells of each bad item its index, status, code
        and message, and `fields` has names such as `items[3].expires_at`. With `each=true` the good
        ones are written, and the answer (200) has the status of each. With `dry_run` nothing is
        written (200)."""
        return self.batch_response()

    def write(self, items: Items) -> list[int]:
        rows = [CertificationRow(row=index, **item) for index, item in items.items()]
        return record_certifications(rows=rows, today=self.today, by=self.by, row_name="Item").pks
