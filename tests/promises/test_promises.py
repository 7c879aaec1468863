"""What mentors have promised: made, kept by a renewal, withdrawn, broken."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from certifications import services
from certifications.models import Event
from mentorcerts.lib.refusals import Conflict, Missing
from mentorcerts.promises.models import Promise
from mentorcerts.promises.services import withdraw_promises
from renewals.services import remove_renewal, renew_certification
from tests.support.dates import TODAY, at
from tests.support.factories import CertificationFactory
from tests.support.mailing import holding
from tests.support.promises import promise

pytestmark = pytest.mark.django_db


def renew(held, expires="2028-03-01"):
    return renew_certification(
        mentor_id=held.mentor_id,
        renewal_date=at("2026-03-26"),
        new_expiry_date=at(expires),
        processed_by="kim",
        notes="",
        today=TODAY,
    )


def in_force() -> list[str]:
    return [each.note for each in Promise.objects.in_force(TODAY)]


def test_a_promise_is_about_the_certification_that_decides():
    held = holding(20)
    made = promise(held, "2026-04-12")
    assert (made.certification_id, made.expires_on) == (held.pk, date(2026, 4, 15))
    assert (made.day, made.note, made.made_by) == (date(2026, 4, 12), "First-aid course", "kim")
    assert in_force() == ["First-aid course"]


def test_it_can_be_about_another_one_that_counts():
    held = holding(20)
    other = CertificationFactory(
        mentor=held.mentor,
        certification_type__code="check",
        certification_type__requirement="check",
        expires_at=at("2026-05-01"),
        is_current=False,
    )
    made = promise(held, "2026-04-12", certification_id=other.certification_id)
    assert made.certification_id == other.pk
    promise(held, "2026-04-13")
    assert Promise.objects.in_force(TODAY).count() == 2


@pytest.mark.parametrize("day", ["2026-03-25", "2026-07-25"])
def test_its_day_lies_between_today_and_120_days_ahead(day):
    with pytest.raises(ValidationError, match="from today, 26 Mar 2026, through 24 Jul 2026"):
        promise(holding(20), day)


@pytest.mark.parametrize("day", ["2026-03-26", "2026-07-24"])
def test_both_ends_of_that_are_possible(day):
    assert promise(holding(20), day).day == date.fromisoformat(day)


def test_what_was_promised_has_to_be_said():
    with pytest.raises(ValidationError, match="Write what was promised"):
        promise(holding(20), "2026-04-12", note="  ")


def test_who_has_left_promises_nothing():
    held = holding(20)
    services.record_departure(mentor_id=held.mentor_id, reason="Moved", today=TODAY, by="kim")
    with pytest.raises(Conflict, match="has left"):
        promise(held, "2026-04-12")


def test_there_is_nothing_to_promise_about_what_does_not_count():
    with pytest.raises(Conflict, match="does not count"):
        promise(holding(20, revoked=True), "2026-04-12")
    with pytest.raises(Conflict, match="never expires"):
        promise(CertificationFactory(expires_at=at("9999-12-31")), "2026-04-12")
    with pytest.raises(Missing, match="no certification cert_none"):
        promise(holding(20), "2026-04-12", certification_id="cert_none")


def test_a_renewal_clears_it_and_a_removed_renewal_brings_it_back():
    held = holding(20)
    promise(held, "2026-04-12")
    renewal = renew(held)
    assert in_force() == []
    remove_renewal(renewal=renewal, today=TODAY)
    assert in_force() == ["First-aid course"]


def test_another_certification_in_its_place_clears_it():
    held = holding(20)
    promise(held, "2026-04-12")
    CertificationFactory(
        mentor=held.mentor,
        issued_at=at("2026-03-20"),
        expires_at=at("2028-03-01"),
        is_current=False,
    )
    assert in_force() == []


def test_the_next_promise_takes_its_place():
    held = holding(20)
    first = promise(held, "2026-04-12")
    promise(held, "2026-04-20", note="The other course")
    first.refresh_from_db()
    assert (first.end, first.ended_by) == ("replaced", "kim")
    assert in_force() == ["The other course"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(pk=first.pk).update(ended_at=None, ended_by="", end="")


def test_it_is_withdrawn_once():
    held = holding(20)
    promise(held, "2026-04-12")
    withdraw_promises(mentor_id=held.mentor_id, now=timezone.now(), by="kim")
    assert in_force() == []
    with pytest.raises(Conflict, match="No promise"):
        withdraw_promises(mentor_id=held.mentor_id, now=timezone.now(), by="kim")


def test_it_is_broken_the_day_after_while_nothing_was_renewed():
    held = holding(20)
    promise(held, "2026-04-12")
    assert not Promise.objects.broken(date(2026, 4, 12)).exists()
    assert Promise.objects.broken(date(2026, 4, 13)).count() == 1
    renew(held)
    assert not Promise.objects.broken(date(2026, 4, 13)).exists()


def test_it_holds_no_pause_and_tells_nobody_outside():
    held = holding(-1)
    promise(held, "2026-04-12")
    assert type(held).objects.due(TODAY).filter(pk=held.pk).exists()
    assert not Event.objects.exists()
