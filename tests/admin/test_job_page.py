"""Runs in the admin: preview, run, result, undo."""

import csv
import io

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import strip_tags

from certifications.models import AutoPause, Certification, ExpiryRun, Mentor
from tests.support.home import HOME, cards
from tests.support.pages import hidden_fields, page

pytestmark = pytest.mark.usefixtures("demo_programme")

PREVIEW = reverse("admin:certifications_expiryrun_preview_and_run")
NOW = f"{PREVIEW}?now=1"


def press(client, address: str, **fields: str):
    """Look at the page, and press its button."""
    return client.post(address, hidden_fields(client.get(address)) | fields, follow=True)


def test_the_preview_shows_exactly_whom_the_run_then_pauses(coordinator):
    before = set(Mentor.objects.filter(pauses__lifted_at=None, pauses__isnull=False))
    shown = coordinator.get(NOW)
    previewed = {strip_tags(row[0]) for row in shown.context["due"]["rows"]}
    coordinator.post(NOW, hidden_fields(shown))
    after = set(Mentor.objects.filter(pauses__lifted_at=None, pauses__isnull=False))
    assert {str(mentor) for mentor in after - before} == previewed
    assert len(previewed) == 3


def test_the_next_run_has_its_day_and_no_button(coordinator):
    """Case B6: who is valid through today is due tonight."""
    tonight, now = coordinator.get(PREVIEW), coordinator.get(NOW)
    assert str(tonight.context["as_of"]) == "2026-03-27"
    assert len(tonight.context["due"]["rows"]) == 5
    assert len(now.context["due"]["rows"]) == 3
    card = cards(coordinator.get(HOME))["Due in the next run"]
    assert (card.number, card.link) == (5, PREVIEW)
    assert "On 27 Mar 2026." in card.caption
    assert b"Run now" not in tonight.content
    assert b"Run now" in now.content
    assert b"Run now" not in coordinator.get(PREVIEW, {"as_of": "2026-03-26"}).content


def test_a_preview_of_a_day_ahead_writes_nothing_and_has_no_button(coordinator):
    shown = coordinator.get(PREVIEW, {"as_of": "2030-01-01"})
    assert len(shown.context["due"]["rows"]) > 3
    assert b"Run now" not in shown.content
    assert AutoPause.objects.count() == 6


def test_a_run_above_the_safety_limit_must_be_confirmed(coordinator, settings):
    settings.MENTORCERTS_BRAKE_MENTORS = settings.MENTORCERTS_BRAKE_PERCENT = 0
    assert b"Above the safety limit" in coordinator.get(NOW).content
    held = press(coordinator, NOW)
    assert "paused nobody" in held.content.decode()
    press(coordinator, NOW, confirm_mass_pause="yes")
    assert AutoPause.objects.count() == 9


def test_starting_a_run_is_a_permission_of_its_own(viewer):
    assert viewer.get(NOW).status_code == 403
    assert viewer.post(NOW).status_code == 403


def test_the_preview_tells_who_is_skipped_and_why(coordinator):
    shown = coordinator.get(NOW)
    assert [row[4] for row in shown.context["exempt"]["rows"]] == [
        "On parental leave; renews on return."
    ]
    assert [row[1] for row in shown.context["in_grace"]["rows"]] == ["Mentor trainer"]


def test_a_bad_date_is_said_and_the_next_run_shown(coordinator):
    shown = coordinator.get(PREVIEW, {"as_of": "2026-02-30"})
    assert "There is no such date or time: 2026-02-30." in shown.content.decode()
    assert str(shown.context["as_of"]) == "2026-03-27"


def test_the_preview_as_a_file_has_everybody_with_the_outcome(coordinator):
    Mentor.objects.filter(pk="mentor-001").update(name="=HYPERLINK(1)")
    answer = coordinator.get(PREVIEW, {"as_of": "2026-03-26", "format": "csv"})
    assert "expiry-preview-2026-03-26.csv" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    outcomes = [row["Outcome"] for row in rows]
    assert outcomes.count("would be paused") == 3
    assert outcomes[3:] == ["skipped: exempt", "skipped: within grace"]
    assert {row["Name"] for row in rows if row["Mentor id"] == "mentor-001"} == {"'=HYPERLINK(1)"}


def test_long_previews_are_shown_page_by_page(coordinator, monkeypatch):
    monkeypatch.setattr("certifications.admin.preview_page.ROWS_PER_PAGE", 2)
    first = coordinator.get(NOW)
    second = coordinator.get(PREVIEW, {"now": "1", "page": "2"})
    assert [len(answer.context["due"]["rows"]) for answer in (first, second)] == [2, 1]


def test_who_dropped_out_since_the_preview_is_left_alone_and_named(coordinator, api):
    shown = hidden_fields(coordinator.get(NOW))
    api.put("/api/v1/certification-statuses/mentor-001", {"expiry_date": "2027-01-01"})
    result = coordinator.post(NOW, shown, follow=True)
    assert [strip_tags(message) for message in result.context["messages"]] == [
        f"Left alone, because they are not due any more: {Mentor.objects.get(pk='mentor-001')}."
    ]
    assert AutoPause.objects.count() == 6 + 2


def test_somebody_new_is_shown_before_anybody_is_paused(coordinator, api):
    shown = hidden_fields(coordinator.get(NOW))
    api.put("/api/v1/certification-statuses/mentor-042", {"expiry_date": "2026-03-20"})
    result = coordinator.post(NOW, shown, follow=True)
    (message,) = result.context["messages"]
    assert str(Mentor.objects.get(pk="mentor-042")) in str(message)
    assert AutoPause.objects.count() == 6
    assert len(result.context["due"]["rows"]) == 4
    press(coordinator, NOW)
    assert AutoPause.objects.count() == 6 + 4


def test_a_preview_of_yesterday_starts_no_run(coordinator, on):
    shown = hidden_fields(coordinator.get(NOW))
    on("2026-03-27")
    coordinator.force_login(User.objects.get(username="kim"))
    result = coordinator.post(NOW, shown, follow=True)
    assert AutoPause.objects.count() == 6
    assert "Nothing was done" in result.content.decode()


def test_the_result_lists_the_failures(coordinator):
    run = ExpiryRun.objects.first()
    failure = {"certification_id": "cert_X", "mentor_id": "mentor-x", "error": "Broken row"}
    ExpiryRun.objects.filter(pk=run.pk).update(failures=[failure])
    assert "Broken row" in coordinator.get(page(ExpiryRun, "change", run.pk)).content.decode()


def test_a_run_that_is_going_on_shows_its_progress_and_refreshes(coordinator):
    run = ExpiryRun.objects.first()
    ExpiryRun.objects.filter(pk=run.pk).update(
        state="running", completed_at=None, expired_found=200, auto_paused=50
    )
    answer = coordinator.get(page(ExpiryRun, "change", run.pk))
    assert answer["Refresh"] == "2"
    assert "50 of 200 paused" in answer.content.decode()
    assert answer.context["progress"] == 25
    ExpiryRun.objects.filter(pk=run.pk).update(expired_found=0, auto_paused=0)
    assert coordinator.get(page(ExpiryRun, "change", run.pk)).context["progress"] == 0


@pytest.fixture
def run(coordinator) -> ExpiryRun:
    press(coordinator, NOW)
    return ExpiryRun.objects.get(trigger="admin")


UNDO = {"exempt_until": "2026-04-30", "reason": "Wrong list"}


def test_undoing_a_run_lists_the_conflicts_and_resumes_the_rest(coordinator, run, api):
    api.put("/api/v1/certification-statuses/mentor-001", {"expiry_date": "2027-01-01"})
    address = reverse("admin:certifications_expiryrun_undo", args=[run.pk])
    shown = coordinator.get(address)
    assert [pause.mentor_id for pause, _ in shown.context["conflicts"]] == ["mentor-001"]
    assert AutoPause.objects.open().count() == 3
    answer = coordinator.post(address, hidden_fields(shown) | UNDO, follow=True)
    assert "2 pauses of" in answer.content.decode()
    left = f"The pause of {Mentor.objects.get(pk='mentor-001')} stays as it is: "
    [message] = answer.context["messages"]
    assert left in strip_tags(message)
    assert AutoPause.objects.open().count() == 1
    run.refresh_from_db()
    assert (run.undone_by, run.undo_reason) == ("kim", "Wrong list")


def test_undoing_one_pause(coordinator, run):
    pause = run.pauses.first()
    address = reverse("admin:certifications_autopause_undo", args=[pause.pk])
    assert coordinator.get(address).status_code == 200
    coordinator.post(address, UNDO)
    pause.refresh_from_db()
    assert pause.lifted_by == "kim"
    assert AutoPause.objects.open().count() == 3


def test_undo_asks_for_date_and_reason(coordinator, run):
    address = reverse("admin:certifications_expiryrun_undo", args=[run.pk])
    answer = coordinator.post(address, {"exempt_until": "2020-01-01", "reason": "x"})
    assert list(answer.context["form"].errors) == ["exempt_until"]
    answer = coordinator.post(address, {"exempt_until": "", "reason": ""})
    assert list(answer.context["form"].errors) == ["exempt_until", "reason"]
    assert AutoPause.objects.open().count() == 4


def test_a_services_refusal_that_names_no_field_is_an_error_of_the_form(
    coordinator, run, monkeypatch
):
    def refuse(**_: object) -> None:
        raise ValidationError("The register is closed.")

    monkeypatch.setattr("certifications.admin.runs.undo_run", refuse)
    address = reverse("admin:certifications_expiryrun_undo", args=[run.pk])
    answer = coordinator.post(address, UNDO)
    assert answer.context["form"].non_field_errors() == ["The register is closed."]


def test_undoing_twice_says_that_nothing_is_left(coordinator, run):
    address = reverse("admin:certifications_expiryrun_undo", args=[run.pk])
    press(coordinator, address, **UNDO)
    assert "no pause that can be undone" in press(coordinator, address, **UNDO).content.decode()


def test_a_pause_that_was_not_shown_is_not_undone(coordinator, run):
    address = reverse("admin:certifications_expiryrun_undo", args=[run.pk])
    pause = run.pauses.order_by("pk")[0]
    run.pauses.filter(pk=pause.pk).update(lifted_at=pause.applied_at, lift_reason="Renewed")
    shown = hidden_fields(coordinator.get(address))
    run.pauses.filter(pk=pause.pk).update(lifted_at=None, lift_reason="")
    answer = coordinator.post(address, shown | UNDO)
    assert f"1 more would be undone now than were shown ({pause.mentor})" in str(
        answer.context["form"].non_field_errors()
    )
    assert AutoPause.objects.open().count() == 4


def test_undo_is_a_permission_of_its_own(viewer, run):
    pause = run.pauses.first()
    for address in (
        reverse("admin:certifications_expiryrun_undo", args=[run.pk]),
        reverse("admin:certifications_autopause_undo", args=[pause.pk]),
    ):
        assert viewer.get(address).status_code == 403
        assert viewer.post(address, UNDO).status_code == 403
    assert b"Undo this run" not in viewer.get(page(ExpiryRun, "change", run.pk)).content


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_the_run_goes_on_in_a_thread_of_its_own(coordinator, monkeypatch):
    monkeypatch.setattr("certifications.admin.background_run.WAIT_SECONDS", 30.0)
    press(coordinator, NOW)
    run = ExpiryRun.objects.get(trigger="admin")
    assert (run.state, run.auto_paused) == ("done", 3)
    assert Certification.objects.filter(auto_pause_applied=True).count() == 4
