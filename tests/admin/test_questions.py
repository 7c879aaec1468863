"""What a form asks before it saves: about a revocation, a year, a type. Saving again answers."""

from datetime import date

import pytest
from django.urls import reverse

from certifications import services
from certifications.models import Certification, CertificationType
from renewals.models import Renewal
from statuses.models import CertificationStatus
from tests.support.actions import confirm, outcome_of
from tests.support.dates import TODAY, at
from tests.support.pages import filled_in, hidden_fields, page
from tests.support.spreadsheets import CERTIFICATION_COLUMNS, csv_file, imported, preview

pytestmark = pytest.mark.usefixtures("demo_programme")

WHO = "mentor-042"
STANDARD, ADVANCED, BASIC = "peer_mentor_standard", "peer_mentor_advanced", "peer_mentor_basic"


@pytest.fixture
def revoked(on) -> Certification:
    on(TODAY)
    certification = Certification.objects.get(mentor_id=WHO)
    return services.update_certification(
        certification=certification,
        changes={},
        status="revoked",
        reason="Misconduct",
        today=TODAY,
        by="lee",
    )


def errors(answer) -> str:
    return str(answer.context["adminform"].form.errors.get("__all__", ""))


def saved_again(client, address: str, sent: dict[str, str]):
    """Save, read the questions, save once more: both answers."""
    first = client.post(address, sent)
    again = sent | {"asked": hidden_fields(first)["asked"]}
    return first, client.post(address, again)


def new_certification(**changes: str) -> dict[str, str]:
    return {
        "mentor": WHO,
        "certification_type": STANDARD,
        "issued_on": "2025-01-01",
        "expires_on": "2028-01-01",
    } | changes


ADD = "/admin/certifications/certification/add/"


# --- a revocation that another certification would replace (case B3) ------------------------------
def test_recording_beside_a_revoked_one_asks_and_saving_again_answers(revoked, coordinator):
    first, second = saved_again(coordinator, ADD, new_certification())
    assert (
        f"Not saved yet. {revoked.certification_id} was revoked on 26 Mar 2026: Misconduct. "
        "Afterwards the mentor is active. If that is right, save once more." in errors(first)
    )
    assert second.status_code == 302
    assert CertificationStatus.objects.get(mentor_id=WHO).certification_type_id == STANDARD


def test_until_then_nothing_is_written(revoked, coordinator):
    coordinator.post(ADD, new_certification())
    assert Certification.objects.filter(mentor_id=WHO).count() == 1
    assert CertificationStatus.objects.get(mentor_id=WHO).is_paused


def test_the_answer_to_one_question_is_none_to_another(revoked, coordinator):
    first = coordinator.post(ADD, new_certification())
    asked = {"asked": hidden_fields(first)["asked"]}
    services.pause_mentor(mentor_id=WHO, reason="On leave", by="lee")
    second = coordinator.post(ADD, new_certification() | asked)
    assert "Afterwards the mentor is paused." in errors(second)
    assert Certification.objects.filter(mentor_id=WHO).count() == 1


def test_nothing_is_asked_where_nobody_was_revoked(coordinator):
    assert coordinator.post(ADD, new_certification()).status_code == 302


def test_an_import_says_it_of_the_row(revoked, coordinator):
    file = csv_file(CERTIFICATION_COLUMNS, [WHO, STANDARD, "2020-01-01", "2028-01-01"])
    [row] = preview(coordinator, Certification, file).context["result"].outcome.rows
    assert row.effect == (
        f"Valid. {revoked.certification_id} was revoked on 26 Mar 2026: Misconduct. "
        "Afterwards the mentor is active."
    )


def test_restoring_says_it(revoked, coordinator):
    other = services.record_certification(
        mentor_id=WHO,
        certification_type=STANDARD,
        issued_at=revoked.issued_at,
        expires_at=revoked.expires_at,
        today=TODAY,
    )
    services.remove_certification(certification=other, today=TODAY)
    address = reverse("admin:certifications_certification_restore_one", args=[other.pk])
    [(_, what)] = coordinator.get(address).context["outcome"].done
    assert "was revoked on 26 Mar 2026: Misconduct. Afterwards the mentor is active." in what


# --- a revocation that leaves the mentor active (case B2) -----------------------------------------
def test_revoking_in_the_form_asks_where_the_mentor_stays_active(on, coordinator):
    on(TODAY)
    other = services.record_certification(
        mentor_id=WHO,
        certification_type=STANDARD,
        issued_at=at("2025-01-01"),
        expires_at=at("2028-01-01"),
        today=TODAY,
    )
    record = Certification.objects.get(mentor_id=WHO, certification_type_id=ADVANCED)
    sent = filled_in(record, revoked="on", reason="Misconduct")
    first, second = saved_again(coordinator, page(Certification, "change", record.pk), sent)
    assert (
        f"{record.certification_id} would be revoked, and the mentor stays active on "
        f"{other.certification_id} ({STANDARD}, 1 Jan 2028)." in errors(first)
    )
    assert second.status_code == 302
    record.refresh_from_db()
    assert record.revoked_at is not None


def test_and_asks_nothing_where_that_pauses_them(coordinator):
    record = Certification.objects.get(mentor_id=WHO)
    sent = filled_in(record, revoked="on", reason="Misconduct")
    assert coordinator.post(page(Certification, "change", record.pk), sent).status_code == 302


def test_the_action_says_it_before_and_after(coordinator):
    services.record_certification(
        mentor_id=WHO,
        certification_type=STANDARD,
        issued_at=at("2025-01-01"),
        expires_at=at("2028-01-01"),
        today=TODAY,
    )
    address = f"{reverse('bulk-action', args=['revoke'])}?mentor={WHO}"
    preview, done = confirm(coordinator, address, reason="Misconduct")
    assert "; the mentor stays active" in outcome_of(preview)[0][WHO]
    assert "; the mentor stays active" in str(*done.context["messages"])
    assert "was revoked on" in coordinator.get(reverse("mentor-page", args=[WHO])).content.decode()


def test_unless_they_are_paused_by_hand_as_well(coordinator):
    address = f"{reverse('bulk-action', args=['revoke'])}?mentor={WHO}"
    preview, _ = confirm(coordinator, address, reason="Misconduct", and_pause="on")
    assert "paused by hand until a coordinator ends it" in outcome_of(preview)[0][WHO]
    assert CertificationStatus.objects.get(mentor_id=WHO).pause_reasons[-1].endswith("Misconduct")


# --- a year that looks mistyped (case B5) ---------------------------------------------------------
def test_a_far_year_is_asked_about(coordinator):
    first, second = saved_again(coordinator, ADD, new_certification(expires_on="2206-12-01"))
    assert "1 Dec 2206 is more than 20 years ahead: is the year right?" in errors(first)
    assert second.status_code == 302


@pytest.mark.parametrize("expires_on", ["9999-12-31", "2046-03-26", "2028-01-01"])
def test_never_and_twenty_years_are_not(expires_on, coordinator):
    assert coordinator.post(ADD, new_certification(expires_on=expires_on)).status_code == 302


def test_a_change_asks_only_about_a_date_that_it_changes(coordinator):
    record = Certification.objects.get(mentor_id=WHO)
    address = page(Certification, "change", record.pk)
    first, second = saved_again(coordinator, address, filled_in(record, expires_on="2206-12-01"))
    assert "is the year right?" in errors(first)
    assert second.status_code == 302
    record.refresh_from_db()
    other = filled_in(record, issued_on="2023-09-02")
    assert coordinator.post(address, other).status_code == 302


def test_a_renewal_asks_too(coordinator):
    record = Certification.objects.get(mentor_id=WHO)
    sent = {
        "certification": str(record.pk),
        "renewed_on": "2026-03-01",
        "expires_on": "2206-12-01",
        "processed_by": "",
        "notes": "",
    }
    first, second = saved_again(coordinator, page(Renewal, "add"), sent)
    assert "is the year right?" in errors(first)
    assert second.status_code == 302


def test_the_preview_of_a_renewal_asks(coordinator):
    address = f"{reverse('bulk-action', args=['renew'])}?mentor={WHO}"
    sent = {"renewal_date": "2026-03-26", "new_expiry_date": "2206-12-01", "preview": ""}
    done, _ = outcome_of(coordinator.post(address, sent))
    question = "1 Dec 2206 is more than 20 years ahead: is the year right?"
    assert done[WHO].startswith(f"Expiry 31 Mar 2026 → 1 Dec 2206 ({question})")


def test_an_import_names_the_rows(coordinator):
    rows = [
        ["m-1", BASIC, "2026-01-01", "2206-12-01"],
        ["m-2", BASIC, "2026-01-01", "9999-12-31"],
        ["m-3", BASIC, "2026-01-01", "2300-01-01"],
    ]
    shown = preview(coordinator, Certification, csv_file(CERTIFICATION_COLUMNS, *rows))
    question = "2 expiry dates more than 20 years ahead: is the year right? Rows 2, 4."
    assert shown.context["result"].outcome.questions == [question]
    assert question in shown.content.decode()


# --- a type that would be made (case D1) ----------------------------------------------------------
def test_an_import_understands_a_displayed_name(coordinator):
    imported(
        coordinator,
        Certification,
        csv_file(
            CERTIFICATION_COLUMNS,
            ["m-1", "Peer mentor, basic", "2026-01-01", None],
            ["m-2", "PEER_MENTOR_BASIC", "2026-01-01", None],
        ),
    )
    made = Certification.objects.filter(mentor_id__in=["m-1", "m-2"])
    assert [each.certification_type_id for each in made] == [BASIC, BASIC]


def test_an_import_asks_about_a_new_type(coordinator):
    file = csv_file(CERTIFICATION_COLUMNS, ["m-1", "peer_mentor_bsic", "2026-01-01", "2028-01-01"])
    shown = preview(coordinator, Certification, file)
    assert shown.context["result"].outcome.questions == [
        "1 new type would be made: peer_mentor_bsic. Did you mean peer_mentor_basic?"
    ]


def test_of_one_like_none_it_tells_the_known_ones(coordinator):
    file = csv_file(CERTIFICATION_COLUMNS, ["m-1", "swimming", "2026-01-01", "2028-01-01"])
    [question] = preview(coordinator, Certification, file).context["result"].outcome.questions
    assert "Known are: background_check (Background check), peer_mentor_advanced" in question


def new_type(code: str) -> dict[str, str]:
    return {
        "code": code,
        "name": "",
        "validity_months": "12",
        "grace_days": "0",
        "requirement": "mentoring",
        "new_requirement": "",
    }


def test_the_form_of_a_new_type_asks(coordinator):
    first, second = saved_again(
        coordinator, page(CertificationType, "add"), new_type("peer_mentor_bsic")
    )
    assert "Did you mean peer_mentor_basic?" in errors(first)
    assert second.status_code == 302


def test_and_refuses_a_twin(coordinator):
    answer = coordinator.post(page(CertificationType, "add"), new_type("Peer_Mentor_Basic"))
    assert "Did you mean peer_mentor_basic?" in str(answer.context["adminform"].form.errors["code"])


def test_the_api_refuses_a_twin_with_the_code_that_was_meant(api):
    sent = {
        "mentor_id": "m-1",
        "certification_type": "Peer_Mentor_Basic",
        "issued_at": "2026-01-01",
        "expires_at": "2028-01-01",
    }
    answer = api.post("/api/v1/certifications", sent)
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"] == {
        "certification_type": [
            "There is no type Peer_Mentor_Basic. Did you mean peer_mentor_basic?"
        ]
    }
    assert (
        api.post("/api/v1/certifications", sent | {"certification_type": "new"}).status_code == 201
    )


# --- types that are retired or removed ------------------------------------------------------------
def offered(client) -> list[str]:
    answer = client.get(
        "/admin/autocomplete/",
        {
            "app_label": "certifications",
            "model_name": "certification",
            "field_name": "certification_type",
        },
    )
    return [each["id"] for each in answer.json()["results"]]


def test_a_retired_type_is_not_offered(coordinator):
    assert BASIC in offered(coordinator)
    services.save_certification_type(code=BASIC, retired=True, today=TODAY)
    assert BASIC not in offered(coordinator)


def test_it_is_retired_on_its_form(coordinator):
    record = CertificationType.objects.get(pk=BASIC)
    address = page(CertificationType, "change", BASIC)
    shown = hidden_fields(coordinator.get(address))
    sent = {
        "name": record.name,
        "validity_months": "36",
        "grace_days": "0",
        "requirement": "mentoring",
        "new_requirement": "",
        "retired": "on",
    }
    assert coordinator.post(address, shown | sent).status_code == 302
    assert CertificationType.objects.get(pk=BASIC).is_retired


def test_only_an_unused_type_can_be_removed(coordinator):
    used = page(CertificationType, "delete", BASIC)
    assert coordinator.post(used, {"post": "yes"}).status_code == 403
    CertificationType.objects.create(code="unused")
    unused = page(CertificationType, "delete", "unused")
    assert coordinator.post(unused, {"post": "yes"}).status_code == 302
    assert not CertificationType.objects.filter(code="unused").exists()
    assert CertificationType.objects.filter(code=BASIC).exists()


# --- never ----------------------------------------------------------------------------------------
def test_what_never_expires_is_shown_so(coordinator, api):
    record = Certification.objects.get(mentor_id=WHO)
    services.update_certification(
        certification=record,
        changes={"expires_at": record.expires_at.replace(year=9999, month=12, day=31)},
        today=date(2026, 3, 26),
    )
    for address in (
        page(CertificationStatus) + f"?q={WHO}",
        page(Certification) + f"?q={WHO}",
        reverse("mentor-page", args=[WHO]),
    ):
        text = coordinator.get(address).content.decode()
        assert "never" in text, address
        assert "9999" not in text, address
