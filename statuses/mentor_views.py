"""What is decided about a mentor: paused by hand, exempt from the job, gone and back."""

from collections.abc import Callable
from typing import Any, cast

from django.db.models import Model
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from certifications import services
from certifications.act_serializers import ExemptionSerializer, ReasonSerializer
from certifications.models import Mentor
from mentorcerts.lib.api.etags import entity_tag, matches
from mentorcerts.lib.api.idempotency import idempotent
from mentorcerts.lib.api.viewsets import ContractViewSet, get_or_missing
from mentorcerts.lib.refusals import Conflict
from statuses.mentor_serializers import MentorSerializer, find_status
from statuses.serializers import StatusDetailSerializer


def act_on_mentor(*, url_path: str | None = None, **described: Any) -> Callable[[Any], Any]:
    """An act by ``POST`` that takes a reason and answers where the mentor stands then."""

    def decorated(handler: Any) -> Any:
        described.setdefault("request", ReasonSerializer)
        act = action(detail=True, methods=["post"], url_path=url_path)(idempotent(handler))
        return extend_schema(responses={200: MentorSerializer}, **described)(act)

    return decorated


class MentorViewSet(ContractViewSet):
    """One mentor, and the acts of coordinators on them."""

    queryset = Mentor.objects.all()
    lookup_field = "mentor_id"
    lookup_value_regex = "[^/]+"
    field_names = {"exempt_until": "until"}
    acts = ("pause", "resume", "exempt", "end_exemption", "leave", "come_back")
    needs = {
        "retrieve": "statuses.view_certificationstatus",
        **dict.fromkeys(acts, "certifications.change_mentor"),
    }
    serializer_classes = dict.fromkeys(("retrieve", *acts), MentorSerializer)

    def get_object(self) -> Mentor:
        wanted = self.kwargs["mentor_id"]
        found: Mentor = get_or_missing(Mentor.objects.all(), "mentor", mentor_id=wanted)
        return found

    @extend_schema(
        operation_id="getMentor", summary="Get where a mentor stands, whatever they hold"
    )
    def retrieve(self, request: Request, mentor_id: str) -> Response:
        """As the mentor's certification status, with null where no certification counts for them,
        and with what coordinators have decided."""
        return self.respond(self.get_object())

    @act_on_mentor(operation_id="pauseMentor", summary="Pause a mentor by hand")
    def pause(self, request: Request, mentor_id: str) -> Response:
        """Nothing ends this pause but `resume`. Paused by hand already: 409."""
        return self._carry_out(services.pause_mentor)

    @act_on_mentor(operation_id="resumeMentor", summary="End a mentor's pause by hand")
    def resume(self, request: Request, mentor_id: str) -> Response:
        """Other pauses stay: the job's, that of a revocation, or because the mentor has left.
        Not paused by hand: 409."""
        return self._carry_out(services.resume_mentor)

    @act_on_mentor(
        operation_id="exemptMentor",
        summary="Exempt a mentor from the expiry job",
        request=ExemptionSerializer,
    )
    def exempt(self, request: Request, mentor_id: str) -> Response:
        """Lifts the job's pause now, and keeps the job away through that day. Replaces an
        exemption that there is. Who has left, or holds no certification that counts: 409."""
        if find_status(self.get_object().pk) is None:
            raise Conflict(f"{mentor_id} holds no certification that counts for the job.")
        return self._carry_out(services.exempt_mentor, ExemptionSerializer, today=self.today)

    @act_on_mentor(
        url_path="end-exemption",
        operation_id="endExemption",
        summary="End a mentor's exemption",
    )
    def end_exemption(self, request: Request, mentor_id: str) -> Response:
        """The next run of the job treats them like everybody else. Not exempt: 409."""
        return self._carry_out(services.end_exemption)

    @act_on_mentor(operation_id="recordDeparture", summary="Record that a mentor has left")
    def leave(self, request: Request, mentor_id: str) -> Response:
        """They are paused until they are back, an exemption ends, and the job passes them over.
        Left already: 409."""
        return self._carry_out(services.record_departure, today=self.today)

    @act_on_mentor(
        url_path="return", operation_id="recordReturn", summary="Record that a mentor is back"
    )
    def come_back(self, request: Request, mentor_id: str) -> Response:
        """They are judged by the dates again. Has not left: 409."""
        return self._carry_out(services.record_return, today=self.today)

    def require_unchanged(self, instance: Model) -> None:
        """Take the tag of the mentor's certification status as well: whoever has seen that has
        seen where the mentor stands."""
        header = self.request.headers.get("If-Match")
        status = find_status(cast(Mentor, instance).pk) if header else None
        if header and status is not None:
            seen = entity_tag(StatusDetailSerializer.represent_instance(status, self.today))
            if matches(header, seen, name="If-Match"):
                return
        super().require_unchanged(instance)

    def _carry_out(
        self,
        service: Callable[..., Mentor],
        asked: type[ReasonSerializer] = ReasonSerializer,
        **more: Any,
    ) -> Response:
        mentor = self.get_object()
        body = self.validated_body(asked)
        done = service(
            mentor_id=mentor.pk, **body, check=self.require_unchanged, by=self.by, **more
        )
        return self.respond(done)
