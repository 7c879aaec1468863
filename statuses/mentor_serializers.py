"""Where a mentor stands, also one who holds no certification that counts."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from certifications.models import Mentor
from certifications.pause_causes import pauses_without_certification
from mentorcerts.lib.api.fields import MomentField
from statuses.models import CertificationStatus
from statuses.serializers import StatusDetailSerializer

NOTHING_COUNTS = "Null if no certification counts for the mentor."


def find_status(mentor_id: str) -> CertificationStatus | None:
    """The mentor's status, ready to be shown; ``None`` if no certification counts for them."""
    rows = CertificationStatus.objects.select_related("mentor", "certification_type")
    status: CertificationStatus | None = rows.filter(mentor_id=mentor_id).first()
    return status


@extend_schema_field(
    {"oneOf": [{"$ref": "#/components/schemas/CertificationState"}, {"type": "null"}]}
)
class StatusOrNoneField(serializers.CharField):
    pass


class MentorSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """The keys of a status in its order, then what coordinators have decided about the mentor."""

    mentor_id = serializers.CharField()
    certification_type = serializers.CharField(allow_null=True, help_text=NOTHING_COUNTS)
    issue_date = MomentField(allow_null=True)
    expiry_date = MomentField(allow_null=True)
    is_expired = serializers.BooleanField(allow_null=True)
    days_until_expiry = serializers.IntegerField(allow_null=True)
    last_renewal_date = MomentField(allow_null=True)
    status = StatusOrNoneField(help_text=NOTHING_COUNTS)
    paused = serializers.BooleanField(
        allow_null=True,
        help_text="Whether anything pauses the mentor. Null: no certification counts for them, "
        "and nobody has paused them; do not match them.",
    )
    pause_reason = serializers.CharField(allow_null=True)
    paused_by_hand = serializers.BooleanField(help_text="`resume` ends this pause.")
    exempt_until = serializers.DateField(allow_null=True)
    left = serializers.BooleanField(help_text="Has the mentor left the programme?")

    def to_representation(self, instance: Mentor) -> dict[str, Any]:
        return {
            **self._stand(instance),
            "paused_by_hand": instance.paused_at is not None,
            "exempt_until": instance.exempt_until,
            "left": instance.has_left,
        }

    def _stand(self, mentor: Mentor) -> dict[str, Any]:
        status = find_status(mentor.pk)
        if status is not None:
            return StatusDetailSerializer.represent_instance(status, self.context["today"])
        reasons = pauses_without_certification(mentor)
        return {
            **dict.fromkeys(self.fields),
            "mentor_id": mentor.pk,
            "paused": True if reasons else None,
            "pause_reason": "; ".join(reasons) or None,
        }
