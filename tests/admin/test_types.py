"""Types of certification: what new rules would do is shown before they are saved."""

import csv

import pytest
from django.urls import reverse

from certifications.models import AutoPause, CertificationType, Mentor
from mentorcerts.lib.admin.stale_forms import SHOWN_RECORD, as_shown
from mentorcerts.models import AuditEvent
from tests.support.pages import hidden_fields, page

pytestmark = pytest.mark.usefixtures("demo_programme")

BASIC = {
    "name": "Peer mentor, basic",
    "validity_months": "36",
    "grace_days": "0",
    "requirement": "mentoring",
}
ADDRESS = page(CertificationType, "change", "peer_mentor_basic")


def basic() -> CertificationType:
    return CertificationType.objects.get(pk="peer_mentor_basic")


def sending(**changes: str) -> dict[str, str]:
    """The type's form as the page shows it now, with these fields changed."""
    return {SHOWN_RECORD: as_shown(basic())} | BASIC | changes


def test_a_longer_grace_is_shown_first_and_lifts_what_it_covers_when_saved(coordinator):
    sent = sending(grace_days="30")
    shown = coordinator.post(ADDRESS, sent)
    impact = shown.context["impact"]
    assert impact.resumed_now == ["mntr_02BY7M3RL"]
    assert set(impact.paused_next_after) < set(impact.paused_next_before)
    assert basic().grace_days == 0
    assert AutoPause.objects.open().filter(mentor_id="mntr_02BY7M3RL").exists()

    coordinator.post(ADDRESS, hidden_fields(shown))
    assert basic().grace_days == 30
    assert not AutoPause.objects.open().filter(mentor_id="mntr_02BY7M3RL").exists()


def test_another_validity_is_said_to_change_no_date_on_record(coordinator):
    shown = coordinator.post(ADDRESS, sending(validity_months="24"))
    assert "no date on record changes" in shown.content.decode()
    assert basic().validity_months == 36


def test_another_name_alone_is_saved_at_once(coordinator):
    answer = coordinator.post(ADDRESS, sending(name="Basic"))
    assert answer.status_code == 302
    assert basic().name == "Basic"


def test_impossible_rules_are_errors_on_their_fields(coordinator):
    answer = coordinator.post(ADDRESS, sending(grace_days="-1"))
    assert list(answer.context["adminform"].form.errors) == ["grace_days"]
    answer = coordinator.post(ADDRESS, sending(validity_months="0"))
    assert list(answer.context["adminform"].form.errors) == ["validity_months"]


def test_who_may_only_look_is_refused(viewer):
    assert viewer.post(ADDRESS, BASIC | {"grace_days": "30"}).status_code == 403


def test_whom_new_rules_concern_is_named_with_links(coordinator):
    shown = coordinator.post(ADDRESS, sending(grace_days="30"))
    page_text = shown.content.decode()
    impact = shown.context["impact"]
    assert impact.spared
    for mentor_id in [*impact.spared, *impact.resumed_now]:
        link = reverse("mentor-page", args=[mentor_id])
        assert f'href="{link}">{Mentor.objects.get(pk=mentor_id)}</a>' in page_text
    assert f"Not paused by the next run any more: {len(impact.spared)}" in page_text


def test_of_many_the_first_are_named_and_all_are_in_the_file(coordinator, monkeypatch):
    monkeypatch.setattr("certifications.admin.types.NAMED", 1)
    shown = coordinator.post(ADDRESS, sending(grace_days="30"))
    impact = shown.context["impact"]
    assert len(impact.spared) == 2
    named = {each.what: each for each in shown.context["named"]}
    spared = named["Not paused by the next run any more"]
    assert (len(spared.mentors), spared.more) == (1, len(impact.spared) - 1)
    assert f"and {spared.more} more" in shown.content.decode()

    file = coordinator.post(ADDRESS, hidden_fields(shown) | {"format": "csv"})
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(file.getvalue().decode("utf-8-sig").splitlines())
    assert head == ["Mentor id", "Name", "E-mail", "What the new rules do"]
    by_kind = {what: [row[0] for row in rows if row[3] == what] for what in named}
    assert by_kind["Not paused by the next run any more"] == impact.spared
    assert by_kind["Resumed at once"] == impact.resumed_now
    assert basic().grace_days == 0, "looking saves nothing"
    assert AuditEvent.objects.filter(what="export", rows=len(rows)).exists()
