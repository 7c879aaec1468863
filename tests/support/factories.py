"""Records in a consistent state, with explicit dates: nothing here reads the clock.

They go past the services, as history does: what a test says is what the database holds. Left to
itself a certification is the contract's own: peer_mentor_basic, expiring on 2026-03-01, and
the one that governs its mentor.
"""

from datetime import date
from typing import Any

from factory import LazyAttribute, Maybe, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from certifications.ids import job_run_id
from certifications.models import AutoPause, Certification, CertificationType, ExpiryRun, Mentor
from certifications.services.search_index import replace_search_words
from renewals.models import Renewal
from tests.support.dates import at


class MentorFactory(DjangoModelFactory):
    class Meta:
        model = Mentor

    class Params:
        paused_by_hand = Trait(
            paused_at=at("2026-02-10T09:00:00"), paused_by="coordinator", pause_reason="On leave"
        )

    mentor_id = Sequence(lambda number: f"mentor-{number:04d}")
    exempt_reason = Maybe("exempt_until", "On sick leave", "")
    created_at = updated_at = at("2024-03-01T09:00:00")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Mentor:
        """With the words that find them, without which the record is not consistent."""
        mentor: Mentor = super()._create(model_class, *args, **kwargs)
        replace_search_words([mentor])
        return mentor


class CertificationTypeFactory(DjangoModelFactory):
    class Meta:
        model = CertificationType
        django_get_or_create = ("code",)

    code = "peer_mentor_basic"


class CertificationFactory(DjangoModelFactory):
    class Meta:
        model = Certification

    class Params:
        removed = Trait(deleted_at=at("2026-02-20T12:00:00"), is_current=False)
        revoked = Trait(revoked_at=at("2026-02-15T12:00:00"), revocation_reason="Complaint")

    mentor = SubFactory(MentorFactory)
    certification_type = SubFactory(CertificationTypeFactory)
    issued_at = at("2024-03-01")
    expires_at = at("2026-03-01")
    is_current = True
    auto_pause_applied_at = Maybe("auto_pause_applied", at("2026-03-02T01:00:03"), None)
    created_at = updated_at = at("2024-03-01T11:30:00")


class ExpiryRunFactory(DjangoModelFactory):
    """A run that is over; ``state="running"`` makes one that still goes on."""

    class Meta:
        model = ExpiryRun

    day = date(2026, 3, 2)
    number = Sequence(lambda number: 1000 + number)
    job_run_id = LazyAttribute(lambda run: job_run_id(run.day, run.number))
    trigger = ExpiryRun.Trigger.SCHEDULE
    state = ExpiryRun.State.DONE
    as_of = SelfAttribute("day")
    started_at = heartbeat_at = at("2026-03-02T01:00:00")
    completed_at = LazyAttribute(
        lambda run: None if run.state == "running" else at("2026-03-02T01:00:04")
    )


class AutoPauseFactory(DjangoModelFactory):
    """An open pause, and the certification that carries it."""

    class Meta:
        model = AutoPause

    certification = SubFactory(CertificationFactory, auto_pause_applied=True)
    mentor = SelfAttribute("certification.mentor")
    run = SubFactory(ExpiryRunFactory)
    reason = "Certification peer_mentor_basic expired on 2026-03-01"
    applied_at = at("2026-03-02T01:00:03")


class RenewalFactory(DjangoModelFactory):
    """A renewal that gave its certification the expiry date that it has."""

    class Meta:
        model = Renewal

    certification = SubFactory(CertificationFactory)
    renewal_date = at("2025-02-20")
    previous_expiry_date = at("2025-03-01")
    new_expiry_date = SelfAttribute("certification.expires_at")
    processed_by = "admin-01"
    created_at = updated_at = at("2025-02-20T11:00:00")
