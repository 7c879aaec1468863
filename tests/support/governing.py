"""Certifications of one mentor, of which one governs."""

from certifications.models import Certification
from certifications.services.governing import recompute_governing
from tests.support.dates import TODAY, at
from tests.support.factories import (
    CertificationFactory,
)
from tests.support.services import BASIC


def hold(mentor, expires: str, *, kind: str = BASIC, issued: str = "2024-03-01", **fields):
    return CertificationFactory(
        mentor=mentor,
        certification_type__code=kind,
        issued_at=at(issued),
        expires_at=at(expires),
        **{"is_current": False} | fields,
    )


def settled(mentor) -> Certification | None:
    recompute_governing([mentor.pk], today=TODAY, by="tests", reason="A change")
    return Certification.objects.governing().filter(mentor=mentor).first()
