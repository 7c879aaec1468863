"""What coordinators do to a selection: shown first, then done; refused rows keep their reason."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from certifications import services
from certifications.models import AutoPause, Certification, Mentor
from renewals.models import Renewal
from statuses.models import CertificationStatus
from tests.support.actions import choose, confirm, outcome_of
from tests.support.pages import page
from tests.support.records import everything

pytestmark = pytest.mark.usefixtures("demo_programme")


def test_renewing_counts_from_the_old_expiry_when_early_and_from_today_when_lapsed(coordinator):
    address = choose(coordinator, "renew", "mntr_01HX4V2K8P", "mntr_02BY7M3RL")
    done, refused = outcome_of(coordinator.get(address))
    assert done == {
        "mntr_01HX4V2K8P": "Expiry 15 Jun 2027 → 15 Jun 2030",
        "mntr_02BY7M3RL": "Expiry 1 Mar 2026 → 26 Mar 2029; the pause by the nightly run is lifted",
    }
    assert refused == {}


def test_looking_writes_nothing_and_confirming_does_what_was_shown(coordinator):
    address = choose(coordinator, "renew", "mntr_01HX4V2K8P", "mntr_02BY7M3RL")
    coordinator.get(address)
    assert Renewal.objects.count() == 41
    confirm(coordinator, address, renewal_date="2026-03-26", new_expiry_date="", notes="May round")
    new = Renewal.objects.filter(pk__gt=41).order_by("certification_id")
    assert [f"{renewal.new_expiry_date:%Y-%m-%d}" for renewal in new] == [
        "2030-06-15",
        "2029-03-26",
    ]
    assert {(renewal.processed_by, renewal.notes) for renewal in new} == {("kim", "May round")}
    assert not AutoPause.objects.open().filter(mentor_id="mntr_02BY7M3RL").exists()


def test_what_was_not_shown_is_not_confirmed(coordinator):
    address = choose(coordinator, "renew", "mntr_02BY7M3RL")
    shown = coordinator.post(address, {"renewal_date": "2026-03-26", "preview": ""})
    changed = {
        "renewal_date": "2026-03-26",
        "new_expiry_date": "2040-01-01",
        "shown": shown.context["shown"],
        "confirm": "",
    }
    answer = coordinator.post(address, changed)
    assert "not what was shown any more" in answer.content.decode()
    assert Renewal.objects.count() == 41


def test_a_double_click_renews_once(coordinator):
    """Case A4: the second click finds another outcome than was shown."""
    address = choose(coordinator, "renew", "mntr_02BY7M3RL")
    shown = coordinator.get(address).context["shown"]
    click = {"renewal_date": "2026-03-26", "new_expiry_date": "", "shown": shown, "confirm": ""}
    assert coordinator.post(address, click).status_code == 302
    second = coordinator.post(address, click)
    assert "not what was shown any more" in second.content.decode()
    assert Renewal.objects.count() == 42
    renewed = Certification.objects.governing().get(mentor_id="mntr_02BY7M3RL")
    assert f"{renewed.expires_at:%Y-%m-%d}" == "2029-03-26"


def test_two_coordinators_who_both_confirm_renew_once(coordinator, administrator):
    """Case A5."""
    one, other = (
        (client, choose(client, "renew", "mntr_02BY7M3RL"))
        for client in (coordinator, administrator)
    )
    clicks = [
        (client, address, client.get(address).context["shown"]) for client, address in (one, other)
    ]
    answers = [
        client.post(
            address,
            {"renewal_date": "2026-03-26", "new_expiry_date": "", "shown": shown, "confirm": ""},
        )
        for client, address, shown in clicks
    ]
    assert [answer.status_code for answer in answers] == [302, 200]
    assert Renewal.objects.count() == 42


@pytest.mark.slow
@pytest.mark.parametrize("action", ["exempt", "pause", "revoke", "remove", "renew"])
def test_a_change_by_a_colleague_in_between_is_shown_before_anything_is_done(coordinator, action):
    """Of every action: the outcome is judged again under the locks."""
    given = {
        "exempt": {"until": "2026-12-31", "reason": "Ill"},
        "pause": {"reason": "On leave"},
        "revoke": {"reason": "Complaint"},
        "remove": {},
        "renew": {"renewal_date": "2026-03-26", "new_expiry_date": ""},
    }[action]
    address = choose(coordinator, action, "mntr_02BY7M3RL", "mntr_01HX4V2K8P")
    shown = coordinator.post(address, {**given, "preview": ""}).context["shown"]
    record = Certification.objects.governing().get(mentor_id="mntr_02BY7M3RL")
    by = {"today": date(2026, 3, 26), "by": "a colleague"}
    if action == "pause":
        services.pause_mentor(mentor_id="mntr_02BY7M3RL", reason="Ill", by="a colleague")
    elif action == "revoke":
        services.update_certification(certification=record, changes={}, status="revoked", **by)
    elif action in ("exempt", "renew"):
        later = {"expires_at": datetime(2027, 3, 1, tzinfo=UTC)}
        services.update_certification(certification=record, changes=later, **by)
    else:
        services.remove_certification(certification=record, **by)
    before = everything()
    answer = coordinator.post(address, {**given, "shown": shown, "confirm": ""})
    assert answer.status_code == 200
    assert "not what was shown any more" in answer.content.decode()
    assert everything() == before


def test_one_date_for_all_and_the_refused_listed_with_their_reason(coordinator):
    address = choose(coordinator, "renew", "mntr_01HX4V2K8P", "mntr_02BY7M3RL")
    fields = {"renewal_date": "2026-03-26", "new_expiry_date": "2027-01-01", "notes": ""}
    shown, done = confirm(coordinator, address, **fields)
    renewed, refused = outcome_of(shown)
    assert list(renewed) == ["mntr_02BY7M3RL"]
    assert "never shortens" in refused["mntr_01HX4V2K8P"]
    assert "never shortens" in done.content.decode()
    assert Renewal.objects.count() == 42


def test_a_type_without_validity_asks_for_a_date(coordinator):
    Certification.objects.get(mentor_id="mentor-042").certification_type.__class__.objects.update(
        validity_months=None
    )
    _, refused = outcome_of(coordinator.get(choose(coordinator, "renew", "mentor-042")))
    assert "give a date" in refused["mentor-042"]


def test_an_exemption_lifts_the_jobs_pause_and_needs_a_reason(coordinator):
    address = choose(coordinator, "exempt", "mntr_02BY7M3RL")
    without = coordinator.post(address, {"until": "2026-06-01", "reason": "", "preview": ""})
    assert without.context["form"].errors == {"reason": ["This field is required."]}
    confirm(coordinator, address, until="2026-06-01", reason="On leave")
    mentor = Mentor.objects.get(pk="mntr_02BY7M3RL")
    assert (str(mentor.exempt_until), mentor.exempt_reason) == ("2026-06-01", "On leave")
    assert not AutoPause.objects.open().filter(mentor=mentor).exists()


def test_pausing_by_hand_and_ending_it(coordinator):
    confirm(coordinator, choose(coordinator, "pause", "mentor-042"), reason="Complaint")
    assert Mentor.objects.get(pk="mentor-042").paused_by == "kim"
    shown, _ = confirm(coordinator, choose(coordinator, "pause", "mentor-042"), reason="Again")
    assert "already paused" in outcome_of(shown)[1]["mentor-042"]
    confirm(coordinator, choose(coordinator, "resume", "mentor-042"), reason="Cleared")
    assert Mentor.objects.get(pk="mentor-042").paused_at is None


def test_revoking_and_removing(coordinator):
    confirm(coordinator, choose(coordinator, "revoke", "mentor-042"), reason="Left")
    record = Certification.objects.get(mentor_id="mentor-042")
    assert (record.revoked_at is not None, record.revocation_reason) == (True, "Left")
    confirm(coordinator, choose(coordinator, "remove", "mentor-042"))
    assert Certification.objects.get(mentor_id="mentor-042").deleted_at is not None


def test_one_mentor_can_be_chosen_from_their_page(coordinator):
    address = reverse("bulk-action", args=["renew"]) + "?mentor=mentor-042"
    shown = coordinator.get(address)
    assert list(outcome_of(shown)[0]) == ["mentor-042"]
    _, done = confirm(coordinator, address, renewal_date="2026-03-26")
    assert done.redirect_chain[-1][0] == reverse("mentor-page", args=["mentor-042"])


def test_more_than_five_hundred_are_refused_in_words(coordinator, monkeypatch):
    monkeypatch.setattr("statuses.admin.MAX_SELECTED", 2)
    rows = CertificationStatus.objects.active()[:3]
    answer = coordinator.post(
        page(CertificationStatus),
        {"action": "renew", "_selected_action": [row.pk for row in rows]},
        follow=True,
    )
    assert "Choose 2 mentors at most" in answer.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["renew", "exempt", "pause", "resume", "revoke", "remove"])
def test_who_may_only_look_has_no_action_and_is_refused(name, viewer):
    assert viewer.get(page(CertificationStatus)).context["action_form"] is None
    address = reverse("bulk-action", args=[name]) + "?mentor=mentor-042"
    assert viewer.get(address).status_code == 403
    assert viewer.post(address, {"confirm": ""}).status_code == 403


def test_an_unknown_action_or_selection_is_not_found(coordinator):
    assert coordinator.get(reverse("bulk-action", args=["explode"])).status_code == 404
    assert coordinator.get(reverse("bulk-action", args=["renew"])).status_code == 404
    strange = reverse("bulk-action", args=["renew"]) + "?selection=nope"
    assert coordinator.get(strange).status_code == 404
