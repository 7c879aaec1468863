"""The runs of the job, to be read: whether the night went well, and what it did."""

from typing import Any

from django.db.models import Func, IntegerField
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from certifications.filters import RunFilters
from certifications.models import ExpiryRun
from certifications.run_serializers import RunDetailSerializer, RunSummarySerializer
from mentorcerts.lib.api.lists.viewset import ListViewSet


class JsonLength(Func):
    """How many items a JSON array has: counted by the database, which then does not send them."""

    function = "jsonb_array_length"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="json_array_length", **context)


class ExpiryRunRecordViewSet(ListViewSet):
    """Runs that have been, and the one that is going on."""

    queryset = ExpiryRun.objects.annotate(failed=JsonLength("failures"))
    lookup_field = "job_run_id"
    lookup_value_regex = "[^/]+"
    filterset_class = RunFilters
    ordering = ("-pk",)
    serializer_classes = {"list": RunSummarySerializer, "retrieve": RunDetailSerializer}

    @extend_schema(operation_id="listExpiryRuns", summary="List the runs of the expiry job")
    def list(self, request: Request) -> Response:
        """Newest first, dry runs included. Whom a run paused is in the logs: `?job_run_id=`."""
        return self.list_response()

    @extend_schema(operation_id="getExpiryRun", summary="Get one run of the expiry job")
    def retrieve(self, request: Request, job_run_id: str) -> Response:
        """With those whom it could not pause. While it is going on, its counts grow."""
        return self.detail_response("run", job_run_id=job_run_id)
