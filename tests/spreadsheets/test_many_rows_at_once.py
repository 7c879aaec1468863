"""Rows of certifications, renewals and mentors written at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certifications.models import Certification
from certifications.services import many
from certifications.services.many import MentorRow
from mentorcerts.lib.sheets.problems import RefusedRows
from renewals.models import Renewal
from tests.support.dates import at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
    MentorFactory,
)
from tests.support.records import everything, refuses
from tests.support.rows import certification_row, problems_of, record_rows, renew_rows, renewal_row

pytestmark = pytest.mark.django_db


# --- certifications -----------------------------------------------------------------------
def test_all_bad_rows_are_told_each_with_its_columns_and_nothing_is_written():
    CertificationFactory(mentor__mentor_id="mentor-042", issued_at=at("2026-01-01T15:00:00"))
    with refuses(RefusedRows) as refusal:
        record_rows(
            certification_row(2),
            certification_row(3, mentor_id="mentor 43", expires_at=at("2025-01-01")),
            certification_row(4, certification_type="", mentor_id="mentor-044"),
            certification_row(5, mentor_id="mentor-045", certification_type="new", expires_at=None),
            certification_row(6, mentor_id="mentor-046"),
            certification_row(7, mentor_id="mentor-046", issued_at=at("2026-01-01T23:00:00")),
            certification_row(8, mentor_id="mentor-047", issued_at=at("1899-01-01")),
        )
    found = problems_of(refusal)
    assert {number: sorted(columns) for number, columns in found.items()} == {
        2: ["issued_at"],
        3: ["expires_at", "mentor_id"],
        4: ["certification_type"],
        5: ["expires_at"],
        7: ["issued_at"],
        8: ["issued_at"],
    }
    assert "is already recorded for mentor-042, peer_mentor_basic" in found[2]["issued_at"][0]
    assert found[7]["issued_at"] == [
        "Row 6 records the same: mentor-046, peer_mentor_basic, issued on 1 Jan 2026. "
        "Keep one of the two."
    ]


def test_a_twin_in_another_chunk_is_a_twin(monkeypatch):
    monkeypatch.setattr("mentorcerts.lib.chunks.ROWS_PER_STATEMENT", 1)
    with refuses(RefusedRows) as refusal:
        record_rows(
            certification_row(2), certification_row(3, mentor_id="mentor-043"), certification_row(9)
        )
    assert "Row 2 records the same" in problems_of(refusal)[9]["issued_at"][0]


def test_the_types_validity_decides_where_no_expiry_date_is_given():
    CertificationTypeFactory(validity_months=24)
    record_rows(certification_row(expires_at=None))
    assert Certification.objects.get().expires_at == at("2028-01-01")


def test_ids_that_are_taken_are_drawn_again(monkeypatch):
    """Also one that was drawn twice, and one that is taken again when it is drawn anew."""
    taken = CertificationFactory(certification_id="cert_00000001")
    field = Certification._meta.get_field("certification_id")
    numbers = iter([1, 2, 2, 2, 3, 4, 5])
    monkeypatch.setattr(field, "_get_default", lambda: f"cert_{next(numbers):08d}")
    done = record_rows(
        *(certification_row(number, mentor_id=f"mentor-{number}") for number in (2, 3, 4))
    )
    new = Certification.objects.exclude(pk=taken.pk).order_by("pk")
    assert [each.pk for each in new] == done.pks
    assert len({each.certification_id for each in new} - {"cert_00000001"}) == 3
    assert Certification.history.exclude(id=taken.pk).count() == 3


def test_a_lift_tells_which_record_did_it():
    paused = AutoPauseFactory(certification__mentor__mentor_id="mentor-042")
    done = record_rows(certification_row(), certification_row(3, mentor_id="mentor-043"))
    paused.refresh_from_db()
    new = Certification.objects.get(mentor_id="mentor-042", is_current=True)
    assert (paused.lifted_by, paused.lift_reason) == ("kim", f"{new.certification_id} was recorded")
    assert (done.made, done.lifted) == (["mentor-043"], ["mentor-042"])


def test_nothing_to_do_is_no_error():
    before = everything()
    assert record_rows().pks == renew_rows().pks == []
    assert many.save_mentors(rows=[]).made == set()
    assert everything() == before


# --- renewals -----------------------------------------------------------------------------
def test_two_renewals_of_a_mentor_apply_in_order():
    CertificationFactory(mentor__mentor_id="mentor-042")
    done = renew_rows(renewal_row(2), renewal_row(3, new_expiry_date=at("2029-03-20")))
    first, second = Renewal.objects.order_by("pk")
    assert done.pks == [first.pk, second.pk]
    assert first.previous_expiry_date == at("2026-03-01")
    assert second.previous_expiry_date == at("2028-03-20") == first.new_expiry_date
    assert Certification.objects.get().expires_at == at("2029-03-20")


@pytest.mark.slow
def test_the_wrong_way_round_they_are_refused():
    CertificationFactory(mentor__mentor_id="mentor-042")
    with refuses(RefusedRows) as refusal:
        renew_rows(renewal_row(2, new_expiry_date=at("2029-03-20")), renewal_row(3))
    assert list(problems_of(refusal)) == [3]
    assert "A renewal never shortens" in problems_of(refusal)[3]["new_expiry_date"][0]


def test_each_kind_of_bad_renewal_is_told_by_its_column():
    certification = CertificationFactory(mentor__mentor_id="mentor-042")
    revoked = CertificationFactory(revoked=True)
    MentorFactory(mentor_id="mentor-044")
    with refuses(RefusedRows) as refusal:
        renew_rows(
            renewal_row(2, mentor_id="mentor-999"),
            renewal_row(3, mentor_id="mentor-044"),
            renewal_row(4, mentor_id=revoked.mentor_id),
            renewal_row(5, certification_id=revoked.certification_id),
            renewal_row(6, new_expiry_date=at("2026-03-01")),
            renewal_row(7, processed_by="x" * 151),
            renewal_row(8, certification_id=certification.certification_id),
        )
    found = problems_of(refusal)
    assert {number: list(columns) for number, columns in found.items()} == {
        2: ["mentor_id"],
        3: ["mentor_id"],
        4: ["mentor_id"],
        5: ["certification_id"],
        6: ["new_expiry_date"],
        7: ["processed_by"],
    }
    assert found[2]["mentor_id"] == ["There is no mentor mentor-999."]


def test_the_history_of_the_certification_tells_of_each_renewal():
    certification = CertificationFactory(mentor__mentor_id="mentor-042")
    renew_rows(renewal_row(2), renewal_row(3, new_expiry_date=at("2029-03-20")))
    first, second = Renewal.objects.order_by("pk")
    told = certification.history.filter(history_type="~").order_by("history_id")
    assert list(told.values_list("expires_at", "history_change_reason")) == [
        (at("2028-03-20"), f"{first.renewal_id} moved the expiry to 20 Mar 2028"),
        (at("2029-03-20"), f"{second.renewal_id} moved the expiry to 20 Mar 2029"),
    ]


# --- mentors ------------------------------------------------------------------------------
def test_mentors_are_made_changed_and_left_alone():
    old = MentorFactory(mentor_id="mentor-1", name="Ann", email="ann@example.org")
    same = MentorFactory(mentor_id="mentor-2", name="Ben")
    saved = many.save_mentors(
        rows=[
            MentorRow(row=2, mentor_id="mentor-1", name="Anne"),
            MentorRow(row=3, mentor_id="mentor-2", name="Ben"),
            MentorRow(row=4, mentor_id="mentor-3", name="Cleo", email="c@example.org"),
        ]
    )
    assert saved.made == {"mentor-3"}
    assert saved.changed == {"mentor-1": ["name from Ann to Anne"]}
    old.refresh_from_db()
    assert (old.name, old.email) == ("Anne", "ann@example.org")
    assert old.history.filter(history_type="~").count() == 1
    assert same.history.filter(history_type="~").count() == 0


def test_mentors_in_two_rows_and_bad_values_are_told():
    MentorFactory(mentor_id="mentor-1", name="Ann")
    with refuses(RefusedRows) as refusal:
        many.save_mentors(
            rows=[
                MentorRow(row=2, mentor_id="mentor-1", name="x" * 201, email="nowhere"),
                MentorRow(row=3, mentor_id="mentor-1", name="Bo"),
                MentorRow(row=4, mentor_id="a b"),
            ]
        )
    found = problems_of(refusal)
    assert {number: sorted(columns) for number, columns in found.items()} == {
        2: ["email", "name"],
        3: ["mentor_id"],
        4: ["mentor_id"],
    }
    assert found[3]["mentor_id"] == ["mentor-1 is in row 2 already. Keep one of them."]


# --- what it costs ------------------------------------------------------------------------
def test_two_hundred_rows_take_hardly_more_statements_than_ten():
    def statements(first: int, last: int) -> int:
        ids = [f"mentor-{number}" for number in range(first, last)]
        with CaptureQueriesContext(connection) as queries:
            many.save_mentors(rows=[MentorRow(row=2, mentor_id=pk, name="Ann") for pk in ids])
            record_rows(
                *(certification_row(number, mentor_id=pk) for number, pk in enumerate(ids, 2))
            )
            renew_rows(*(renewal_row(number, mentor_id=pk) for number, pk in enumerate(ids, 2)))
        return len(queries)

    ten, hundreds = statements(0, 10), statements(1000, 1200)
    # SQLite takes a limited number of values a statement, so that inserts come in parts.
    assert hundreds - ten <= (30 if connection.vendor == "sqlite" else 0)
