"""Every change is on record, can be compared, and can be restored."""

import pytest
from django.urls import reverse

from certifications.models import Certification, Mentor
from renewals.models import Renewal
from tests.support.pages import certification, filled_in, page

pytestmark = pytest.mark.usefixtures("demo_programme")


def history_of(client, record) -> str:
    answer = client.get(page(type(record), "history", record.pk))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_tells_who_what_why_and_from_where(coordinator):
    record = certification()
    changed = filled_in(record, expires_on="2029-03-01", reason="Renewed on paper")
    coordinator.post(page(Certification, "change", record.pk), changed)
    line = record.history.first()
    assert (line.history_user.username, line.source) == ("kim", "admin")
    assert line.history_change_reason == "Renewed on paper"
    text = history_of(coordinator, record)
    assert "kim" in text
    assert "Renewed on paper" in text
    assert "Expires at" in text


def test_changes_over_the_api_say_so(api):
    api.put("/api/v1/certifications/cert_03PQ7SY1", {"expires_at": "2029-03-01"})
    line = certification().history.first()
    assert (line.source, line.history_user) == ("API", None)


@pytest.mark.parametrize("model", [Certification, Mentor, Renewal])
def test_each_kind_of_record_has_a_history_page(model, coordinator, viewer):
    record = model.objects.order_by("pk").first()
    history_of(coordinator, record)
    history_of(viewer, record)


def test_an_earlier_state_of_a_certification_is_restored_through_the_service(coordinator):
    record = certification()
    before = record.history.first()
    coordinator.post(
        page(Certification, "change", record.pk),
        filled_in(record, expires_on="2029-03-01", revoked="on", reason="Mistake"),
    )
    assert certification().revoked_at is not None
    address = reverse(
        "admin:certifications_certification_simple_history", args=[record.pk, before.pk]
    )
    assert coordinator.get(address).status_code == 200
    answer = coordinator.post(address, filled_in(record, reason="Back to what it was"))
    assert answer.status_code == 302
    restored = certification()
    assert restored.expires_at == record.expires_at
    assert restored.revoked_at is None
    assert restored.is_current
    assert record.history.first().history_change_reason == "Back to what it was"


def test_an_earlier_name_of_a_mentor_is_restored(coordinator):
    mentor = Mentor.objects.get(pk="mentor-042")
    before = mentor.history.first()
    address = page(Mentor, "change", mentor.pk)
    coordinator.post(address, {"name": "Wrong", "email": mentor.email})
    restore = reverse("admin:certifications_mentor_simple_history", args=[mentor.pk, before.pk])
    coordinator.post(restore, {"name": mentor.name, "email": mentor.email})
    assert Mentor.objects.get(pk="mentor-042").name == mentor.name
    assert mentor.history.count() == 3


def test_who_may_only_look_restores_nothing(viewer):
    record = certification()
    address = reverse(
        "admin:certifications_certification_simple_history",
        args=[record.pk, record.history.first().pk],
    )
    answer = viewer.post(address, filled_in(record, expires_on="2029-03-01"))
    assert answer.status_code == 403
    assert certification().expires_at == record.expires_at
