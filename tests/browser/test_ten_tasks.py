"""The ten commonest tasks of a coordinator, counted in clicks from the home page: five at most.

What each takes stands in docs/coordinators.md. ``test_more_tasks`` has the tasks that came later.
"""

from collections.abc import Callable

import pytest

from certifications.models import AutoPause, Certification, Mentor
from renewals.models import Renewal
from tests.support.tasks import promised
from tests.support.visitors import Counted


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


def undo_a_run(person: Counted) -> bool:
    person.link("Runs").link("job_02MAR2026_01").link("Undo this run")
    person.page.get_by_label("Exempt until").fill("2026-06-01")
    person.page.get_by_label("Reason").fill("Wrong list")
    person.button("Undo 1 pause")
    return not AutoPause.objects.open().exists()


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


TASKS: dict[Callable[[Counted], bool], str] = {
    who_expires_this_week: "Who expires this week?",
    renew_all_of_this_week: "Renew all of them",
    why_is_this_mentor_paused: "Why is this mentor paused?",
    renew_one_mentor: "Renew one mentor",
    exempt_one_mentor: "Exempt one mentor",
    who_would_be_paused_tonight: "Who would be paused?",
    run_the_job_now: "Start a run now",
    undo_a_run: "Undo a run",
    pause_a_mentor_by_hand: "Pause a mentor by hand",
    correct_an_expiry_date: "Correct an expiry date",
}


@pytest.mark.parametrize(
    ("task", "named"), TASKS.items(), ids=lambda value: getattr(value, "__name__", "")
)
def test_a_task_takes_as_many_clicks_as_we_say(task, named, visit):
    person = Counted(visit("Coordinators"))
    assert task(person)
    assert person.clicks == promised(named)
