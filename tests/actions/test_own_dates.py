"""Renewing many to different days: by a file, or by what is typed beside each."""

from typing import Any

import pytest

from certifications.models import Certification, Mentor
from renewals.models import Renewal
from tests.support.actions import choose, outcome_of
from tests.support.pages import hidden_fields
from tests.support.spreadsheets import csv_file, xlsx_file

pytestmark = pytest.mark.usefixtures("demo_programme")

EARLY, LAPSED, OTHER = "mntr_01HX4V2K8P", "mntr_02BY7M3RL", "mentor-042"
SENT = {"renewal_date": "2026-03-26", "new_expiry_date": "", "notes": ""}


@pytest.fixture
def address(coordinator: Any) -> str:
    return choose(coordinator, "renew", EARLY, LAPSED, OTHER)


def test_a_file_of_ids_and_dates_is_shown_then_done(coordinator, address):
    file = csv_file(["mentor_id", "new_expiry_date"], [LAPSED, "2027-05-31"], [EARLY, "1.6.2028"])
    shown = coordinator.post(address, {**SENT, "dates_file": file, "preview": ""})
    done, refused = outcome_of(shown)
    assert "→ 31 May 2027" in done[LAPSED]
    assert "→ 1 Jun 2028" in done[EARLY]
    assert (OTHER in done, refused) == (True, {})
    assert Renewal.objects.count() == 41
    assert coordinator.post(address, _confirmed(shown)).status_code == 302
    assert _ends(EARLY, LAPSED) == {EARLY: "2028-06-01", LAPSED: "2027-05-31"}


def test_the_whole_list_as_it_was_exported_will_do_with_dates_in_a_new_column(coordinator, address):
    rows = [["Mentor id", "Name", "Expires", "New expiry date"], [EARLY, "Any", "2027-06-15", ""]]
    file = xlsx_file(*rows, [LAPSED, "Any", "2026-03-01", "2027-05-31"])
    done, _ = outcome_of(coordinator.post(address, {**SENT, "dates_file": file, "preview": ""}))
    assert "→ 31 May 2027" in done[LAPSED]
    assert "→ 15 Jun 2030" in done[EARLY]  # an empty one takes what is proposed


def test_an_e_mail_address_names_a_mentor_too(coordinator, address):
    Mentor.objects.filter(pk=LAPSED).update(email="")
    mentor = Mentor.objects.exclude(email="").get(pk=EARLY)
    file = csv_file(["E-mail", "New expiry date"], [mentor.email.upper(), "2028-01-01"])
    done, _ = outcome_of(coordinator.post(address, {**SENT, "dates_file": file, "preview": ""}))
    assert "→ 1 Jan 2028" in done[EARLY]


def test_a_bad_file_is_refused_by_row_and_column(coordinator, address):
    file = csv_file(
        ["mentor_id", "new_expiry_date"],
        [EARLY, "soon"],
        ["mentor-001", "2028-01-01"],
        [LAPSED, "2028-01-01"],
        [LAPSED, "2029-01-01"],
    )
    shown = coordinator.post(address, {**SENT, "dates_file": file, "preview": ""})
    errors = shown.context["form"].errors["dates_file"]
    assert [error.split(":")[0] for error in errors] == [
        "Row 2, New expiry date",
        "Row 3, Mentor id",
        "Row 5, Mentor id",
    ]
    assert "not among the mentors who are chosen" in errors[1]
    assert "in row 4 already" in errors[2]
    assert shown.context["result"] is None


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (csv_file(["mentor_id", "expires"], [EARLY, "2028-01-01"]), "no column New expiry date"),
        (csv_file(["new_expiry_date"], ["2028-01-01"]), "no column Mentor id"),
        (csv_file(["mentor_id"], name="dates.pdf"), "ends in .csv or .xlsx"),
    ],
)
def test_a_file_that_is_none_of_ids_and_dates_is_refused(coordinator, address, file, told):
    file.seek(0)
    shown = coordinator.post(address, {**SENT, "dates_file": file, "preview": ""})
    assert told in " ".join(shown.context["form"].errors["dates_file"])


def test_a_date_typed_beside_a_mentor_counts_and_an_emptied_one_no_longer(coordinator, address):
    typed = {**SENT, f"day:{LAPSED}": "31 May 2027", f"day:{EARLY}": "", "preview": ""}
    shown = coordinator.post(address, typed)
    done, _ = outcome_of(shown)
    assert "→ 31 May 2027" in done[LAPSED]
    assert "→ 15 Jun 2030" in done[EARLY]
    emptied = {**hidden_fields(shown), **SENT, f"day:{LAPSED}": "", "preview": ""}
    done, _ = outcome_of(coordinator.post(address, emptied))
    assert "→ 26 Mar 2029" in done[LAPSED]


def test_what_was_typed_after_the_preview_is_shown_before_it_is_done(coordinator, address):
    shown = coordinator.get(address)
    answer = coordinator.post(address, {**_confirmed(shown), f"day:{LAPSED}": "2027-05-31"})
    assert "not what was shown any more" in answer.content.decode()
    assert Renewal.objects.count() == 41
    assert coordinator.post(address, _confirmed(answer)).status_code == 302
    assert _ends(LAPSED) == {LAPSED: "2027-05-31"}


def test_a_date_that_can_not_be_read_is_named_and_the_others_are_kept(coordinator, address):
    typed = {f"day:{LAPSED}": "31 Juni", f"day:{EARLY}": "2028-01-01"}
    shown = coordinator.post(address, {**SENT, **typed, "preview": ""})
    assert LAPSED in " ".join(shown.context["form"].non_field_errors())
    assert shown.context["result"] is None
    done, _ = outcome_of(coordinator.post(address, {**_confirmed(shown), **SENT}))
    assert "→ 1 Jan 2028" in done[EARLY]


def test_dates_that_were_tampered_with_are_refused(coordinator, address):
    shown = coordinator.post(address, {**SENT, "dates": "[1]", "preview": ""})
    assert "can't be read" in " ".join(shown.context["form"].non_field_errors())


def test_of_one_mentor_there_is_one_field_for_the_date(coordinator):
    shown = coordinator.get(choose(coordinator, "renew", LAPSED))
    assert "dates_file" not in shown.context["form"].fields
    assert "day:" not in shown.content.decode()


def _confirmed(shown: Any) -> dict[str, str]:
    """The confirmation of what is shown, with the fields of its page."""
    return {**SENT, **hidden_fields(shown), "confirm": ""}


def _ends(*mentor_ids: str) -> dict[str, str]:
    governing = Certification.objects.governing().filter(mentor_id__in=mentor_ids)
    return {each.mentor_id: f"{each.expires_at:%Y-%m-%d}" for each in governing}
