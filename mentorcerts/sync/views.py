"""The endpoints for systems that keep a copy: the feed of events, and the comparison."""

import re
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from certifications.models import Event
from mentorcerts.lib.api.viewsets import ContractViewSet
from mentorcerts.lib.identifiers import IDENTIFIER, is_identifier
from mentorcerts.sync import serializers
from mentorcerts.sync.compare import compare_set, digests
from mentorcerts.sync.feed import read_feed
from mentorcerts.sync.readers import record_read, who_asks

DEFAULT_LIMIT, MAX_LIMIT = 100, 1000
TYPES: list[str] = Event.Type.values
GONE = OpenApiResponse(
    description="Older than what is held, or beyond the end: start anew. `details` has the numbers "
    "of the `first` and the `last` event that there are."
)
_NUMBER = re.compile(r"[0-9]{1,18}\Z")
_PAUSED = {
    "event_id": "evt_01AAZ7BC9K2MNP4Q",
    "sequence": 4712,
    "type": "mentor.paused",
    "timestamp": "2026-03-02T01:00:03Z",
    "mentor_id": "mntr_3KX2",
    "paused": True,
    "cause": "expired",
    "certification_id": "cert_03PQ7SY1",
    "certification_type": "peer_mentor_basic",
    "issue_date": "2024-03-01",
    "expiry_date": "2026-03-01",
    "log_id": "log_7H2K9QWE",
    "job_run_id": "job_02MAR2026_01",
}
_FEED_EXAMPLE = {
    "data": [_PAUSED],
    "pagination": {"after": 4711, "limit": 100, "next_after": 4712, "last": 4712},
}


def _query(name: str, text: str, schema: Any) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=text)


class EventViewSet(ContractViewSet):
    """The change log, for programs that follow it."""

    queryset = Event.objects.none()
    pagination_class = None
    filter_backends = ()
    serializer_classes = {"list": serializers.FeedSerializer}

    def known_parameters(self) -> list[str]:
        return ["after", "limit", "type", "mentor_id"]

    @extend_schema(
        operation_id="listEvents",
        summary="Follow what changes in mentors' stands",
        parameters=[
            _query(
                "after",
                "The number through which you have the events: `next_after` of the page before. "
                "Left out: from the oldest that is held.",
                {"type": "integer", "minimum": 0, "maximum": serializers.MAX_NUMBER},
            ),
            _query(
                "limit",
                "Events a page.",
                {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
            ),
            _query("type", "Only events of this type.", {"type": "string", "enum": TYPES}),
            _query(
                "mentor_id",
                "Only events about this mentor.",
                {"type": "string", "pattern": f"^{IDENTIFIER.pattern}$"},
            ),
        ],
        responses={200: serializers.FeedSerializer, 410: GONE},
        examples=[OpenApiExample("One event", _FEED_EXAMPLE, response_only=True)],
    )
    def list(self, request: Request) -> Response:
        """In the order in which they became visible, oldest first; what you have seen up to a
        number is complete for ever. Act on `paused` alone: it is the mentor's overall stand right
        after the event. Go on with `next_after` until `data` is empty, then come back later.
        An event can be seen a minute after it has happened, at the latest. The feed holds 90 days
        unless the programme says otherwise; an older `after` is 410 `gone`."""
        asked, now = request.query_params, timezone.now()
        limit = _number(asked, "limit", 1, MAX_LIMIT)
        page = read_feed(
            after=_number(asked, "after", 0, serializers.MAX_NUMBER),
            limit=DEFAULT_LIMIT if limit is None else limit,
            kind=_type(asked),
            mentor_id=_mentor_id(asked),
            now=now,
        )
        record_read(who_asks(request), after=page.after, caught_up=page.caught_up, now=now)
        position = ("after", "limit", "next_after", "last")
        pagination = {name: getattr(page, name) for name in position}
        return Response({"data": page.events, "pagination": pagination})


class ComparisonViewSet(ContractViewSet):
    """Whether a copy is in step."""

    queryset = Event.objects.none()
    pagination_class = None
    filter_backends = ()
    needs = {"create": "certifications.view_event"}
    serializer_classes = {
        "list": serializers.DigestsSerializer,
        "create": serializers.DifferencesSerializer,
    }

    @extend_schema(
        operation_id="getDigests",
        summary="Get count and digest of the paused and the active mentors",
        responses={200: serializers.DigestsSerializer},
    )
    def list(self, request: Request) -> Response:
        """To compare sets of any size: if you have followed the events through `last`, yours have
        the same digests. Mentors without a stand are in neither set, nor are erased ones
        (`erased_…`)."""
        return self.respond(digests())

    @extend_schema(
        operation_id="compareSet",
        summary="Compare your set of paused or active mentors",
        request=serializers.ComparisonRequestSerializer,
        responses={200: serializers.DifferencesSerializer, 410: GONE},
        examples=[
            OpenApiExample(
                "What you hold as paused",
                {"paused": ["mntr_3KX2", "mntr_9PTQ"], "after": 4712},
                request_only=True,
            ),
            OpenApiExample(
                "One too few",
                {
                    "last": 4712,
                    "missing": ["mntr_5VW8"],
                    "superfluous": [],
                    "unknown": [],
                    "missing_count": 1,
                },
                response_only=True,
            ),
        ],
    )
    def create(self, request: Request) -> Response:
        """Changes nothing; that you asked, and how many differences there were, is kept and shown
        to administrators. Send `after`, and whatever is a difference really is one; without it,
        follow the events through `last` and compare again before you act. The body of this path
        may have 4 MB."""
        body = self.validated_body(serializers.ComparisonRequestSerializer)
        which = "paused" if "paused" in body else "active"
        found = compare_set(
            which=which,
            ids=body[which],
            after=body.get("after"),
            who=who_asks(request),
            now=timezone.now(),
        )
        return self.respond(found)


def _number(asked: Any, name: str, least: int, most: int) -> int | None:
    text = asked.get(name)
    if text is None:
        return None
    if not _NUMBER.match(text) or not least <= int(text) <= most:
        raise ValidationError({name: f"Write a whole number from {least} to {most}."})
    return int(text)


def _type(asked: Any) -> str | None:
    kind: str | None = asked.get("type")
    if kind is not None and kind not in TYPES:
        raise ValidationError({"type": f"There is no type {kind!r}. Write {', '.join(TYPES)}."})
    return kind


def _mentor_id(asked: Any) -> str | None:
    mentor_id: str | None = asked.get("mentor_id")
    if mentor_id is not None and not is_identifier(mentor_id):
        raise ValidationError({"mentor_id": "This can't be a mentor id."})
    return mentor_id
