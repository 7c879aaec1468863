"""The ten commonest tasks of a coordinator, counted in clicks from the home page: five at most."""

from collections.abc import Callable

import pytest

from certifications.models import AutoPause, Certification, Mentor
from renewals.models import Renewal
from tests.support.visitors import Counted

MOST = 5


def who_expires_this_week(person: Counted) -> bool:
    person.card("expiring=7")
    return person.page.locator("#result_list tbody tr").count() == 7


def renew_all_of_this_week(person: Counted) -> bool:
    person.card("expiring=7").click(person.page.locator("#action-toggle"))
    person.button("Renew…").button("confirm for 7 mentors")
    return Renewal.objects.filter(processed_by="kim").count() == 7


def why_is_this_mentor_paused(person: Counted) -> bool:
    person.link("Where mentors stand").search("mntr_02BY7M3RL").link("mntr_02BY7M3RL")
    return bool(person.page.get_by_text("Why is this mentor paused?").is_visible())


def renew_one_mentor(person: Counted) -> bool:
    person.link("Where mentors stand").search("mntr_02BY7M3RL").link("mntr_02BY7M3RL")
    person.link("Renew…").button("confirm for 1 mentor")
    return not AutoPause.objects.open().filter(mentor_id="mntr_02BY7M3RL").exists()


def exempt_one_mentor(person: Counted) -> bool:
    person.link("Where mentors stand").search("mentor-001")
    person.click(person.page.locator("input.action-select").first).button("Exempt until…")
    person.page.get_by_label("Exempt until").fill("2026-06-01")
    person.page.get_by_label("Reason").fill("On leave")
    person.button("Show what will happen").button("confirm for 1 mentor")
    return Mentor.objects.get(pk="mentor-001").exempt_reason == "On leave"


def who_would_be_paused_tonight(person: Counted) -> bool:
    person.link("Due in the next run")
    return bool(person.page.get_by_role("heading", name="Would be paused").is_visible())


def run_the_job_now(person: Counted) -> bool:
    person.link("Due in the next run").link("Now: 26 Mar 2026").button("Run now")
    return AutoPause.objects.open().count() == 4


def undo_the_last_run(person: Counted) -> bool:
    person.link("Due in the next run").link("Now: 26 Mar 2026").button("Run now")
    person.link("Undo this run")
    person.page.get_by_label("Exempt until").fill("2026-06-01")
    person.page.get_by_label("Reason").fill("Wrong list")
    person.button("Undo 3 pauses")
    return AutoPause.objects.open().count() == 1


def pause_a_mentor_by_hand(person: Counted) -> bool:
    person.link("Where mentors stand").search("mentor-042")
    person.click(person.page.locator("input.action-select").first).button("Pause by hand…")
    person.page.get_by_label("Reason").fill("Complaint")
    person.button("Show what will happen").button("confirm for 1 mentor")
    return Mentor.objects.get(pk="mentor-042").paused_by == "kim"


def correct_an_expiry_date(person: Counted) -> bool:
    person.link("Certifications").search("cert_04QR8TZ2").link("cert_04QR8TZ2")
    person.page.get_by_label("Expiry date").fill("2027-07-01")
    person.page.keyboard.press("Escape")
    person.button("^Save$")
    record = Certification.objects.get(certification_id="cert_04QR8TZ2")
    return f"{record.expires_at:%Y-%m-%d}" == "2027-07-01"


TASKS: dict[Callable[[Counted], bool], int] = {
    who_expires_this_week: 1,
    renew_all_of_this_week: 4,
    why_is_this_mentor_paused: 2,
    renew_one_mentor: 4,
    exempt_one_mentor: 5,
    who_would_be_paused_tonight: 1,
    run_the_job_now: 3,
    undo_the_last_run: 5,
    pause_a_mentor_by_hand: 5,
    correct_an_expiry_date: 3,
}


@pytest.mark.parametrize(
    ("task", "clicks"), TASKS.items(), ids=lambda value: getattr(value, "__name__", "")
)
def test_a_task_takes_as_many_clicks_as_we_say(task, clicks, visit):
    person = Counted(visit("Coordinators"))
    assert task(person)
    assert person.clicks == clicks
    assert clicks <= MOST
