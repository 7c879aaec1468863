"""Moments are shown in the programme's zone, with its name; dates of certifications have none."""

import pytest
from django.urls import reverse
from django.utils import timezone

from certifications import services
from certifications.models import Certification, ExpiryRun
from renewals.models import Renewal
from tests.support.api import explained
from tests.support.dates import at
from tests.support.pages import page

WHO = "mentor-042"


@pytest.fixture
def los_angeles(settings, demo_programme, on):
    """17:30 on the 28th of November in Los Angeles: the 29th in UTC."""
    on("2026-11-29", "01:30:00")
    settings.MENTORCERTS_TIME_ZONE = settings.TIME_ZONE = "America/Los_Angeles"
    with timezone.override("America/Los_Angeles"):
        yield


@pytest.fixture
def revoked(los_angeles) -> Certification:
    certification = Certification.objects.get(mentor_id=WHO)
    return services.update_certification(
        certification=certification,
        changes={},
        status="revoked",
        reason="Misconduct",
        today=at("2026-11-28").date(),
        by="kim",
    )


def shown(client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_mentors_page(revoked, coordinator):
    text = shown(coordinator, reverse("mentor-page", args=[WHO]))
    assert "was revoked on 28 Nov 2026: Misconduct" in text
    assert "28 Nov 2026, 17:30 PST" in text
    assert "2026-11-29" not in text
    assert "29 Nov" not in text
    assert "Today is 28 Nov 2026" in text
    assert "31 Mar 2026" in text  # the expiry date is a date, whatever the zone


def test_the_form_of_a_certification(revoked, coordinator):
    text = shown(coordinator, page(Certification, "change", revoked.pk))
    assert "28 Nov 2026, 17:30 PST" in text
    assert 'value="31 Mar 2026"' in text


def test_the_explanation_over_the_api(revoked, api):
    answer = explained(api, WHO)
    assert "was revoked on 28 Nov 2026" in answer["because"][0]
    assert answer["certification"]["expiry_date"] == "2026-03-31T00:00:00Z"


def test_lists_and_runs_name_the_zone(los_angeles, coordinator):
    assert "PST" in shown(coordinator, page(ExpiryRun))
    assert "PST" in shown(coordinator, reverse("admin:index"))


def test_dates_of_renewals_stay_the_same_day(los_angeles, coordinator):
    renewal = Renewal.objects.get(certification__mentor_id="mentor-001")
    text = shown(coordinator, page(Renewal, "change", renewal.pk))
    assert 'value="15 Mar 2024"' in text
    assert "15 Mar 2025" in text


@pytest.mark.parametrize(("first", "listed"), [("2026-11-28", True), ("2026-11-29", False)])
def test_the_filter_of_renewals_goes_by_their_dates(first, listed, los_angeles, coordinator):
    renewal = Renewal.objects.get(certification__mentor_id="mentor-001")
    Renewal.objects.filter(pk=renewal.pk).update(
        renewal_date=at("2026-11-28"), new_expiry_date=at("2028-03-15")
    )
    span = {"renewed_from": first, "renewed_to": "2026-11-30"}
    found = coordinator.get(page(Renewal), span).context["cl"].queryset
    assert (renewal.pk in [each.pk for each in found]) is listed
