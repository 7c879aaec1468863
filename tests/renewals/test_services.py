"""How expiry dates move, and that how they moved stays on record."""

import pytest
from django.core.exceptions import ValidationError

from certifications.models import AutoPause, Certification
from certifications.services.certifications import (
    record_certification,
    remove_certification,
    update_certification,
)
from certifications.services.mentors import exempt_mentor
from mentorcerts.lib.refusals import Conflict, Missing
from renewals.models import Renewal
from renewals.services import change_renewal, remove_renewal, renew_certification, restore_renewal
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    MentorFactory,
    RenewalFactory,
)
from tests.support.records import refuses

pytestmark = pytest.mark.django_db

ADVANCED = "peer_mentor_advanced"


@pytest.fixture
def certification():
    """Of mentor-042: expires on 2026-09-26."""
    return CertificationFactory(mentor__mentor_id="mentor-042", expires_at=at("2026-09-26"))


def renew(to: str, **changes) -> Renewal:
    return renew_certification(
        **{
            "mentor_id": "mentor-042",
            "renewal_date": at("2026-03-26"),
            "new_expiry_date": at(to),
            "today": TODAY,
        }
        | changes
    )


def change(renewal: Renewal, **changes) -> Renewal:
    return change_renewal(renewal=renewal, changes=changes, today=TODAY, by="coordinator")


def assert_expires(certification: Certification, on: str) -> None:
    certification.refresh_from_db()
    assert certification.expires_at == at(on)


# --- renewing -----------------------------------------------------------------------------
def test_renewing_moves_the_expiry_and_records_how(certification):
    renewal = renew("2028-03-26T12:00:00", processed_by="admin-01", notes="Course passed")
    assert_expires(certification, "2028-03-26T12:00:00")
    renewal.refresh_from_db()
    assert renewal.certification == certification
    assert renewal.renewal_date == at("2026-03-26")
    assert renewal.previous_expiry_date == at("2026-09-26")
    assert renewal.new_expiry_date == at("2028-03-26T12:00:00")
    assert (renewal.processed_by, renewal.notes) == ("admin-01", "Course passed")
    assert renewal.renewal_id == f"renewal-{renewal.pk:04d}"


def test_renewals_chain(certification):
    first, second = renew("2027-03-26"), renew("2028-03-26")
    assert first.new_expiry_date == second.previous_expiry_date
    assert_expires(certification, "2028-03-26")


def test_renewing_marks_the_certification_as_changed_and_keeps_everything_else(certification):
    before = Certification.objects.values().get()
    renew("2028-03-26")
    after = Certification.objects.values().get()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"expires_at", "updated_at"}
    assert after["updated_at"] > before["updated_at"]


def test_the_governing_certification_is_renewed_unless_another_is_named(certification):
    other = CertificationFactory(
        mentor=certification.mentor,
        certification_type__code=ADVANCED,
        expires_at=at("2026-06-26"),
        is_current=False,
    )
    renew("2027-03-26")
    assert_expires(certification, "2027-03-26")
    renew("2026-12-26", certification_id=other.certification_id)
    assert_expires(other, "2026-12-26")
    assert_expires(certification, "2027-03-26")


def test_an_expired_certification_can_be_renewed_to_a_date_that_is_past_too():
    certification = CertificationFactory(mentor__mentor_id="mentor-042")
    renew("2026-03-20", renewal_date=at("2026-03-05"))
    assert_expires(certification, "2026-03-20")


@pytest.mark.parametrize(
    ("to", "granted", "words"),
    [
        (
            "2026-09-25",
            "2026-03-26",
            "A renewal never shortens.*, 2026-09-26",
        ),
        (
            "2026-09-26",
            "2026-03-26",
            "A renewal never shortens.*, 2026-09-26",
        ),
        ("2026-09-26T23:59:59", "2026-03-26", "after the expiry date, 2026-09-26"),
        ("2027-03-26", "2027-03-26", "must be after the renewal date, 2027-03-26"),
        ("2027-03-26T23:00:00", "2027-03-26", "must be after the renewal date, 2027-03-26"),
        ("2027-03-26", "2027-03-27", "must be after the renewal date, 2027-03-27"),
    ],
)
def test_a_renewal_never_shortens_and_ends_after_it_was_granted(to, granted, words, certification):
    with refuses(ValidationError, words) as refusal:
        renew(to, renewal_date=at(granted))
    assert list(refusal.value.message_dict) == ["new_expiry_date"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("renewal_date", at("1899-12-31")),
        ("processed_by", "a" * 151),
    ],
)
def test_values_that_make_no_sense_are_refused_by_their_field(field, value, certification):
    with refuses(ValidationError) as refusal:
        renew("2028-03-26", **{field: value})
    assert list(refusal.value.message_dict) == [field]


def test_the_first_day_of_1900_is_a_date_like_any_other(certification):
    assert renew("2028-03-26", renewal_date=at("1900-01-01")).renewal_date == at("1900-01-01")


def test_a_mentor_nobody_knows_is_missing(certification):
    with refuses(Missing, "There is no mentor mentor-999"):
        renew("2028-03-26", mentor_id="mentor-999")


def test_a_mentor_without_certification_is_missing():
    CertificationFactory(mentor__mentor_id="mentor-042", removed=True)
    with refuses(Missing, "mentor-042 has no certification to renew"):
        renew("2028-03-26")


def test_a_certification_of_somebody_else_or_a_removed_one_is_missing(certification):
    others = CertificationFactory()
    removed = CertificationFactory(mentor=certification.mentor, removed=True)
    for wrong in (others, removed):
        with refuses(Missing, f"mentor-042 has no certification {wrong.certification_id}"):
            renew("2028-03-26", certification_id=wrong.certification_id)


def test_a_revoked_certification_cannot_be_renewed():
    revoked = CertificationFactory(mentor__mentor_id="mentor-042", revoked=True)
    for named in (None, revoked.certification_id):
        with refuses(Conflict, f"{revoked.certification_id} was revoked on 2026-02-15"):
            renew("2028-03-26", certification_id=named)


# --- what a renewal lifts -----------------------------------------------------------------
@pytest.fixture
def pause():
    """Of mentor-042, since their certification expired on 2026-03-01."""
    return AutoPauseFactory(certification__mentor__mentor_id="mentor-042")


def test_renewal_lifts_the_jobs_pause(pause):
    renewal = renew("2028-03-26", by="API")
    pause.refresh_from_db()
    assert pause.lifted_at is not None
    assert pause.lifted_by == "API"
    assert pause.lift_reason == f"{renewal.renewal_id} moved the expiry to 2028-03-26"
    certification = Certification.objects.get()
    assert not certification.auto_pause_applied
    assert certification.auto_pause_applied_at is None


def test_renewal_lifts_only_the_jobs_pause():
    mentor = MentorFactory(mentor_id="mentor-042", paused_by_hand=True)
    AutoPauseFactory(certification__mentor=mentor)
    renew("2028-03-26")
    mentor.refresh_from_db()
    assert mentor.pause_reason == "On leave"
    assert not AutoPause.objects.open().exists()


def test_renewal_lifts_only_that_mentors_pause(pause):
    other = AutoPauseFactory()
    renew("2028-03-26")
    assert AutoPause.objects.open().get() == other


@pytest.mark.parametrize(("to", "lifted"), [("2026-03-25", False), ("2026-03-26", True)])
def test_renewal_lifts_nothing_while_the_new_date_is_past_as_well(to, lifted, pause):
    renew(to, renewal_date=at("2026-03-02"))
    assert AutoPause.objects.open().exists() is not lifted
    assert Certification.objects.get().auto_pause_applied is not lifted


def test_renewing_another_certification_that_stays_shorter_lifts_nothing(pause):
    shorter = CertificationFactory(
        mentor=pause.mentor,
        certification_type__code=ADVANCED,
        expires_at=at("2026-01-01"),
        is_current=False,
    )
    renew("2026-02-01", renewal_date=at("2026-01-01"), certification_id=shorter.certification_id)
    assert AutoPause.objects.open().get().certification == pause.certification


# --- changing -----------------------------------------------------------------------------
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
    assert pause.lift_reason == f"{renewal.renewal_id} moved the expiry to 2028-03-26"


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
    with refuses(Conflict, "was changed after .* now expires on 2028-06-26"):
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


def test_removing_a_renewal_pauses_nobody_before_the_next_run(pause):
    renewal = renew("2028-03-26")
    remove_renewal(renewal=renewal, today=TODAY)
    certification = Certification.objects.get()
    assert certification.expires_at == at("2026-03-01")
    assert not certification.auto_pause_applied
    assert not AutoPause.objects.open().exists()


def test_removing_is_refused_where_the_previous_date_lies_before_a_later_issue_date(certification):
    renewal = renew("2028-03-26")
    update_certification(
        certification=certification, changes={"issued_at": at("2026-10-01")}, today=TODAY
    )
    with refuses(Conflict, "2026-09-26, can't be put back: .* later issue date"):
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
    assert pause.lift_reason == f"{removed.renewal_id} moved the expiry to 2028-03-01"


def test_restoring_is_a_conflict_once_it_was_renewed_anew_or_edited(certification):
    removed = remove_renewal(renewal=renew("2028-03-26"), today=TODAY)
    again = renew("2027-03-26")
    with refuses(Conflict, "has been changed or renewed since"):
        restore_renewal(renewal=removed, today=TODAY)
    remove_renewal(renewal=again, today=TODAY)
    update_certification(
        certification=certification, changes={"expires_at": at("2026-10-26")}, today=TODAY
    )
    with refuses(Conflict, "moved the expiry from 2026-09-26"):
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
    with refuses(Missing, f"{renewal.renewal_id} is not removed"):
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
