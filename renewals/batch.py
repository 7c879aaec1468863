"""Many renewals in one request."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

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
from renewals.many import RenewalRow, renew_certifications
from renewals.models import Renewal
from renewals.serializers import NewRenewalSerializer, RenewalCreatedSerializer


class RenewalBatchSerializer(BatchSerializer):
    """Renewals to record."""

    items = ItemsField(NewRenewalSerializer)


class RenewalItemSerializer(ItemAnswerSerializer):
    record = RenewalCreatedSerializer(
        allow_null=True, help_text="What was recorded; null where nothing was."
    )


class RenewalBatchAnswerSerializer(BatchAnswerSerializer):
    data = RenewalItemSerializer(many=True, help_text=EACH_ITEM)  # type: ignore[assignment]


class RenewalBatchViewSet(BatchViewSet):
    queryset = Renewal.objects.live()
    field_names = {"expires_at": "new_expiry_date"}
    body_serializer = RenewalBatchSerializer
    record_serializer = RenewalCreatedSerializer
    serializer_classes = {"create": RenewalBatchAnswerSerializer}

    @extend_schema(
        operation_id="renewCertifications",
        summary="Record many certification renewals at once",
        parameters=[EACH],
        request=RenewalBatchSerializer,
        responses=answers(RenewalBatchAnswerSerializer),
    )
    @idempotent
    def create(self, request: Request) -> Response:
        """Up to 1,000, in their order, each as the single `POST` takes it: all of them or, if one
        can't be written, none. Then `details.items` tells of each bad item its index, status, code
        and message, and `fields` has names such as `items[3].new_expiry_date`. With `each=true` the
        good ones are written, and the answer (200) has the status of each. With `dry_run` nothing
        is written (200)."""
        return self.batch_response()

    def write(self, items: Items) -> list[int]:
        rows = [
            RenewalRow(row=index, **{"processed_by": self.by, **item})
            for index, item in items.items()
        ]
        return renew_certifications(rows=rows, today=self.today, by=self.by).pks
