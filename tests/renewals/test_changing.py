"""The newest renewal can be changed; older ones are history."""

import pytest
from django.core.exceptions import ValidationError

from certifications.models import AutoPause, Certification
from certifications.services.certifications import (
    update_certification,
)
from mentorcerts.lib.refusals import Conflict, Missing
from renewals.services import remove_renewal
from tests.support.dates import TODAY, at
from tests.support.records import refuses
from tests.support.services import assert_expires, change, renew

pytestmark = pytest.mark.django_db


def test_changing_the_newest_renewal_moves_the_expiry_with_it(certification):
    renewal = renew("2028-03-26")
    changed = change(renewal, new_expiry_date=at("2027-03-26"))
    assert_expires(certification, "2027-03-26")
    assert changed.previous_expiry_date == at("2026-09-26")
    assert changed.updated_at > renewal.updated_at


def test_changing_the_newest_renewal_lifts_the_jobs_pause(pause):
    renewal = renew("2026-03-20", renewal_date=at("2026-03-02"))
    change(renewal, new_expiry_date=at("2028-03-26"))
    pause.refresh_from_db()
    assert pause.lifted_by == "coordinator"
    assert pause.lift_reason == f"{renewal.renewal_id} moved the expiry to 26 Mar 2028"


def test_changing_who_processed_it_and_the_notes_moves_nothing(certification):
    renewal = renew("2028-03-26")
    before = Certification.objects.values().get()
    change(renewal, processed_by="admin-02", notes="By post")
    renewal.refresh_from_db()
    assert (renewal.processed_by, renewal.notes) == ("admin-02", "By post")
    assert Certification.objects.values().get() == before


def test_changing_notes_lifts_nothing(pause):
    renewal = renew("2026-03-20", renewal_date=at("2026-03-02"))
    change(renewal, notes="By post")
    assert AutoPause.objects.open().get() == pause


def test_changing_when_it_was_granted_moves_nothing(certification):
    renewal = change(renew("2028-03-26"), renewal_date=at("2026-03-20"))
    renewal.refresh_from_db()
    assert renewal.renewal_date == at("2026-03-20")
    assert_expires(certification, "2028-03-26")


def test_the_dates_of_an_older_renewal_are_history(certification):
    older, newest = renew("2027-03-26"), renew("2028-03-26")
    for dates in ({"new_expiry_date": at("2027-06-26")}, {"renewal_date": at("2026-03-01")}):
        with refuses(Conflict, f"{older.renewal_id} is history: {newest.renewal_id} came after"):
            change(older, **dates)


def test_notes_of_an_older_renewal_can_be_changed_and_its_dates_sent_back(certification):
    older = renew("2027-03-26")
    renew("2028-03-26")
    change(older, notes="By post", new_expiry_date=at("2027-03-26"), renewal_date=at("2026-03-26"))
    older.refresh_from_db()
    assert older.notes == "By post"
    assert_expires(certification, "2028-03-26")


def test_a_renewal_carries_the_expiry_again_once_the_newer_one_is_removed(certification):
    older, newest = renew("2027-03-26"), renew("2028-03-26")
    remove_renewal(renewal=newest, today=TODAY)
    change(older, new_expiry_date=at("2027-06-26"))
    assert_expires(certification, "2027-06-26")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"new_expiry_date": at("2026-09-26")}, "after the expiry date, 2026-09-26"),
        ({"renewal_date": at("2028-03-26")}, "after the renewal date, 2028-03-26"),
    ],
)
def test_a_changed_renewal_never_shortens_either(changes, words, certification):
    renewal = renew("2028-03-26")
    with refuses(ValidationError, words):
        change(renewal, **changes)


def test_changing_a_renewal_whose_certification_was_edited_since_is_a_conflict(certification):
    renewal = renew("2028-03-26")
    update_certification(
        certification=certification, changes={"expires_at": at("2028-06-26")}, today=TODAY
    )
    with refuses(Conflict, "was changed after .* now expires on 26 Jun 2028"):
        change(renewal, new_expiry_date=at("2029-03-26"))
    with refuses(Conflict, "was changed after"):
        remove_renewal(renewal=renewal, today=TODAY)
    change(renewal, notes="By post")


def test_a_removed_renewal_cannot_be_changed_or_removed(certification):
    renewal = renew("2028-03-26")
    remove_renewal(renewal=renewal, today=TODAY)
    with refuses(Missing, f"{renewal.renewal_id} has been removed"):
        change(renewal, notes="By post")
    with refuses(Missing, f"{renewal.renewal_id} has been removed"):
        remove_renewal(renewal=renewal, today=TODAY)
