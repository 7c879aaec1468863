"""Thousands of rows at once obey the rules that one obeys, and leave the same records behind."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certifications import services
from certifications.models import AutoPause, Certification, CertificationType, Mentor
from certifications.services import many
from certifications.services.many import CertificationRow, MentorRow
from mentorcerts.lib.refusals import Refused
from mentorcerts.lib.sheets.problems import RefusedRows
from renewals.many import RenewalRow, renew_certifications
from renewals.models import Renewal
from renewals.services import renew_certification
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
    MentorFactory,
)
from tests.support.records import everything, refuses, rolled_back

pytestmark = pytest.mark.django_db

EXAMPLES = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def row(number: int = 2, **fields: Any) -> CertificationRow:
    given = {
        "mentor_id": "mentor-042",
        "certification_type": "peer_mentor_basic",
        "issued_at": at("2026-01-01"),
        "expires_at": at("2028-01-01"),
    }
    return CertificationRow(row=number, **(given | fields))


def renewal(number: int = 2, **fields: Any) -> RenewalRow:
    given = {
        "mentor_id": "mentor-042",
        "renewal_date": at("2026-03-20"),
        "new_expiry_date": at("2028-03-20"),
    }
    return RenewalRow(row=number, **(given | fields))


def record(*rows: CertificationRow) -> many.Written:
    return many.record_certifications(rows=rows, today=TODAY, by="kim")


def renew(*rows: RenewalRow) -> many.Written:
    return renew_certifications(rows=rows, today=TODAY, by="kim")


def problems_of(refusal: Any) -> dict[int, dict[str, list[str]]]:
    return refusal.value.problems


# --- the same as one by one ---------------------------------------------------------------------
def left_behind() -> dict[str, list[Any]]:
    """All records and their history, less what is random, a number or a moment of writing."""
    public = dict(Certification.objects.values_list("certification_id", "mentor_id"))

    def plain(records: Any, *fields: str) -> list[Any]:
        names = {value: f"the one of {mentor}" for value, mentor in public.items()}
        return [
            tuple(names.get(value, value) if isinstance(value, str) else value for value in values)
            for values in records.values_list(*fields)
        ]

    facts = ("mentor_id", "certification_type_id", "issued_at", "expires_at", "revoked_at")
    order = ("mentor_id", "certification_type_id", "issued_at", "expires_at")
    return {
        "mentors": plain(Mentor.objects.order_by("pk"), "mentor_id", "name", "email"),
        "mentors' history": plain(
            Mentor.history.order_by("mentor_id", "history_id"),
            *("mentor_id", "name", "email", "history_type", "source"),
        ),
        "types": plain(CertificationType.objects.order_by("pk"), "code", "validity_months"),
        "certifications": plain(
            Certification.objects.order_by(*order),
            *facts,
            "is_current",
            "auto_pause_applied",
            "deleted_at",
        ),
        "certifications' history": plain(
            Certification.history.order_by(*order, "history_id"), *facts, "history_type"
        ),
        "renewals": plain(
            Renewal.objects.order_by("pk"),
            "certification__mentor_id",
            "certification__certification_type_id",
            "certification__issued_at",
            "renewal_date",
            "previous_expiry_date",
            "new_expiry_date",
            "processed_by",
            "notes",
        ),
        "renewals' history": plain(
            Renewal.history.order_by("history_id"), "new_expiry_date", "history_type"
        ),
        "pauses": [
            (mentor, kind, lifted is None, by, bool(reason))
            for mentor, kind, lifted, by, reason in AutoPause.objects.order_by("pk").values_list(
                "mentor_id",
                "certification__certification_type_id",
                "lifted_at",
                "lifted_by",
                "lift_reason",
            )
        ],
    }


def outcome(write: Callable[[], Any]) -> Any:
    """What is left behind, or that it was refused."""
    with rolled_back():
        try:
            with transaction.atomic():
                write()
        except (Refused, ValidationError):
            return "refused"
        return left_behind()


MENTORS = [f"mentor-{number}" for number in range(4)]
TYPES = ["basic", "advanced"]
days = st.integers(-30, 60).map(lambda number: at("2026-03-26") + timedelta(days=number))


@pytest.fixture
def programme() -> None:
    """Two types, a mentor who is paused, one with two certifications, one revoked, one unknown."""
    CertificationTypeFactory(code="basic", validity_months=12)
    CertificationTypeFactory(code="advanced")
    paused = CertificationFactory(
        mentor__mentor_id="mentor-0", certification_type__code="basic", auto_pause_applied=True
    )
    AutoPauseFactory(certification=paused)
    two = CertificationFactory(
        mentor__mentor_id="mentor-1",
        certification_type__code="basic",
        issued_at=at("2025-03-26"),
        expires_at=at("2026-04-05"),
    )
    CertificationFactory(
        mentor=two.mentor,
        certification_type__code="advanced",
        expires_at=at("2026-03-30T15:00:00"),
        is_current=False,
    )
    CertificationFactory(
        mentor__mentor_id="mentor-2", certification_type__code="basic", revoked=True
    )


certification_rows = st.lists(
    st.fixed_dictionaries(
        {
            "mentor_id": st.sampled_from(MENTORS),
            "certification_type": st.sampled_from(TYPES),
            "issued_at": days,
            "expires_at": st.none() | days.map(lambda moment: moment + timedelta(days=60)),
        }
    ),
    max_size=6,
)


@EXAMPLES
@given(rows=certification_rows)
@pytest.mark.usefixtures("programme")
def test_recording_in_bulk_leaves_what_recording_one_by_one_leaves(rows):
    def one_by_one() -> None:
        for fields in rows:
            services.record_certification(**fields, today=TODAY, by="kim")

    def at_once() -> None:
        record(*(row(number, **fields) for number, fields in enumerate(rows, 2)))

    assert outcome(at_once) == outcome(one_by_one)


renewal_rows = st.lists(
    st.fixed_dictionaries(
        {
            "mentor_id": st.sampled_from(MENTORS[:2]),
            "renewal_date": st.just(at("2026-03-01")),
            "new_expiry_date": days.map(lambda moment: moment + timedelta(days=30)),
            "processed_by": st.sampled_from(["", "admin-01"]),
        }
    ),
    max_size=5,
)


@EXAMPLES
@given(rows=renewal_rows)
@pytest.mark.usefixtures("programme")
def test_renewing_in_bulk_leaves_what_renewing_one_by_one_leaves(rows):
    def one_by_one() -> None:
        for fields in rows:
            renew_certification(**fields, today=TODAY, by="kim")

    def at_once() -> None:
        renew(*(renewal(number, **fields) for number, fields in enumerate(rows, 2)))

    assert outcome(at_once) == outcome(one_by_one)


@EXAMPLES
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "mentor_id": st.sampled_from(MENTORS),
                "name": st.sampled_from(["Ann", "Ben"]),
                "email": st.sampled_from(["a@example.org", "", "no address"]),
            }
        ),
        unique_by=lambda fields: fields["mentor_id"],
    )
)
@pytest.mark.usefixtures("programme")
def test_saving_mentors_in_bulk_leaves_what_saving_one_by_one_leaves(rows):
    def one_by_one() -> None:
        for fields in rows:
            services.save_mentor(**fields)

    def at_once() -> None:
        many.save_mentors(rows=[MentorRow(row=2, **fields) for fields in rows])

    assert outcome(at_once) == outcome(one_by_one)


@pytest.mark.parametrize("chunk", [1, 2, 3])
@pytest.mark.usefixtures("programme")
def test_where_the_rows_are_cut_into_chunks_makes_no_difference(chunk, monkeypatch):
    def write() -> None:
        record(*(row(n, mentor_id=f"mentor-{n}", certification_type="basic") for n in range(6)))
        renew(
            *(
                renewal(n, mentor_id=f"mentor-{n % 2}", new_expiry_date=at(f"2029-0{n}-01"))
                for n in range(1, 6)
            )
        )

    whole = outcome(write)
    monkeypatch.setattr("mentorcerts.lib.chunks.ROWS_PER_STATEMENT", chunk)
    assert outcome(write) == whole != "refused"


# --- certifications ------------------------------------------------------------------------------
def test_all_bad_rows_are_told_each_with_its_columns_and_nothing_is_written():
    CertificationFactory(mentor__mentor_id="mentor-042", issued_at=at("2026-01-01T15:00:00"))
    with refuses(RefusedRows) as refusal:
        record(
            row(2),
            row(3, mentor_id="mentor 43", expires_at=at("2025-01-01")),
            row(4, certification_type="", mentor_id="mentor-044"),
            row(5, mentor_id="mentor-045", certification_type="new", expires_at=None),
            row(6, mentor_id="mentor-046"),
            row(7, mentor_id="mentor-046", issued_at=at("2026-01-01T23:00:00")),
            row(8, mentor_id="mentor-047", issued_at=at("1899-01-01")),
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
        "Row 6 records the same: mentor-046, peer_mentor_basic, issued on 2026-01-01. "
        "Keep one of the two."
    ]


def test_a_twin_in_another_chunk_is_a_twin(monkeypatch):
    monkeypatch.setattr("mentorcerts.lib.chunks.ROWS_PER_STATEMENT", 1)
    with refuses(RefusedRows) as refusal:
        record(row(2), row(3, mentor_id="mentor-043"), row(9))
    assert "Row 2 records the same" in problems_of(refusal)[9]["issued_at"][0]


def test_the_types_validity_decides_where_no_expiry_date_is_given():
    CertificationTypeFactory(validity_months=24)
    record(row(expires_at=None))
    assert Certification.objects.get().expires_at == at("2028-01-01")


def test_ids_that_are_taken_are_drawn_again(monkeypatch):
    """Also one that was drawn twice, and one that is taken again when it is drawn anew."""
    taken = CertificationFactory(certification_id="cert_00000001")
    field = Certification._meta.get_field("certification_id")
    numbers = iter([1, 2, 2, 2, 3, 4, 5])
    monkeypatch.setattr(field, "_get_default", lambda: f"cert_{next(numbers):08d}")
    done = record(*(row(number, mentor_id=f"mentor-{number}") for number in (2, 3, 4)))
    new = Certification.objects.exclude(pk=taken.pk).order_by("pk")
    assert [each.pk for each in new] == done.pks
    assert len({each.certification_id for each in new} - {"cert_00000001"}) == 3
    assert Certification.history.exclude(id=taken.pk).count() == 3


def test_a_lift_tells_which_record_did_it():
    paused = AutoPauseFactory(certification__mentor__mentor_id="mentor-042")
    done = record(row(), row(3, mentor_id="mentor-043"))
    paused.refresh_from_db()
    new = Certification.objects.get(mentor_id="mentor-042", is_current=True)
    assert (paused.lifted_by, paused.lift_reason) == ("kim", f"{new.certification_id} was recorded")
    assert (done.made, done.lifted) == (["mentor-043"], ["mentor-042"])


def test_nothing_to_do_is_no_error():
    before = everything()
    assert record().pks == renew().pks == []
    assert many.save_mentors(rows=[]).made == set()
    assert everything() == before


# --- renewals ------------------------------------------------------------------------------------
def test_two_renewals_of_a_mentor_apply_in_order():
    CertificationFactory(mentor__mentor_id="mentor-042")
    done = renew(renewal(2), renewal(3, new_expiry_date=at("2029-03-20")))
    first, second = Renewal.objects.order_by("pk")
    assert done.pks == [first.pk, second.pk]
    assert first.previous_expiry_date == at("2026-03-01")
    assert second.previous_expiry_date == at("2028-03-20") == first.new_expiry_date
    assert Certification.objects.get().expires_at == at("2029-03-20")


def test_the_wrong_way_round_they_are_refused():
    CertificationFactory(mentor__mentor_id="mentor-042")
    with refuses(RefusedRows) as refusal:
        renew(renewal(2, new_expiry_date=at("2029-03-20")), renewal(3))
    assert list(problems_of(refusal)) == [3]
    assert "A renewal never shortens" in problems_of(refusal)[3]["new_expiry_date"][0]


def test_each_kind_of_bad_renewal_is_told_by_its_column():
    certification = CertificationFactory(mentor__mentor_id="mentor-042")
    revoked = CertificationFactory(revoked=True)
    MentorFactory(mentor_id="mentor-044")
    with refuses(RefusedRows) as refusal:
        renew(
            renewal(2, mentor_id="mentor-999"),
            renewal(3, mentor_id="mentor-044"),
            renewal(4, mentor_id=revoked.mentor_id),
            renewal(5, certification_id=revoked.certification_id),
            renewal(6, new_expiry_date=at("2026-03-01")),
            renewal(7, processed_by="x" * 151),
            renewal(8, certification_id=certification.certification_id),
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
    renew(renewal(2), renewal(3, new_expiry_date=at("2029-03-20")))
    first, second = Renewal.objects.order_by("pk")
    told = certification.history.filter(history_type="~").order_by("history_id")
    assert list(told.values_list("expires_at", "history_change_reason")) == [
        (at("2028-03-20"), f"{first.renewal_id} moved the expiry to 2028-03-20"),
        (at("2029-03-20"), f"{second.renewal_id} moved the expiry to 2029-03-20"),
    ]


# --- mentors -------------------------------------------------------------------------------------
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


# --- what it costs -------------------------------------------------------------------------------
def test_two_hundred_rows_take_hardly_more_statements_than_ten():
    def statements(first: int, last: int) -> int:
        ids = [f"mentor-{number}" for number in range(first, last)]
        with CaptureQueriesContext(connection) as queries:
            many.save_mentors(rows=[MentorRow(row=2, mentor_id=pk, name="Ann") for pk in ids])
            record(*(row(number, mentor_id=pk) for number, pk in enumerate(ids, 2)))
            renew(*(renewal(number, mentor_id=pk) for number, pk in enumerate(ids, 2)))
        return len(queries)

    ten, hundreds = statements(0, 10), statements(1000, 1200)
    # SQLite takes a limited number of values a statement, so that inserts come in parts.
    assert hundreds - ten <= (30 if connection.vendor == "sqlite" else 0)
