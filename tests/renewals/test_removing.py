"""Renewals are removed and restored, and what they did goes with them."""

from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from certifications.job.undo import undo_run
from certifications.models import AutoPause, Certification
from certifications.services.certifications import (
    record_certification,
    remove_certification,
    update_certification,
)
from certifications.services.mentors import exempt_mentor
from mentorcerts.lib.refusals import Conflict
from renewals.models import Renewal
from renewals.services import remove_renewal, restore_renewal
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    RenewalFactory,
)
from tests.support.records import refuses
from tests.support.services import ADVANCED, assert_expires, change, renew

pytestmark = pytest.mark.django_db


# --- removing and restoring ---------------------------------------------------------------
def test_removing_the_newest_renewal_puts_the_previous_date_back(certification):
    renew("2027-03-26")
    newest = renew("2028-03-26")
    removed = remove_renewal(renewal=newest, today=TODAY)
    assert removed.deleted_at is not None
    assert_expires(certification, "2027-03-26")
    assert Renewal.objects.live().count() == 1
    assert Renewal.objects.count() == 2


def test_an_older_renewal_cannot_be_removed(certification):
    older, newest = renew("2027-03-26"), renew("2028-03-26")
    with refuses(Conflict, f"remove {newest.renewal_id} first"):
        remove_renewal(renewal=older, today=TODAY)


def test_removing_a_renewal_hands_the_mentor_to_the_certification_that_now_lasts_longest(
    certification,
):
    other = CertificationFactory(
        mentor=certification.mentor,
        certification_type__code=ADVANCED,
        expires_at=at("2027-06-26"),
        is_current=False,
    )
    renewal = renew("2028-03-26", certification_id=certification.certification_id)
    # 2026-09-26 is put back, and the other one lasts until 2027-06-26.
    remove_renewal(renewal=renewal, today=TODAY)
    other.refresh_from_db()
    certification.refresh_from_db()
    assert (certification.is_current, other.is_current) == (False, True)


def test_removing_a_renewal_puts_the_pause_back_that_it_lifted(pause):
    """Cases B11 and F11: with the run and the reason of the old one, applied now."""
    renewal = renew("2028-03-26")
    remove_renewal(renewal=renewal, today=TODAY)
    certification = Certification.objects.get()
    assert certification.expires_at == at("2026-03-01")
    again = AutoPause.objects.open().get()
    assert (again.run, again.reason) == (pause.run, pause.reason)
    assert again.log_id != pause.log_id
    assert certification.auto_pause_applied_at == again.applied_at > pause.applied_at
    done = undo_run(
        run=pause.run, exempt_until=TODAY, reason="Wrong list", today=TODAY, by="coordinator"
    )
    assert [each.pk for each in done.pauses] == [again.pk]


def test_the_pause_that_comes_back_is_no_change_of_the_certification(pause):
    renewal = renew("2028-03-26")
    lines = Certification.history.count()
    remove_renewal(renewal=renewal, today=TODAY)
    assert Certification.history.count() == lines + 1, "the expiry date, and nothing else"


def test_renewals_from_before_know_their_pause_too(pause):
    renewal = renew("2028-03-26")
    Renewal.objects.update(lifted_pause=None)
    migration = import_module("renewals.migrations.0006_lifted_pauses_so_far")
    migration.note_lifted_pauses(apps, SimpleNamespace(connection=connection))
    renewal.refresh_from_db()
    assert renewal.lifted_pause == pause


def test_a_pause_that_would_not_be_due_any_more_does_not_come_back(pause):
    renewal = renew("2028-03-26")
    exempt_mentor(
        mentor_id=pause.mentor_id, until=TODAY, reason="Ill", today=TODAY, by="coordinator"
    )
    remove_renewal(renewal=renewal, today=TODAY)
    assert not AutoPause.objects.open().exists()


def test_removing_a_renewal_that_lifted_no_pause_pauses_nobody_before_the_next_run(certification):
    update_certification(
        certification=certification, changes={"expires_at": at("2026-03-25")}, today=TODAY
    )
    remove_renewal(renewal=renew("2028-03-26"), today=TODAY)
    assert Certification.objects.due(TODAY).count() == 1
    assert not AutoPause.objects.exists()


def test_restored_and_removed_again_the_pause_comes_back_again(pause):
    renewal = remove_renewal(renewal=renew("2028-03-26"), today=TODAY)
    renewal = restore_renewal(renewal=renewal, today=TODAY)
    assert not AutoPause.objects.open().exists()
    remove_renewal(renewal=renewal, today=TODAY)
    assert AutoPause.objects.open().get().run == pause.run


def test_where_the_date_was_corrected_by_hand_removing_must_be_meant(certification):
    renewal = renew("2028-03-26")
    update_certification(
        certification=certification, changes={"expires_at": at("2028-04-01")}, today=TODAY
    )
    with refuses(Conflict, "was changed after renewal-"):
        remove_renewal(renewal=renewal, today=TODAY)
    remove_renewal(renewal=renewal, also_corrected=True, today=TODAY)
    assert_expires(certification, "2026-09-26")


def test_removing_is_refused_where_the_previous_date_lies_before_a_later_issue_date(certification):
    renewal = renew("2028-03-26")
    update_certification(
        certification=certification,
        changes={"issued_at": at("2026-10-01")},
        today=date(2026, 10, 1),
    )
    with refuses(Conflict, "26 Sep 2026, can't be put back: .* later issue date"):
        remove_renewal(renewal=renewal, today=TODAY)


def test_restoring_a_renewal_moves_the_expiry_again(certification):
    renewal = remove_renewal(renewal=renew("2028-03-26"), today=TODAY)
    restored = restore_renewal(renewal=renewal, today=TODAY)
    assert restored.deleted_at is None
    assert_expires(certification, "2028-03-26")


def test_restoring_a_renewal_lifts_the_jobs_pause():
    certification = CertificationFactory(mentor__mentor_id="mentor-042", auto_pause_applied=True)
    pause = AutoPauseFactory(certification=certification)
    removed = RenewalFactory(
        certification=certification,
        renewal_date=at("2026-02-20"),
        previous_expiry_date=at("2026-03-01"),
        new_expiry_date=at("2028-03-01"),
        deleted_at=at("2026-02-25"),
    )
    restore_renewal(renewal=removed, today=TODAY, by="coordinator")
    pause.refresh_from_db()
    assert pause.lift_reason == f"{removed.renewal_id} moved the expiry to 1 Mar 2028"


def test_restoring_is_a_conflict_once_it_was_renewed_anew_or_edited(certification):
    removed = remove_renewal(renewal=renew("2028-03-26"), today=TODAY)
    again = renew("2027-03-26")
    with refuses(Conflict, "has been changed or renewed since"):
        restore_renewal(renewal=removed, today=TODAY)
    remove_renewal(renewal=again, today=TODAY)
    update_certification(
        certification=certification, changes={"expires_at": at("2026-10-26")}, today=TODAY
    )
    with refuses(Conflict, "moved the expiry from 26 Sep 2026"):
        restore_renewal(renewal=removed, today=TODAY)


def test_of_two_removed_renewals_one_can_be_restored(certification):
    first = remove_renewal(renewal=renew("2027-03-26"), today=TODAY)
    second = remove_renewal(renewal=renew("2028-03-26"), today=TODAY)
    restore_renewal(renewal=first, today=TODAY)
    with refuses(Conflict):
        restore_renewal(renewal=second, today=TODAY)
    assert_expires(certification, "2027-03-26")


def test_what_is_not_removed_cannot_be_restored(certification):
    renewal = renew("2028-03-26")
    with refuses(Conflict, f"{renewal.renewal_id} is not removed"):
        restore_renewal(renewal=renewal, today=TODAY)


def test_restoring_is_a_conflict_behind_a_later_renewal_even_where_the_dates_would_fit(
    certification,
):
    removed = remove_renewal(renewal=renew("2028-03-26"), today=TODAY)
    renew("2027-03-26")
    update_certification(
        certification=certification, changes={"expires_at": at("2026-09-26")}, today=TODAY
    )
    with refuses(Conflict, "has been changed or renewed since"):
        restore_renewal(renewal=removed, today=TODAY)


@pytest.fixture
def removed_with_renewals(certification):
    """A removed certification with a live renewal (to 2027) and a removed one (to 2028)."""
    live, removed = renew("2027-03-26"), renew("2028-03-26")
    removed = remove_renewal(renewal=removed, today=TODAY)
    remove_certification(certification=certification, today=TODAY)
    return live, removed


def test_renewals_of_a_removed_certification_cannot_be_moved_or_removed(removed_with_renewals):
    live, _ = removed_with_renewals
    with refuses(Conflict, "has been removed; restore it first"):
        change(live, new_expiry_date=at("2027-06-26"))
    with refuses(Conflict, "has been removed; restore it first"):
        remove_renewal(renewal=live, today=TODAY)


def test_renewals_of_a_removed_certification_cannot_be_restored(removed_with_renewals):
    _, removed = removed_with_renewals
    with refuses(Conflict, "has been removed; restore it first"):
        restore_renewal(renewal=removed, today=TODAY)


# --- in one with the rest -----------------------------------------------------------------
def test_a_renewal_and_an_edit_are_seen_by_each_other(certification):
    update_certification(
        certification=certification, changes={"expires_at": at("2026-12-26")}, today=TODAY
    )
    assert renew("2028-03-26").previous_expiry_date == at("2026-12-26")


def test_renewing_an_exempt_mentor_lifts_nothing_a_second_time(pause):
    exempt_mentor(mentor_id="mentor-042", until=TODAY, reason="Ill", today=TODAY, by="coordinator")
    renew("2028-03-26", by="API")
    pause.refresh_from_db()
    assert pause.lifted_by == "coordinator"


def test_a_new_certification_leaves_the_renewals_of_the_old_one(certification):
    renewal = renew("2027-03-26")
    record_certification(
        mentor_id="mentor-042",
        certification_type=ADVANCED,
        issued_at=at("2026-03-26"),
        expires_at=at("2029-03-26"),
        today=TODAY,
    )
    change(renewal, new_expiry_date=at("2028-03-26"))
    assert_expires(certification, "2028-03-26")
    assert not certification.is_current


# --- public ids ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number", "renewal_id"),
    [(41, "renewal-0041"), (9999, "renewal-9999"), (10000, "renewal-10000")],
)
def test_a_renewal_is_found_by_its_public_id(number, renewal_id):
    renewal = RenewalFactory(pk=number)
    assert renewal.renewal_id == renewal_id
    assert Renewal.objects.with_public_id(renewal_id).get() == renewal


@pytest.mark.parametrize(
    "renewal_id",
    [
        "",
        "renewal-",
        "renewal-41",
        "renewal-00041",
        "renewal-0042",
        "Renewal-0041",
        "renewal-0041 ",
        "renewal-0041\n",
        "renewal-٠٠٤١",
        "renewal--041",
        "41",
        "renewal-" + "9" * 18,
        "renewal-" + "9" * 30,
    ],
)
def test_what_is_no_public_id_finds_nothing(renewal_id):
    RenewalFactory(pk=41)
    assert not Renewal.objects.with_public_id(renewal_id).exists()
