"""Every change is on record, can be compared, and can be restored."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from certifications import services
from certifications.models import Certification, Mentor
from certifications.services import save_mentor
from mentorcerts.lib.admin.stale_forms import SHOWN_RECORD, as_shown
from mentorcerts.pages.timeline import timeline
from mentorcerts.templatetags.history_words import in_words
from renewals.models import Renewal
from tests.support.pages import certification, filled_in, hidden_fields, page

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


def test_a_moment_is_told_as_everywhere():
    assert in_words("2026-03-26 01:14:13.801786+00:00") == "26 Mar 2026, 01:14 UTC"
    assert in_words("None") == in_words("") == "nothing"
    assert in_words("Anna 2") == "Anna 2"


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
    coordinator.post(
        address, {SHOWN_RECORD: as_shown(mentor), "name": "Wrong", "email": mentor.email}
    )
    restore = reverse("admin:certifications_mentor_simple_history", args=[mentor.pk, before.pk])
    shown = coordinator.get(restore)
    coordinator.post(restore, hidden_fields(shown) | {"name": mentor.name, "email": mentor.email})
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


# --- everything is told ---------------------------------------------------------------------------
def test_all_that_happens_to_a_mentor_is_in_the_timeline_with_who_and_why(coordinator):
    """Case C1: acts that write fields which no form edits are told as well."""
    act = {"mentor_id": "mentor-042", "by": "kim"}
    today = {"today": date(2026, 3, 26)}
    record = Certification.objects.governing().get(mentor_id="mentor-042")
    services.pause_mentor(reason="On leave", **act)
    services.resume_mentor(mentor_id="mentor-042", reason="Back")
    services.exempt_mentor(until=date(2026, 12, 31), reason="Ill", **act, **today)
    services.exempt_mentor(until=date(2027, 1, 31), reason="Still ill", **act, **today)
    services.end_exemption(mentor_id="mentor-042")
    change = {"certification": record, "changes": {}, "by": "kim", **today}
    services.update_certification(status="revoked", reason="Misconduct", **change)
    services.update_certification(lift_revocation=True, reason="Appeal upheld", **change)
    services.remove_certification(certification=record, by="kim", **today)
    services.restore_certification(certification=record, by="kim", **today)
    told = [(event.what, event.detail) for event in timeline(Mentor.objects.get(pk="mentor-042"))]
    name = f"ertification {record.certification_id}"
    assert told[:9] == [
        (f"C{name} restored", ""),
        (f"C{name} removed", ""),
        (f"Revocation of c{name} lifted", "“Appeal upheld”"),
        (f"C{name} revoked", "Misconduct"),
        ("Exemption ended", "was until 31 Jan 2027"),
        ("Exemption changed: until 31 Dec 2026 → 31 Jan 2027", "Still ill"),
        ("Exempt until 31 Dec 2026", "Ill"),
        ("Pause by hand ended", "“Back”"),
        ("Paused by hand", "On leave"),
    ]
    text = history_of(coordinator, Mentor.objects.get(pk="mentor-042"))
    assert "Exempt until" in text
    assert "Paused at" in text


def test_a_user_who_is_deleted_stays_by_name(coordinator):
    """Case C2."""
    record = certification()
    changed = filled_in(record, expires_on="2029-03-01", reason="Renewed on paper")
    coordinator.post(page(Certification, "change", record.pk), changed)
    User.objects.get(username="kim").delete()
    line = record.history.first()
    assert (line.history_user, line.by) == (None, "kim")
    told = timeline(Mentor.objects.get(pk=record.mentor_id))
    assert ("kim", "Certification cert_03PQ7SY1 changed") in [(e.who, e.what) for e in told]


def test_revert_is_not_offered_where_it_would_not_bring_all_back(coordinator):
    """Case C3: an exemption is not the form's."""
    mentor = Mentor.objects.get(pk="mentor-042")
    earlier = save_mentor(mentor_id="mentor-042", name="Ann", email="").history.first()
    services.exempt_mentor(
        mentor_id="mentor-042", until=date(2026, 12, 31), reason="Ill", today=date(2026, 3, 26),
        by="kim",
    )  # fmt: skip
    address = page(Mentor, "simple_history", mentor.pk, earlier.history_id)
    assert "Revert" not in coordinator.get(address).content.decode()
    answer = coordinator.post(address, {"name": "Ann", "email": ""})
    assert answer.status_code == 403
    assert Mentor.objects.get(pk="mentor-042").exempt_until == date(2026, 12, 31)


@pytest.mark.parametrize("removed", [False, True])
def test_who_may_not_edit_sees_the_dates(coordinator, viewer, removed):
    """Case C4."""
    record = certification()
    if removed:
        services.remove_certification(certification=record, today=date(2026, 3, 26), by="kim")
    client = coordinator if removed else viewer
    text = client.get(page(Certification, "change", record.pk)).content.decode()
    for day in ("1 Mar 2023", "1 Mar 2026"):
        assert day in text
    assert ("/delete/" in text) is False
