"""Hundreds of mentors whose certifications run out on the same day."""

from certifications.models import Certification, CertificationType, Mentor
from certifications.services.search_index import add_search_words
from tests.support.dates import at


def hundreds(number: int, *, expires: str = "2026-04-01") -> list[Mentor]:
    """As an import would have made them: ``many-0001``, with addresses, of the type ``basic``."""
    CertificationType.objects.create(code="basic", validity_months=36)
    mentors = Mentor.objects.bulk_create(
        Mentor(mentor_id=f"many-{each:04d}", name=f"Mentor {each}", email=f"m{each}@example.org")
        for each in range(1, number + 1)
    )
    add_search_words(mentors)
    Certification.objects.bulk_create(
        Certification(
            mentor=mentor,
            certification_type_id="basic",
            issued_at=at("2023-04-01"),
            expires_at=at(expires),
            is_current=True,
        )
        for mentor in mentors
    )
    return mentors
