"""Many changes at once leave what changing one by one leaves; what is exported comes back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from certifications import services
from certifications.models import AutoPause, Certification, Event
from certifications.services.many import CertificationRow, save_certifications
from certifications.sheets import CertificationTable
from mentorcerts.lib.refusals import Refused
from mentorcerts.lib.sheets.row_kinds import RowKind
from renewals.matching import RenewalFileRow
from renewals.models import Renewal
from renewals.saving import save_renewals
from renewals.services import change_renewal, renew_certification
from tests.support.dates import TODAY, at
from tests.support.examples import EXAMPLES
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
)
from tests.support.records import rolled_back

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
FEWER = settings(EXAMPLES, max_examples=60)

MENTORS = [f"mentor-{number}" for number in range(3)]


@pytest.fixture
def _programme() -> None:
    """Six certifications of three mentors: one paused by the job, one renewed twice."""
    CertificationTypeFactory(code="basic", validity_months=12)
    CertificationTypeFactory(code="check", requirement="background_check", validity_months=60)
    for number, mentor_id in enumerate(MENTORS):
        first = CertificationFactory(
            certification_id=f"cert_0000000{2 * number}",
            mentor__mentor_id=mentor_id,
            certification_type__code="basic",
            issued_at=at("2024-03-01"),
            expires_at=at("2026-03-01" if number == 0 else "2026-05-01"),
            auto_pause_applied=number == 0,
        )
        CertificationFactory(
            certification_id=f"cert_0000000{2 * number + 1}",
            mentor=first.mentor,
            certification_type__code="check",
            issued_at=at("2025-03-01T09:30:00"),
            expires_at=at("2028-03-01"),
            is_current=False,
        )
        if number == 0:
            AutoPauseFactory(certification=first)
    for until in ("2027-01-01", "2028-01-01"):
        renew_certification(
            mentor_id="mentor-1",
            renewal_date=at("2026-03-20"),
            new_expiry_date=at(until),
            today=TODAY,
        )


def left_behind():
    """All facts, their history and the change log, less what is a moment of writing or a number."""
    public = dict(Certification.objects.values_list("pk", "certification_id"))
    facts = ("certification_type_id", "issued_at", "expires_at", "updated_reason")
    return {
        "certifications": sorted(
            Certification.objects.values_list(
                "certification_id", *facts, "is_current", "auto_pause_applied"
            )
        ),
        "their history": sorted(
            Certification.history.values_list(
                "certification_id", *facts, "history_type", "history_change_reason"
            ),
            key=repr,
        ),
        "renewals": list(
            Renewal.objects.order_by("pk").values_list(
                "pk", "renewal_date", "new_expiry_date", "processed_by", "notes", "lifted_pause_id"
            )
        ),
        "their history, in order": list(
            Renewal.history.order_by("id", "history_id").values_list(
                "id", "new_expiry_date", "notes", "history_type"
            )
        ),
        "pauses": list(
            AutoPause.objects.order_by("pk").values_list(
                "certification__certification_id", "lifted_by", "lift_reason"
            )
        ),
        "events": sorted(
            (
                (kind, public.get(pk), paused, reason, data)
                for kind, pk, paused, reason, data in Event.objects.values_list(
                    "type", "certification_id", "paused", "reason", "data"
                )
            ),
            key=repr,
        ),
    }


def outcome(write):
    with rolled_back():
        try:
            with transaction.atomic():
                write()
        except (Refused, ValidationError):
            return "refused"
        return left_behind()


def day(number):
    return at("2026-03-26") + timedelta(days=number)


changes = st.lists(
    st.fixed_dictionaries(
        {"certification_id": st.sampled_from([f"cert_0000000{number}" for number in range(6)])},
        optional={
            "issued_at": st.integers(-800, 3).map(day),
            "expires_at": st.integers(-30, 800).map(day),
            "certification_type": st.sampled_from(["basic", "check", "new"]),
        },
    ),
    # One of each mentor: where they stand is told once, when all rows are in.
    unique_by=lambda fields: int(fields["certification_id"][-1]) // 2,
    max_size=4,
)


@FEWER
@given(rows=changes)
@pytest.mark.usefixtures("_programme")
def test_changing_in_bulk_leaves_what_changing_one_by_one_leaves(rows):
    def one_by_one() -> None:
        for fields in rows:
            given = dict(fields)
            public_id = given.pop("certification_id")
            certification = Certification.objects.get(certification_id=public_id)
            services.update_certification(
                certification=certification, changes=given, today=TODAY, by="kim"
            )

    def at_once() -> None:
        file = [CertificationRow(row=number, **fields) for number, fields in enumerate(rows, 2)]
        save_certifications(rows=file, today=TODAY, by="kim")

    assert outcome(at_once) == outcome(one_by_one)


@FEWER
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "renewal_date": st.integers(-40, 4).map(day),
            "new_expiry_date": st.integers(-10, 1200).map(day),
            "processed_by": st.sampled_from(["", "al"]),
            "notes": st.sampled_from(["", "On paper"]),
        },
    ),
    st.booleans(),
)
@pytest.mark.usefixtures("_programme")
def test_changing_renewals_in_bulk_leaves_what_changing_one_by_one_leaves(fields, of_the_newest):
    renewal = Renewal.objects.order_by("pk")[int(of_the_newest)]

    def one_by_one() -> None:
        change_renewal(renewal=renewal, changes=fields, today=TODAY, by="kim")

    def at_once() -> None:
        row = RenewalFileRow(row=2, renewal_id=renewal.renewal_id, **fields)
        save_renewals(rows=[row], today=TODAY, by="kim")

    assert outcome(at_once) == outcome(one_by_one)


@pytest.mark.usefixtures("_programme")
def test_a_changed_renewal_that_ends_a_pause_remembers_which():
    pause = AutoPause.objects.get()
    renewal = renew_certification(
        mentor_id="mentor-0",
        renewal_date=at("2026-03-20"),
        new_expiry_date=at("2026-03-22"),
        today=date(2026, 3, 26),
    )
    assert AutoPause.objects.open().count() == 1
    row = RenewalFileRow(row=2, renewal_id=renewal.renewal_id, new_expiry_date=at("2027-01-01"))
    done = save_renewals(rows=[row], today=TODAY, by="kim")
    renewal.refresh_from_db()
    assert (done.lifted, renewal.lifted_pause) == (["mentor-0"], pause)


# --- what is exported comes back --------------------------------------------------------------
COLUMNS = ("mentor_id", "certification_type", "issued_at", "expires_at", "certification_id")


def rows_of(changed):
    """The rows that an export of all certifications has, those in ``changed`` a month later."""
    table = CertificationTable(today=TODAY)
    rows = []
    for number, record in enumerate(Certification.objects.order_by("pk"), 2):
        cells = {name: table.columns[name].export(record, today=TODAY) for name in COLUMNS}
        values = {name: table.columns[name].read(cell) for name, cell in cells.items()}
        if number in changed:
            values["expires_at"] += timedelta(days=30)
        rows.append(table.make_row(number, values))
    return rows


@FEWER
@given(st.sets(st.integers(2, 7)))
@pytest.mark.usefixtures("_programme")
def test_of_an_export_exactly_those_rows_change_that_were_changed(changed):
    before = dict(Certification.objects.values_list("pk", "expires_at"))
    moved = Certification.history.filter(history_type="~").count()
    with rolled_back():
        done = save_certifications(rows=rows_of(changed), today=TODAY, by="kim")
        assert {result.row for result in done.results if result.kind is RowKind.CHANGED} == changed
        assert {result.kind for result in done.results} <= {RowKind.CHANGED, RowKind.UNCHANGED}
        after = dict(Certification.objects.values_list("pk", "expires_at"))
        assert sum(before[pk] != after[pk] for pk in before) == len(changed)
        assert Certification.history.filter(history_type="~").count() == moved + len(changed)
