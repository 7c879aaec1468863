"""Exports: what the list shows, nothing that runs, and a file that can be imported again."""

import io
from datetime import datetime

import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.text import capfirst
from openpyxl import load_workbook

from certifications.models import AutoPause, Certification, CertificationType, Event, Mentor
from certifications.services import save_mentor
from renewals.models import Renewal
from renewals.services import remove_renewal, renew_certification
from statuses.models import CertificationStatus
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory, RenewalFactory
from tests.support.pages import page
from tests.support.spreadsheets import csv_file as uploaded_csv
from tests.support.spreadsheets import export, exported, imported, xlsx_file

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("demo_programme")]

MODELS = [Mentor, Certification, Renewal, CertificationStatus]
KINDS = ["csv", "xlsx"]


SHOWN = [
    (Mentor, "", 85),
    (Mentor, "?q=mentor-0", 3),
    (Certification, "", 86),
    (Certification, "?certification_type__code__exact=peer_mentor_trainer", 1),
    (Certification, "?auto_pause_applied__exact=1&q=mntr_02", 1),
    (Certification, "?removed=yes", 0),
    (Renewal, "?q=mentor-001", 1),
    (CertificationStatus, "?expiring=7", 7),
    (CertificationStatus, "?paused=yes", 3),
    (CertificationStatus, "?paused=yes&q=nobody", 0),
]


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_list_shows_is_exported(kind, viewer):
    for model, query, count in SHOWN:
        assert len(exported(viewer, model, kind, query)) == count, (model, query)


@pytest.mark.parametrize("model", MODELS)
def test_the_page_says_how_many_and_keeps_the_filters(model, viewer):
    button = viewer.get(page(model, "changelist"), {"q": "mntr"}).content.decode()
    assert f"{page(model, 'export')}?q=mntr" in button
    shown = viewer.get(page(model, "export"), {"q": "nobody"}).content.decode()
    assert "<strong>0</strong>" in shown


def test_a_filter_that_makes_no_sense_leads_back_to_the_list(viewer):
    answer = viewer.get(page(Mentor, "export"), {"exempt_until__gte": "x"})
    assert answer.url == f"{page(Mentor, 'changelist')}?e=1"


@pytest.mark.parametrize("kind", KINDS)
def test_dates_are_dates_and_times_are_kept(kind, viewer):
    Certification.objects.filter(certification_id="cert_04QR8TZ2").update(
        issued_at=at("2024-06-15T09:30:00")
    )
    (row,) = exported(viewer, Certification, kind, "?q=cert_04QR8TZ2")
    issued, expires = row["Issued"], row["Expires"]
    if kind == "csv":
        assert (issued, expires) == ("2024-06-15 09:30:00", "2027-06-15")
    else:
        assert (issued, expires) == (datetime(2024, 6, 15, 9, 30), datetime(2027, 6, 15))
    assert (row["Status"], row["Counts"], row["Paused by run"]) == ("valid", "yes", "no")


@pytest.mark.parametrize("kind", KINDS)
def test_moments_are_in_the_programmes_zone_which_the_heading_names(kind, viewer, settings):
    settings.MENTORCERTS_TIME_ZONE = "America/Los_Angeles"
    Mentor.objects.filter(pk="mentor-042").update(
        paused_at=at("2026-03-02T01:30:00"), paused_by="kim", pause_reason="Asked"
    )
    (row,) = exported(viewer, Mentor, kind, "?q=mentor-042")
    told = row["Paused at (America/Los_Angeles)"]
    moment = datetime(2026, 3, 1, 17, 30)
    assert told == (str(moment) if kind == "csv" else moment)


@pytest.mark.parametrize("model", [Certification, Renewal, CertificationStatus])
def test_names_of_types_stand_beside_their_codes(model, viewer):
    for row in exported(viewer, model, "csv"):
        kind = CertificationType.objects.get(pk=row["Type"])
        assert row["Type name"] == kind.name


def test_an_id_of_digits_is_a_text_in_a_workbook(viewer):
    save_mentor(mentor_id="00123", name="12e4")
    sheet = load_workbook(io.BytesIO(export(viewer, Mentor, "xlsx", "?q=00123"))).active
    mentor_id, name = next(iter(sheet.iter_rows(min_row=2, max_col=2)))
    assert (mentor_id.value, mentor_id.data_type, mentor_id.number_format) == ("00123", "s", "@")
    assert (name.value, name.number_format) == ("12e4", "@")


def test_where_mentors_stand(viewer):
    (row,) = exported(viewer, CertificationStatus, "csv", "?q=mntr_02BY7M3RL")
    assert row["Days left"] == "-25"
    assert (row["Status"], row["Paused"]) == ("expired", "yes")
    assert row["Pause reason"] == "Certification peer_mentor_basic expired on 1 Mar 2026"


EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_runs_as_a_formula(kind, viewer):
    for text in EVIL:
        Mentor.objects.filter(pk="mentor-042").update(name=text)
        (row,) = exported(viewer, Mentor, kind, "?q=mentor-042")
        assert row["Name"].startswith("'"), text
        if kind == "xlsx":
            sheet = load_workbook(io.BytesIO(export(viewer, Mentor, kind, "?q=mentor-042"))).active
            assert "f" not in {cell.data_type for line in sheet.iter_rows() for cell in line}


def test_every_text_of_ours_is_defused(viewer):
    certification = Certification.objects.get(certification_id="cert_04QR8TZ2")
    Mentor.objects.filter(pk=certification.mentor_id).update(
        name="=n", paused_at=at("2026-03-01"), paused_by="=b", pause_reason="=r"
    )
    Certification.objects.filter(pk=certification.pk).update(
        revoked_at=at("2026-03-01"), revocation_reason="=v"
    )
    RenewalFactory(certification=certification, processed_by="=p", notes="=o")
    query = f"?q={certification.mentor_id}"
    for model in MODELS:
        (row,) = exported(viewer, model, "csv", query)
        assert not [cell for cell in row.values() if cell.startswith("=")]
    assert row["Pause reason"].startswith("Certification")


def test_characters_that_a_workbook_can_not_hold_are_no_error(viewer):
    Mentor.objects.filter(pk="mentor-042").update(name="a\x01b")
    (row,) = exported(viewer, Mentor, "xlsx", "?q=mentor-042")
    assert row["Name"] == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("kind", KINDS)
def test_more_rows_take_no_more_queries(model, kind, viewer):
    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            exported(viewer, model, kind, query)
        return len(captured)

    queries("")
    assert queries("?q=m") == queries("?q=mentor-001")


def test_headings_are_those_of_the_lists(viewer):
    """The list may show other columns, and says less of some: Mentor, or the type by its name."""
    for model, others in (
        (Mentor, set()),
        (Certification, {"Mentor", "Certification type"}),
        (Renewal, {"Mentor", "Renewal"}),
        (CertificationStatus, {"Mentor", "Certification type"}),
    ):
        model_admin = admin.site.get_model_admin(model)
        listed = {
            capfirst(label_for_field(name, model, model_admin)) for name in model_admin.list_display
        }
        exported_too = {column.heading for column in model_admin.table.columns.values()}
        assert listed - exported_too == others


# --- in again -------------------------------------------------------------------------------
def file_again(client: Client, model: type, kind: str, query: str = ""):
    rows = exported(client, model, kind, query)
    make = uploaded_csv if kind == "csv" else xlsx_file
    return make(list(rows[0]), *(list(row.values()) for row in rows))


@pytest.mark.parametrize("kind", KINDS)
def test_exported_mentors_change_nothing(kind, coordinator):
    Mentor.objects.filter(pk="mentor-042").update(name="=1+1")
    Mentor.objects.filter(pk="mentor-099").update(name="'=1+1")
    before = list(Mentor.objects.values())
    imported(coordinator, Mentor, file_again(coordinator, Mentor, kind))
    assert list(Mentor.objects.values()) == before


@pytest.mark.parametrize("kind", KINDS)
def test_exported_certifications_come_back_as_they_were(kind, coordinator):
    Certification.objects.filter(revoked_at__isnull=False).update(
        revoked_at=None, revocation_reason=""
    )
    Certification.objects.filter(certification_id="cert_04QR8TZ2").update(
        issued_at=at("2024-06-15T09:30:00")
    )
    CertificationFactory(
        mentor_id="mentor-042", expires_at=at("2026-02-01"), is_current=False, mentor=None
    )
    facts = ("mentor_id", "certification_type_id", "issued_at", "expires_at", "is_current")
    before = set(Certification.objects.values_list(*facts))
    file = file_again(coordinator, Certification, kind)
    with connection.cursor() as cursor:
        for model in (Event, AutoPause, Renewal, Certification):  # past the rule that protects them
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
    imported(coordinator, Certification, file)
    assert set(Certification.objects.values_list(*facts)) == before


@pytest.mark.parametrize("kind", KINDS)
def test_exported_renewals_come_back_as_they_were(kind, coordinator):
    renewals = [
        renew_certification(
            mentor_id=mentor,
            renewal_date=at("2026-03-26"),
            new_expiry_date=at(until),
            notes="=1+1",
            today=TODAY,
        )
        for mentor, until in (
            ("mentor-042", "2028-01-01"),
            ("mentor-099", "2028-01-01"),
            ("mentor-042", "2029-01-01"),
        )
    ]
    file = file_again(
        coordinator, Renewal, kind, "?q=mentor-0&renewal_date__gte=2026-03-26T00:00:00Z"
    )
    facts = ("certification_id", "renewal_date", "previous_expiry_date", "new_expiry_date", "notes")
    new = Renewal.objects.filter(renewal_date=at("2026-03-26"))
    before = list(new.live().order_by("pk").values_list(*facts))
    for renewal in reversed(renewals):
        remove_renewal(renewal=renewal, today=TODAY)
    with connection.cursor() as cursor:  # past the rule that protects them
        cursor.execute("DELETE FROM renewals_renewal WHERE deleted_at IS NOT NULL")
    imported(coordinator, Renewal, file)
    assert list(new.live().order_by("pk").values_list(*facts)) == before


# --- who may --------------------------------------------------------------------------------
@pytest.mark.parametrize("model", MODELS)
def test_who_may_not_look_may_not_export(model, db):
    client = Client()
    client.force_login(User.objects.create_user("no", is_staff=True))
    assert client.get(page(model, "export")).status_code == 403
    assert client.post(page(model, "export"), {"format": "csv"}).status_code == 403
