"""Types of certifications and their rules."""

import pytest
from django.core.exceptions import ValidationError

from certifications import services
from certifications.job.run import expire_certifications
from certifications.models import Certification, CertificationType
from tests.support.dates import TODAY, at
from tests.support.factories import (
    CertificationFactory,
    CertificationTypeFactory,
)
from tests.support.records import refuses
from tests.support.services import BASIC

pytestmark = pytest.mark.django_db


def test_a_type_is_saved_and_saved_again():
    services.save_certification_type(code=BASIC, name="Basic", validity_months=36, today=TODAY)
    services.save_certification_type(code=BASIC, name="Peer mentor", grace_days=14, today=TODAY)
    kind = CertificationType.objects.get()
    assert (kind.code, kind.name) == (BASIC, "Peer mentor")
    assert (kind.validity_months, kind.grace_days) == (None, 14)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("grace_days", {"grace_days": 3651}),
        ("grace_days", {"grace_days": -1}),
        ("validity_months", {"validity_months": 0}),
        ("validity_months", {"validity_months": 1201}),
        ("name", {"name": "B" * 201}),
        ("code", {"code": "two words"}),
    ],
)
def test_a_type_that_makes_no_sense_is_refused_by_field(field, values):
    with refuses(ValidationError) as refusal:
        services.save_certification_type(**{"code": BASIC, "today": TODAY} | values)
    assert list(refusal.value.message_dict) == [field]


def test_a_shorter_grace_pauses_nobody_before_the_next_run():
    CertificationTypeFactory(code=BASIC, grace_days=60)
    CertificationFactory()
    services.save_certification_type(code=BASIC, grace_days=0, today=TODAY)
    assert not Certification.objects.get().auto_pause_applied
    assert expire_certifications(today=TODAY, trigger="schedule").auto_paused == 1


def test_a_new_validity_moves_no_expiry_date():
    certification = CertificationFactory()
    services.save_certification_type(code=BASIC, validity_months=60, today=TODAY)
    certification.refresh_from_db()
    assert certification.expires_at == at("2026-03-01")
