"""Coordinators write through the services, and read their refusals on the form."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from certifications import services
from certifications.models import AutoPause, Certification, Mentor
from mentorcerts.lib import moments
from renewals.models import Renewal
from tests.support.dates import TODAY
from tests.support.pages import certification, filled_in, hidden_fields, page
from tests.support.records import recorded, renewed

pytestmark = pytest.mark.usefixtures("demo_programme")


def test_a_later_expiry_date_lifts_the_jobs_pause_and_tells_who(coordinator):
    record = certification()
    answer = coordinator.post(
        page(Certification, "change", record.pk),
        filled_in(record, expires_on="2029-03-01", reason="Renewed on paper"),
    )
    assert answer.status_code == 302
    pause = AutoPause.objects.get(log_id="log_01AAZ7BC")
    assert (pause.lifted_by, pause.lift_reason) == ("kim", "Renewed on paper")
    assert not certification().auto_pause_applied


def test_an_impossible_date_is_an_error_on_its_field_and_changes_nothing(coordinator):
    record = certification()
    answer = coordinator.post(
        page(Certification, "change", record.pk), filled_in(record, expires_on="2020-01-01")
    )
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors == {
        "expires_on": ["It must be after the issue date, 1 Mar 2023."]
    }
    assert certification().expires_at == record.expires_at


def test_a_services_refusal_that_names_no_field_is_an_error_of_the_form(coordinator, monkeypatch):
    def refuse(**_: object) -> None:
        raise ValidationError("The register is closed.")

    monkeypatch.setattr("certifications.services.update_certification", refuse)
    record = certification()
    answer = coordinator.post(
        page(Certification, "change", record.pk), filled_in(record, reason="x")
    )
    assert answer.status_code == 200
    assert answer.context["adminform"].form.non_field_errors() == ["The register is closed."]


def test_the_time_of_day_survives_an_edit_of_something_else(coordinator):
    record = certification()
    record.expires_at = record.expires_at.replace(hour=15)
    Certification.objects.filter(pk=record.pk).update(expires_at=record.expires_at)
    coordinator.post(page(Certification, "change", record.pk), filled_in(record, reason="x"))
    assert certification().expires_at == record.expires_at


def test_revoking_and_taking_it_back(coordinator):
    record = certification("cert_04QR8TZ2")
    address = page(Certification, "change", record.pk)
    coordinator.post(address, filled_in(record, revoked="on", reason="Left"))
    assert certification("cert_04QR8TZ2").revocation_reason == "Left"
    coordinator.post(address, filled_in(record))
    assert certification("cert_04QR8TZ2").revoked_at is None


def test_a_second_one_of_the_same_day_is_refused_in_words(coordinator):
    record = certification()
    answer = coordinator.post(
        page(Certification, "add"),
        filled_in(record, mentor=record.mentor_id, expires_on="2030-01-01"),
    )
    assert answer.status_code == 200
    assert "cert_03PQ7SY1 is already recorded" in answer.content.decode()
    assert Certification.objects.filter(mentor_id=record.mentor_id).count() == 1


def test_without_an_expiry_date_the_types_validity_decides(coordinator):
    coordinator.post(
        page(Certification, "add"),
        {
            "mentor": "mentor-042",
            "certification_type": "peer_mentor_basic",
            "issued_on": "2026-03-26",
        },
    )
    new = Certification.objects.get(mentor_id="mentor-042", is_current=True)
    assert f"{new.expires_at:%Y-%m-%d}" == "2029-03-26"


def confirm(client, address: str, **fields: object):
    """Look at what will happen, and confirm it."""
    shown = client.post(address, fields) if fields else client.get(address)
    return client.post(address, hidden_fields(shown) | fields | {"confirm": ""}, follow=True)


def test_removing_and_restoring(coordinator):
    record = certification()
    confirm(coordinator, page(Certification, "delete", record.pk))
    assert certification().deleted_at is not None
    confirm(coordinator, page(Certification, "restore_one", record.pk))
    restored = certification()
    assert restored.deleted_at is None
    assert restored.is_current


def test_removing_says_where_the_mentor_stands_afterwards(coordinator):
    shown = coordinator.get(page(Certification, "delete", certification().pk))
    ((_, what),) = shown.context["outcome"].done
    assert (
        "holds no certification that counts. Before: Anton Garcia (mntr_02BY7M3RL) stands on"
        in what
    )
    assert certification().deleted_at is None


def test_removing_the_last_one_says_that_the_exemption_ends(coordinator):
    record = certification()
    services.exempt_mentor(
        mentor_id=record.mentor_id, until=date(2026, 5, 1), reason="Ill", today=TODAY, by="kim"
    )
    shown = coordinator.get(page(Certification, "delete", record.pk))
    ((_, what),) = shown.context["outcome"].done
    assert "It was the last for mentoring, which is not asked of the mentor any more." in what
    assert what.endswith("The exemption until 1 May 2026 ends (Ill).")


def test_a_removed_record_offers_to_be_restored_and_not_to_be_removed(coordinator, viewer):
    record = certification()
    here = page(Certification, "change", record.pk)
    offered = coordinator.get(here).content.decode()
    assert ("Remove…" in offered, "Restore…" in offered, ">Delete<" in offered) == (
        True, False, False,
    )  # fmt: skip
    confirm(coordinator, page(Certification, "delete", record.pk))
    offered = coordinator.get(here).content.decode()
    assert ("Remove…" in offered, "Restore…" in offered) == (False, True)
    offered = viewer.get(here).content.decode()
    assert ("Remove…" in offered, "Restore…" in offered) == (False, False)
    assert viewer.get(page(Certification, "restore_one", record.pk)).status_code == 403


@pytest.mark.parametrize(("until", "told"), [("2026-12-31", True), ("2026-03-20", False)])
def test_removing_a_renewal_says_whether_the_next_run_pauses_the_mentor(until, told, coordinator):
    """Told only where that is new: who is due already is due whatever becomes of the renewal."""
    recorded("mentor-new", expires="2026-03-01")
    renewal = renewed("mentor-new", until=until)
    shown = coordinator.get(page(Renewal, "delete", renewal.pk))
    ((_, what),) = shown.context["outcome"].done
    assert what.startswith(f"Expiry {moments.in_words(date.fromisoformat(until))} → 1 Mar 2026.")
    assert (" pauses the mentor." in what) is told


def test_many_are_removed_and_restored_at_once(coordinator):
    chosen = list(Certification.objects.values_list("pk", flat=True)[:5])
    sent = {"_selected_action": chosen}
    confirm(coordinator, page(Certification), action="remove_selected", **sent)
    assert Certification.objects.filter(deleted_at__isnull=False).count() == 5
    address = page(Certification) + "?removed=yes"
    confirm(coordinator, address, action="restore_selected", **sent)
    assert Certification.objects.filter(deleted_at__isnull=False).count() == 0


def test_a_renewal_lifts_the_pause_and_notes_who_made_it(coordinator):
    record = certification()
    answer = coordinator.post(
        page(Renewal, "add"),
        {
            "certification": record.pk,
            "renewed_on": "2026-03-26",
            "expires_on": "2029-03-01",
            "processed_by": "",
            "notes": "",
        },
    )
    assert answer.status_code == 302
    assert Renewal.objects.get(certification=record).processed_by == "kim"
    assert not certification().auto_pause_applied


def test_a_renewal_that_would_shorten_is_an_error_on_its_field(coordinator):
    record = certification("cert_04QR8TZ2")
    answer = coordinator.post(
        page(Renewal, "add"),
        {"certification": record.pk, "renewed_on": "2026-03-26", "expires_on": "2027-01-01"},
    )
    assert list(answer.context["adminform"].form.errors) == ["expires_on"]


def test_an_older_renewal_is_history_and_the_page_says_so(coordinator):
    renewal = Renewal.objects.get(pk=41)
    coordinator.post(
        page(Renewal, "add"),
        {
            "certification": renewal.certification_id,
            "renewed_on": "2026-03-26",
            "expires_on": "2029-03-01",
        },
    )
    answer = confirm(coordinator, page(Renewal, "delete", 41))
    assert "renewal-0041 is history" in answer.content.decode()
    renewal.refresh_from_db()
    assert renewal.deleted_at is None


def test_a_mentor_that_is_there_is_not_overwritten_by_adding_one(coordinator):
    name = Mentor.objects.get(pk="mentor-042").name
    answer = coordinator.post(
        page(Mentor, "add"), {"mentor_id": "mentor-042", "name": "Other", "email": ""}
    )
    assert "There is already a mentor mentor-042" in answer.content.decode()
    assert Mentor.objects.get(pk="mentor-042").name == name


def test_mentors_are_added_and_renamed(coordinator):
    coordinator.post(page(Mentor, "add"), {"mentor_id": "m-1", "name": "Ann", "email": ""})
    shown = coordinator.get(page(Mentor, "change", "m-1"))
    changed = {"name": "Anne", "email": "a@b.example"}
    coordinator.post(page(Mentor, "change", "m-1"), hidden_fields(shown) | changed)
    assert Mentor.objects.get(pk="m-1").name == "Anne"


@pytest.mark.parametrize("mentor_id", ["a b", ".", ".."])
def test_a_bad_mentor_id_is_an_error_on_its_field(mentor_id, coordinator):
    answer = coordinator.post(
        page(Mentor, "add"), {"mentor_id": mentor_id, "name": "", "email": ""}
    )
    assert list(answer.context["adminform"].form.errors) == ["mentor_id"]
