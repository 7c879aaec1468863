"""Many rows written at once leave what writing them one by one leaves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from certifications import services
from certifications.models import AutoPause, Certification, CertificationType, Mentor
from certifications.services import many
from certifications.services.many import MentorRow
from mentorcerts.lib.refusals import Refused
from renewals.models import Renewal
from renewals.services import renew_certification
from tests.support.dates import TODAY, at
from tests.support.examples import EXAMPLES
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
)
from tests.support.records import rolled_back
from tests.support.rows import certification_row, record_rows, renew_rows, renewal_row

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
FEWER = settings(EXAMPLES, max_examples=60)


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


@FEWER
@given(rows=certification_rows)
@pytest.mark.usefixtures("programme")
def test_recording_in_bulk_leaves_what_recording_one_by_one_leaves(rows):
    def one_by_one() -> None:
        for fields in rows:
            services.record_certification(**fields, today=TODAY, by="kim")

    def at_once() -> None:
        record_rows(*(certification_row(number, **fields) for number, fields in enumerate(rows, 2)))

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


@FEWER
@given(rows=renewal_rows)
@pytest.mark.usefixtures("programme")
def test_renewing_in_bulk_leaves_what_renewing_one_by_one_leaves(rows):
    def one_by_one() -> None:
        for fields in rows:
            renew_certification(**fields, today=TODAY, by="kim")

    def at_once() -> None:
        renew_rows(*(renewal_row(number, **fields) for number, fields in enumerate(rows, 2)))

    assert outcome(at_once) == outcome(one_by_one)


@FEWER
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
        record_rows(
            *(
                certification_row(n, mentor_id=f"mentor-{n}", certification_type="basic")
                for n in range(6)
            )
        )
        renew_rows(
            *(
                renewal_row(n, mentor_id=f"mentor-{n % 2}", new_expiry_date=at(f"2029-0{n}-01"))
                for n in range(1, 6)
            )
        )

    whole = outcome(write)
    monkeypatch.setattr("mentorcerts.lib.chunks.ROWS_PER_STATEMENT", chunk)
    assert outcome(write) == whole != "refused"
