"""What was exported is changed and imported: unchanged, changed cell by cell, new, or refused."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certifications import services
from certifications.models import AutoPause, Certification, CertificationType, Mentor
from mentorcerts.lib.sheets.tables import ImportTable
from renewals.models import Renewal
from renewals.services import renew_certification
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
    MentorFactory,
)
from tests.support.pages import page
from tests.support.records import everything
from tests.support.spreadsheets import (
    BASIC,
    CERTIFICATION_COLUMNS,
    IMPORTED,
    confirm,
    csv_file,
    exported,
    imported,
    preview,
    problems,
    xlsx_file,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("demo_programme")]


def file_of(rows, kind="csv"):
    make = csv_file if kind == "csv" else xlsx_file
    return make(list(rows[0]), *(list(row.values()) for row in rows))


def scoped_preview(client, model, file, scope):
    return client.post(page(model, "import"), {"import_file": file, "scope": scope})


def outcome(shown):
    return shown.context["result"].outcome


# --- an export comes back -------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("model", IMPORTED)
def test_what_was_exported_is_unchanged_and_writes_nothing(model, kind, coordinator):
    rows = exported(coordinator, model, kind)
    before = everything()
    shown = preview(coordinator, model, file_of(rows, kind))
    assert {row.kind for row in outcome(shown).rows} == {"unchanged"}
    assert outcome(shown).sentences == [
        f"{len(rows)} {model._meta.verbose_name}s left as they are."
    ]
    assert confirm(coordinator, model, shown).status_code == 302
    assert everything() == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_one_changed_date_of_an_export_is_shown_first_and_changes_one_record(kind, coordinator):
    rows = exported(coordinator, Certification, kind)
    rows[70]["Expires"] = "2030-01-31"
    public_id = rows[70]["Certification id"]
    was = Certification.objects.get(certification_id=public_id)
    shown = preview(coordinator, Certification, file_of(rows, kind))
    first = outcome(shown).rows[0]
    assert (first.number, first.kind) == (72, "changed")
    assert str(first.cells[3]) == f"{was.expires_at:%Y-%m-%d} → 2030-01-31"
    assert outcome(shown).sentences[:2] == [
        "1 certification changed.",
        f"{len(rows) - 1} certifications left as they are.",
    ]
    assert f"<del>{was.expires_at:%Y-%m-%d}</del>" in shown.content.decode()
    assert confirm(coordinator, Certification, shown).status_code == 302
    changed = Certification.objects.get(pk=was.pk)
    assert (changed.expires_at, changed.issued_at) == (at("2030-01-31"), was.issued_at)
    [line] = changed.history.filter(history_type="~", source="import")
    assert line.expires_at == at("2030-01-31")


def test_time_of_day_is_not_lost_by_a_file_that_has_none(coordinator):
    certification = CertificationFactory(
        issued_at=at("2024-06-15T09:30:00"), expires_at=at("2027-06-15T12:00:00")
    )
    columns = ["certification_id", "issued_at", "expires_at"]
    row = [certification.certification_id, "2024-06-15", "2027-06-15"]
    shown = preview(coordinator, Certification, csv_file(columns, row))
    assert [row.kind for row in outcome(shown).rows] == ["unchanged"]


def test_a_certification_is_known_by_mentor_type_and_issue_date(coordinator):
    certification = CertificationFactory(mentor__mentor_id="m-1", certification_type_id=BASIC)
    issued = f"{certification.issued_at:%Y-%m-%d}"
    rows = [CERTIFICATION_COLUMNS, ["m-1", BASIC, issued, "2031-05-01"]]
    shown = preview(coordinator, Certification, csv_file(*rows))
    assert [row.kind for row in outcome(shown).rows] == ["changed"]
    confirm(coordinator, Certification, shown)
    certification.refresh_from_db()
    assert certification.expires_at == at("2031-05-01")
    again = preview(coordinator, Certification, csv_file(*rows))
    assert [row.kind for row in outcome(again).rows] == ["unchanged"]


def test_with_its_id_nothing_else_is_needed_and_all_of_it_can_be_changed(coordinator):
    certification = CertificationFactory(certification_type_id=BASIC, issued_at=at("2025-03-01"))
    file = csv_file(
        ["certification_id", "issued_at", "certification_type"],
        [certification.certification_id.upper(), "2025-02-01", "Mentor trainer"],
    )
    imported(coordinator, Certification, file)
    certification.refresh_from_db()
    trainer = CertificationType.objects.get(name="Mentor trainer")
    assert (certification.issued_at, certification.certification_type) == (
        at("2025-02-01"),
        trainer,
    )


def test_a_change_that_makes_a_mentor_valid_again_ends_the_pause(coordinator):
    pause = AutoPauseFactory(certification__expires_at=at("2026-03-01"))
    certification = pause.certification
    file = csv_file(
        ["certification_id", "expires_at"], [certification.certification_id, "2027-03-01"]
    )
    shown = preview(coordinator, Certification, file)
    assert "Ends the pause by the nightly run." in outcome(shown).rows[0].effect
    confirm(coordinator, Certification, shown)
    pause.refresh_from_db()
    assert pause.lift_reason == f"{certification.certification_id} now expires on 1 Mar 2027"
    assert not AutoPause.objects.open().filter(mentor=certification.mentor).exists()


# --- empty cells, and those that empty --------------------------------------------------------
def test_an_empty_cell_changes_nothing_and_a_dash_empties(coordinator):
    for number in (1, 2):
        MentorFactory(mentor_id=f"m-{number}", name="Ann", email=f"ann{number}@example.org")
    imported(
        coordinator,
        Mentor,
        csv_file(["mentor_id", "name", "email"], ["m-1", "", "-"], ["m-2", "-", ""]),
    )
    assert list(Mentor.objects.filter(pk__startswith="m-").values_list("name", "email")) == [
        ("Ann", ""),
        ("", "ann2@example.org"),
    ]


def test_what_may_not_be_empty_is_not_emptied(coordinator):
    certification = CertificationFactory()
    file = csv_file(["certification_id", "expires_at"], [certification.certification_id, "-"])
    shown = preview(coordinator, Certification, file)
    assert problems(shown) == [
        (2, "expires_at", "It can't be emptied. An empty cell leaves it as it is.")
    ]


# --- only one kind ----------------------------------------------------------------------------
def test_who_only_adds_is_told_of_rows_that_would_change(coordinator):
    MentorFactory(mentor_id="m-1", name="Ann")
    file = csv_file(["mentor_id", "name"], ["m-1", "Anne"], ["m-2", "Bo"])
    shown = scoped_preview(coordinator, Mentor, file, "add")
    assert problems(shown) == [
        (
            2,
            "mentor_id",
            "It would change m-1 (name Ann → Anne), and this import only adds. Take the row out, "
            "or choose to change as well.",
        )
    ]


def test_who_only_changes_is_told_of_rows_that_would_add(coordinator):
    renewal = recent_renewal()
    file = csv_file(
        ["mentor_id", "renewal_date", "new_expiry_date", "renewal_id"],
        ["", "", "2029-05-01", renewal.renewal_id],
        ["mentor-042", "2026-03-20", "2031-05-01", ""],
    )
    shown = scoped_preview(coordinator, Renewal, file, "change")
    assert [(row, column) for row, column, _ in problems(shown)] == [(3, "renewal_date")]
    assert "It would add a renewal, and this import only changes" in problems(shown)[0][2]


def test_an_unchanged_row_is_fine_whatever_was_chosen(coordinator):
    rows = exported(coordinator, Mentor, "csv")
    for scope in ("add", "change", "both"):
        shown = scoped_preview(coordinator, Mentor, file_of(rows), scope)
        assert {row.kind for row in outcome(shown).rows} == {"unchanged"}


def test_who_may_not_change_only_adds(db):
    user = User.objects.create_user("al", is_staff=True)
    names = ["view_certification", "add_certification"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user)
    certification = CertificationFactory()
    file = csv_file(
        ["certification_id", "expires_at"], [certification.certification_id, "2031-01-01"]
    )
    shown = scoped_preview(client, Certification, file, "both")
    assert "this import only adds" in problems(shown)[0][2]


# --- removed and revoked ----------------------------------------------------------------------
def test_an_export_of_revoked_ones_is_unchanged_and_a_change_of_one_is_refused(coordinator):
    certification = CertificationFactory(revoked=True)
    [row] = exported(coordinator, Certification, "csv", f"?q={certification.certification_id}")
    assert outcome(preview(coordinator, Certification, file_of([row]))).rows[0].kind == "unchanged"
    row["Expires"] = "2031-01-01"
    shown = preview(coordinator, Certification, file_of([row]))
    [(_, column, message)] = problems(shown)
    assert column == "certification_id"
    assert "(expires_at " in message
    assert "which was revoked on" in message


def test_a_revocation_is_neither_lifted_nor_made_by_a_file(coordinator):
    revoked = CertificationFactory(revoked=True)
    valid = CertificationFactory()
    rows = [
        exported(coordinator, Certification, "csv", f"?q={each.certification_id}")[0]
        for each in (revoked, valid)
    ]
    rows[0]["Status"], rows[1]["Status"] = "valid", "revoked"
    shown = preview(coordinator, Certification, file_of(rows))
    assert [(row, column) for row, column, _ in problems(shown)] == [(2, "status"), (3, "status")]
    assert "a file can't lift that" in problems(shown)[0][2]


def test_removed_ones_are_unchanged_where_the_file_says_so(coordinator):
    certification = CertificationFactory()
    services.remove_certification(certification=certification, today=TODAY, by="kim")
    rows = exported(coordinator, Certification, "csv", "?removed=yes")
    assert [row["Certification id"] for row in rows] == [certification.certification_id]
    assert outcome(preview(coordinator, Certification, file_of(rows))).rows[0].kind == "unchanged"
    rows[0]["Removed at (UTC)"] = ""
    shown = preview(coordinator, Certification, file_of(rows))
    assert "was removed on" in problems(shown)[0][2]


def test_a_file_moves_no_certification_to_another_mentor(coordinator):
    certification = CertificationFactory()
    file = csv_file(["certification_id", "mentor_id"], [certification.certification_id, "m-7"])
    shown = preview(coordinator, Certification, file)
    assert "A file can't move it to another mentor." in problems(shown)[0][2]


def test_one_record_in_two_rows_is_refused(coordinator):
    certification = CertificationFactory()
    cells = [certification.certification_id, "2031-01-01"]
    file = csv_file(["certification_id", "expires_at"], cells, cells)
    assert problems(preview(coordinator, Certification, file)) == [
        (
            3,
            "certification_id",
            f"Row 2 is about {certification.certification_id} already. Keep one of the two.",
        )
    ]


# --- renewals ---------------------------------------------------------------------------------
def recent_renewal(until: str = "2028-01-01", mentor_id: str = "mentor-042") -> Renewal:
    return renew_certification(
        mentor_id=mentor_id,
        renewal_date=at("2026-03-20"),
        new_expiry_date=at(until),
        processed_by="kim",
        today=TODAY,
    )


def test_the_newest_renewal_is_changed_and_the_expiry_moves_along(coordinator):
    renewal = recent_renewal()
    [row] = exported(coordinator, Renewal, "csv", f"?q={renewal.renewal_id}")
    row["Expiry after"], row["Notes"] = "2029-06-30", "On paper"
    shown = preview(coordinator, Renewal, file_of([row]))
    assert [str(cell) for cell in outcome(shown).rows[0].cells[4:7]] == [
        "2028-01-01 → 2029-06-30",
        "kim",
        "(empty) → On paper",
    ]
    confirm(coordinator, Renewal, shown)
    renewal.refresh_from_db()
    assert renewal.notes == "On paper"
    assert renewal.certification.expires_at == at("2029-06-30")


def test_dates_of_an_older_renewal_are_history_and_its_notes_are_not(coordinator):
    first, second = recent_renewal(), recent_renewal("2029-01-01")
    columns = ["renewal_id", "new_expiry_date", "notes"]
    shown = preview(
        coordinator, Renewal, csv_file(columns, [first.renewal_id, "2028-02-01", "On paper"])
    )
    assert f"{second.renewal_id} came after it" in problems(shown)[0][2]
    imported(coordinator, Renewal, csv_file(columns, [first.renewal_id, "", "On paper"]))
    first.refresh_from_db()
    assert first.notes == "On paper"


def test_a_renewal_without_a_date_takes_the_types_validity(coordinator):
    CertificationFactory(
        mentor__mentor_id="m-1", certification_type_id=BASIC, expires_at=at("2026-05-01")
    )
    columns = ["mentor_id", "renewal_date"]
    imported(coordinator, Renewal, csv_file(columns, ["m-1", "2026-03-20"]))
    assert Certification.objects.get(mentor_id="m-1").expires_at == at("2029-05-01")
    again = preview(coordinator, Renewal, csv_file(columns, ["m-1", "2026-03-20"]))
    assert [row.kind for row in outcome(again).rows] == ["unchanged"]
    twice = preview(coordinator, Renewal, csv_file(columns, *[["m-1", "2026-03-21"]] * 2))
    assert "Row 2 renews m-1 on the same day" in problems(twice)[0][2]


def test_a_type_without_validity_needs_a_date(coordinator):
    CertificationFactory(mentor__mentor_id="m-1", certification_type__code="open")
    file = csv_file(["mentor_id", "renewal_date"], ["m-1", "2026-03-20"])
    assert problems(preview(coordinator, Renewal, file)) == [
        (2, "new_expiry_date", "The type open has no default validity: give a date.")
    ]


# --- who is meant -----------------------------------------------------------------------------
@pytest.fixture
def _addresses(demo_programme):
    MentorFactory(mentor_id="m-1", name="Ann", email="Ann.O'Brien@Example.org")
    for mentor_id in ("m-2", "m-3"):
        MentorFactory(mentor_id=mentor_id, email="shared@example.org")


@pytest.mark.usefixtures("_addresses")
def test_a_mentor_may_be_named_by_an_address_that_one_has(coordinator):
    imported(
        coordinator,
        Certification,
        csv_file(CERTIFICATION_COLUMNS[:3], ["ann.o'brien@example.ORG", BASIC, "2026-03-20"]),
    )
    assert Certification.objects.get(issued_at=at("2026-03-20")).mentor_id == "m-1"
    imported(coordinator, Mentor, csv_file(["mentor_id", "name"], ["ann.o'brien@example.org", "A"]))
    assert Mentor.objects.get(pk="m-1").name == "A"


@pytest.mark.usefixtures("_addresses")
def test_an_address_that_nobody_or_two_have_is_refused(coordinator):
    file = csv_file(
        ["mentor_id", "renewal_date"],
        ["shared@example.org", "2026-03-20"],
        ["obrien@example.org", "2026-03-20"],
    )
    assert problems(preview(coordinator, Renewal, file)) == [
        (
            2,
            "mentor_id",
            "2 mentors have the address shared@example.org: m-2, m-3. Write the id of one of them.",
        ),
        (
            3,
            "mentor_id",
            "No mentor has the address obrien@example.org. Write the mentor's id.",
        ),
    ]


def test_new_ids_that_nearly_are_known_ones_are_asked_about(coordinator):
    for mentor_id in ("M-0012", "00123", "m-5"):
        MentorFactory(mentor_id=mentor_id)
    rows = [["m-0012"], ["123"], ["m-55"], ["m-5"]]
    shown = preview(coordinator, Mentor, csv_file(["mentor_id"], *rows))
    assert outcome(shown).questions == [
        "123 is new. Did you mean 00123?",
        "m-0012 is new. Did you mean M-0012?",
    ]


def test_an_id_of_a_certification_that_nobody_knows_is_asked_about(coordinator):
    file = csv_file(
        [*CERTIFICATION_COLUMNS[:3], "certification_id"],
        ["m-1", BASIC, "2026-03-20", "cert_00000000"],
        ["", "", "", "cert_00000001"],
    )
    shown = preview(coordinator, Certification, file)
    assert problems(shown) == [
        (3, "certification_id", "There is no certification cert_00000001 on record.")
    ]
    [question] = shown.context["good"].outcome.questions
    assert "nothing on record has the certification_id in the file. Row 2." in question


# --- confirmed as shown -----------------------------------------------------------------------
def test_what_a_colleague_changed_since_the_preview_is_not_undone_unseen(coordinator):
    certification = CertificationFactory(expires_at=at("2027-01-01"))
    file = csv_file(
        ["certification_id", "expires_at"], [certification.certification_id, "2028-01-01"]
    )
    shown = preview(coordinator, Certification, file)
    services.update_certification(
        certification=certification, changes={"expires_at": at("2029-01-01")}, today=TODAY, by="al"
    )
    before = everything()
    answer = confirm(coordinator, Certification, shown)
    assert "it is not what was shown any more" in answer.content.decode()
    assert str(outcome(answer).rows[0].cells[3]) == "2029-01-01 → 2028-01-01"
    assert everything() == before
    assert confirm(coordinator, Certification, answer).status_code == 302
    certification.refresh_from_db()
    assert certification.expires_at == at("2028-01-01")


def prolong(held):
    services.update_certification(
        certification=held, changes={"expires_at": at("2029-01-01")}, today=TODAY, by="al"
    )


def revoke(held):
    services.revoke_certification(certification=held, reason="Complaint", today=TODAY, by="al")


def make_the_mentor(held):
    services.record_certification(
        mentor_id="m-2",
        certification_type="advanced",
        issued_at=at("2026-03-20"),
        expires_at=at("2027-03-20"),
        today=TODAY,
        by="al",
    )


@pytest.mark.parametrize("act", [prolong, revoke, make_the_mentor])
def test_what_a_colleague_did_about_a_row_beyond_those_shown_is_noticed(
    act, coordinator, monkeypatch
):
    """Another certification governs, a revocation is to be warned of, or the mentor is known."""
    monkeypatch.setattr(ImportTable, "previewed", 1)
    held = CertificationFactory(mentor=MentorFactory(pk="m-9"), expires_at=at("2027-01-01"))
    CertificationTypeFactory(code="advanced")
    rows = [[name, "advanced", "2026-03-01", "2028-03-20"] for name in ("m-1", "m-2", "m-9")]
    shown = preview(coordinator, Certification, csv_file(CERTIFICATION_COLUMNS, *rows))
    act(held)
    before = everything()
    answer = confirm(coordinator, Certification, shown)
    assert "it is not what was shown any more" in answer.content.decode()
    assert everything() == before
    assert confirm(coordinator, Certification, answer).status_code == 302


# --- what it costs ----------------------------------------------------------------------------
def test_more_changes_take_hardly_more_statements(coordinator):
    certifications = CertificationFactory.create_batch(220, expires_at=at("2027-01-01"))

    def statements(some, until):
        rows = [[each.certification_id, until] for each in some]
        with CaptureQueriesContext(connection) as queries:
            imported(
                coordinator, Certification, csv_file(["certification_id", "expires_at"], *rows)
            )
        return len(queries)

    statements(certifications[:1], "2028-01-01")  # caches
    few, many = (
        statements(certifications[:10], "2029-01-01"),
        statements(certifications, "2030-01-01"),
    )
    # SQLite takes a limited number of values a statement, so that inserts come in parts.
    assert many - few <= (40 if connection.vendor == "sqlite" else 0)
