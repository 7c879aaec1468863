"""What the services of certifications, mentors and types write, and what they refuse."""

import itertools
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from certifications import ids, services
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Certification, CertificationType, Mentor
from mentorcerts.lib import identifiers
from mentorcerts.lib.refusals import Conflict, Missing
from tests.support.dates import TODAY, at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
    MentorFactory,
)
from tests.support.records import everything, refuses

pytestmark = pytest.mark.django_db

BASIC, ADVANCED = "peer_mentor_basic", "peer_mentor_advanced"


def record(**changes) -> Certification:
    return services.record_certification(
        **{
            "mentor_id": "mentor-042",
            "certification_type": BASIC,
            "issued_at": at("2024-03-26"),
            "expires_at": at("2026-09-26"),
            "today": TODAY,
        }
        | changes
    )


def update(certification: Certification, *, status=None, reason="", **changes) -> Certification:
    return services.update_certification(
        certification=certification, changes=changes, status=status, reason=reason, today=TODAY
    )


# --- recording ----------------------------------------------------------------------------
def test_recording_keeps_the_moments_as_given():
    certification = record(
        issued_at=at("2024-03-26T09:15:00"), expires_at=at("2026-09-26T18:00:00")
    )
    certification.refresh_from_db()
    assert certification.issued_at == at("2024-03-26T09:15:00")
    assert certification.expires_at == at("2026-09-26T18:00:00")
    assert certification.is_current
    assert not certification.auto_pause_applied
    assert identifiers.IDENTIFIER.fullmatch(certification.certification_id)
    assert certification.certification_id.startswith("cert_")


def test_mentor_and_type_are_made_on_first_use_and_found_afterwards():
    record()
    record(issued_at=at("2025-03-26"))
    assert Mentor.objects.get().mentor_id == "mentor-042"
    kind = CertificationType.objects.get()
    assert (kind.code, kind.validity_months, kind.grace_days) == (BASIC, None, 0)


def test_the_records_of_known_mentors_and_types_stay_as_they_are():
    MentorFactory(mentor_id="mentor-042", name="Ada Abebe")
    CertificationTypeFactory(code=BASIC, name="Peer mentor, basic", grace_days=7)
    before = everything()
    record()
    after = everything()
    assert after["Mentor"] == before["Mentor"]
    assert after["CertificationType"] == before["CertificationType"]


@pytest.mark.parametrize("field", ["mentor_id", "certification_type"])
@pytest.mark.parametrize(
    "value", ["", "two words", "a/b", "tab\t", "nul\x00", "é", "m" * 65, "m\n"]
)
def test_what_is_no_identifier_is_refused_by_its_field(field, value):
    with refuses(ValidationError) as refusal:
        record(**{field: value})
    assert list(refusal.value.message_dict) == [field]


def test_without_an_expiry_date_the_types_validity_decides():
    CertificationTypeFactory(code=BASIC, validity_months=24)
    certification = record(issued_at=at("2024-02-29"), expires_at=None)
    assert certification.expires_at == at("2026-02-28")


def test_without_expiry_date_and_validity_it_is_refused():
    with refuses(ValidationError, "no default validity") as refusal:
        record(expires_at=None)
    assert list(refusal.value.message_dict) == ["expires_at"]


def test_a_validity_that_leads_beyond_the_year_9999_is_refused():
    CertificationTypeFactory(code=BASIC, validity_months=24)
    with refuses(ValidationError, "beyond 9999-12-31") as refusal:
        record(issued_at=at("9998-03-26"), expires_at=None)
    assert list(refusal.value.message_dict) == ["issued_at"]


@pytest.mark.parametrize(
    ("field", "dates"),
    [
        ("issued_at", {"issued_at": at("1899-12-31")}),
        ("expires_at", {"issued_at": at("2026-01-01"), "expires_at": at("1026-01-01")}),
        ("expires_at", {"issued_at": at("2026-09-27")}),
        ("expires_at", {"issued_at": at("2026-09-26")}),
    ],
)
def test_dates_that_make_no_sense_are_refused_by_their_field(field, dates):
    with refuses(ValidationError) as refusal:
        record(**dates)
    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("issued", "expires"),
    [("00:00:00", "00:00:00"), ("00:00:00", "23:59:59"), ("23:59:59", "00:00:00")],
)
def test_expiring_on_the_day_of_issue_is_refused_whatever_the_times(issued, expires):
    with refuses(ValidationError) as refusal:
        record(issued_at=at(f"2026-03-26T{issued}"), expires_at=at(f"2026-03-26T{expires}"))
    assert list(refusal.value.message_dict) == ["expires_at"]


def test_the_earliest_and_the_latest_dates_are_recorded():
    certification = record(issued_at=at("1900-01-01"), expires_at=at("9999-12-31T23:59:59"))
    certification.refresh_from_db()
    assert certification.issued_at == at("1900-01-01")
    assert certification.expires_at == at("9999-12-31T23:59:59")


def test_must_govern_refuses_one_that_another_outlasts():
    governing = record(expires_at=at("2028-09-26"))
    with refuses(Conflict, rf"stands on {governing.certification_id}.*\(through 2028-09-26\)"):
        record(certification_type=ADVANCED, must_govern=True)


def test_must_govern_makes_nothing_on_first_use_when_it_refuses():
    record(expires_at=at("2028-09-26"))
    with refuses(Conflict):
        record(certification_type="brand_new", must_govern=True)
    assert not CertificationType.objects.filter(code="brand_new").exists()


def test_must_govern_takes_one_that_governs():
    record()
    assert record(
        certification_type=ADVANCED, expires_at=at("2028-09-26"), must_govern=True
    ).is_current


def test_must_govern_takes_a_first_one_even_if_it_has_expired():
    assert record(expires_at=at("2026-03-01"), must_govern=True).is_current


# --- the claim that a status is -----------------------------------------------------------
@pytest.mark.parametrize(
    ("expires", "claim"),
    [
        ("2026-03-26", "valid"),
        ("2026-03-26T00:00:00", "valid"),
        ("2026-03-25T23:59:59", "expired"),
        ("2026-03-01", "expired"),
        ("2026-03-01", None),
        ("2026-09-26", None),
    ],
)
def test_a_status_that_agrees_with_the_dates_is_taken(expires, claim):
    assert record(expires_at=at(expires), status=claim).revoked_at is None
    assert update(Certification.objects.get(), status=claim).revoked_at is None


@pytest.mark.parametrize(
    ("expires", "claim", "advice"),
    [
        ("2026-03-25T23:59:59", "valid", "Send a later expires_at with it."),
        ("2026-03-26", "expired", "Leave status out, or change expires_at or the revocation."),
        ("2026-09-26", "expired", "Leave status out, or change expires_at or the revocation."),
    ],
)
def test_a_status_that_contradicts_the_dates_is_refused_with_advice(expires, claim, advice):
    with refuses(ValidationError) as refusal:
        record(expires_at=at(expires), status=claim)
    (message,) = refusal.value.message_dict["status"]
    assert message.startswith(f"It can't be {claim}: the record is ")
    assert message.endswith(advice)
    certification = record(expires_at=at(expires))
    with refuses(ValidationError):
        update(certification, status=claim)


@pytest.mark.parametrize("expires", ["2026-03-01", "2026-09-26"])
def test_recording_as_revoked_revokes(expires):
    certification = record(expires_at=at(expires), status="revoked")
    assert certification.revoked_at is not None
    assert certification.revocation_reason == ""
    assert certification.is_current


def test_revoking_keeps_the_reason():
    certification = update(record(), status="revoked", reason="Complaint upheld")
    assert certification.revoked_at is not None
    assert certification.revocation_reason == "Complaint upheld"
    assert certification.updated_reason == "Complaint upheld"


def test_revoking_again_keeps_the_first_moment_and_reason():
    first = update(record(), status="revoked", reason="Complaint upheld")
    again = update(first, status="revoked", reason="Something else")
    assert again.revoked_at == first.revoked_at
    assert again.revocation_reason == "Complaint upheld"


def test_valid_lifts_a_revocation():
    certification = update(record(status="revoked"), status="valid", reason="Appeal won")
    assert certification.revoked_at is None
    assert certification.revocation_reason == ""


def test_valid_does_not_lift_a_revocation_where_the_dates_have_run_out():
    certification = record(expires_at=at("2026-03-01"), status="revoked")
    with refuses(ValidationError, "Send a later expires_at with it"):
        update(certification, status="valid")


def test_valid_lifts_a_revocation_together_with_a_later_expiry_date():
    certification = record(expires_at=at("2026-03-01"), status="revoked")
    certification = update(certification, status="valid", expires_at=at("2027-03-01"))
    assert certification.revoked_at is None
    assert certification.expires_at == at("2027-03-01")


@pytest.mark.parametrize("expires", ["2026-03-01", "2026-09-26"])
def test_a_revocation_can_be_lifted_whatever_the_dates_say(expires):
    certification = update(record(expires_at=at(expires)), status="revoked", reason="Complaint")
    lifted = services.update_certification(
        certification=certification, changes={}, lift_revocation=True, today=TODAY
    )
    assert (lifted.revoked_at, lifted.revocation_reason) == (None, "")
    assert lifted.expires_at == at(expires)


def test_a_revoked_one_is_not_expired_even_if_its_dates_have_run_out():
    certification = record(expires_at=at("2026-03-01"), status="revoked")
    with refuses(ValidationError, "the record is revoked"):
        update(certification, status="expired")


def test_without_a_claim_a_revocation_stands():
    certification = update(record(status="revoked"), expires_at=at("2028-09-26"))
    assert certification.revoked_at is not None


def test_a_status_is_checked_against_the_dates_that_result():
    certification = record()
    with refuses(ValidationError):
        update(certification, status="valid", expires_at=at("2026-03-25"))
    assert update(certification, status="expired", expires_at=at("2026-03-25")).expires_at == at(
        "2026-03-25"
    )


# --- changing -----------------------------------------------------------------------------
def test_updating_changes_the_fields_given_and_no_other():
    certification = record(issued_at=at("2024-03-26T09:15:00"))
    changed = update(certification, expires_at=at("2027-01-31T12:00:00"), reason="A typo")
    assert changed.expires_at == at("2027-01-31T12:00:00")
    assert changed.issued_at == at("2024-03-26T09:15:00")
    assert changed.certification_type_id == BASIC
    assert changed.updated_reason == "A typo"
    assert changed.updated_at > certification.updated_at
    assert changed.created_at == certification.created_at


def test_updating_makes_a_type_on_first_use():
    assert update(record(), certification_type=ADVANCED).certification_type_id == ADVANCED
    assert CertificationType.objects.filter(code=ADVANCED).exists()


def test_updating_works_on_the_record_as_it_is_now():
    """What the caller holds may be old: a field that they did not change is not put back."""
    stale = record()
    update(Certification.objects.get(), expires_at=at("2028-01-01"))
    assert update(stale, issued_at=at("2024-01-01")).expires_at == at("2028-01-01")


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("issued_at", {"issued_at": at("1899-12-31")}),
        ("expires_at", {"issued_at": at("2026-09-26")}),
        ("expires_at", {"expires_at": at("2024-03-26")}),
        ("certification_type", {"certification_type": "two words"}),
    ],
)
def test_changes_that_make_no_sense_are_refused_by_their_field(field, changes):
    certification = record()
    with refuses(ValidationError) as refusal:
        update(certification, **changes)
    assert list(refusal.value.message_dict) == [field]


def test_changing_what_is_no_field_is_a_programming_error():
    certification = record()
    with refuses(TypeError, "not fields of a certification: mentor_id"):
        update(certification, mentor_id="mentor-043")


def test_the_changes_handed_in_are_left_as_they_are():
    changes = {"expires_at": at("2027-01-31"), "certification_type": ADVANCED}
    services.update_certification(certification=record(), changes=changes, today=TODAY)
    assert changes == {"expires_at": at("2027-01-31"), "certification_type": ADVANCED}


# --- duplicates ---------------------------------------------------------------------------
@pytest.mark.parametrize("issued", ["2024-03-26T00:00:00", "2024-03-26T23:59:59.999999"])
def test_a_second_one_of_the_same_day_is_a_conflict_that_names_the_first(issued):
    twin = record(issued_at=at("2024-03-26T12:00:00"))
    with refuses(Conflict, f"{twin.certification_id} is already recorded") as refusal:
        record(issued_at=at(issued))
    assert refusal.value.details == {"certification_id": twin.certification_id}


def test_the_day_of_issue_is_the_utc_day():
    record(issued_at=at("2024-03-26T23:30:00"))
    with refuses(Conflict):
        record(issued_at=at("2024-03-27T00:30:00+01:00"))
    record(issued_at=at("2024-03-26T23:30:00-05:00"))


@pytest.mark.parametrize(
    "other",
    [
        {"issued_at": at("2024-03-27")},
        {"issued_at": at("2024-03-25T23:59:59")},
        {"certification_type": ADVANCED},
        {"mentor_id": "mentor-043"},
    ],
)
def test_another_day_type_or_mentor_is_no_duplicate(other):
    record()
    record(**other)
    assert Certification.objects.count() == 2


def test_a_removed_one_is_no_duplicate():
    services.remove_certification(certification=record(), today=TODAY)
    record()


@pytest.mark.parametrize(
    "changes", [{"issued_at": at("2024-03-26T10:00:00")}, {"certification_type": BASIC}]
)
def test_changing_one_into_a_duplicate_is_a_conflict(changes):
    twin = record()
    issued = at("2024-03-26") if "certification_type" in changes else at("2025-03-26")
    kind = ADVANCED if "certification_type" in changes else BASIC
    other = record(issued_at=issued, certification_type=kind)
    with refuses(Conflict, twin.certification_id):
        update(other, **changes)


def test_changing_the_time_of_issue_within_its_day_is_no_conflict_with_itself():
    update(record(), issued_at=at("2024-03-26T18:00:00"))


# --- random ids ---------------------------------------------------------------------------
@pytest.fixture
def drawn(monkeypatch):
    """``drawn("A", "B")``: the next ids end in 0000000A and 0000000B."""

    def draw(*endings: str) -> None:
        numbers = iter(endings)
        monkeypatch.setattr(ids, "random_id", lambda prefix: f"{prefix}0000000{next(numbers)}")

    return draw


def test_an_id_that_is_taken_is_drawn_again(drawn):
    drawn("A", "A", "A", "B")
    assert record().certification_id == "cert_0000000A"
    assert record(certification_type=ADVANCED).certification_id == "cert_0000000B"


def test_an_id_of_a_removed_record_is_taken_too(drawn):
    drawn("A", "A", "B")
    services.remove_certification(certification=record(), today=TODAY)
    assert record().certification_id == "cert_0000000B"


def test_ids_that_are_always_taken_end_in_an_error(drawn):
    drawn(*itertools.repeat("A", 10))
    record()
    with refuses(IntegrityError):
        record(certification_type=ADVANCED)


@pytest.fixture
def database_draws_the_same(monkeypatch):
    """The batch's own ids are all one: it fails whenever it is tried with more than one row."""
    monkeypatch.setattr("certifications.job.claim.CROCKFORD", "0" * 32)
    AutoPauseFactory(log_id="log_00000000", lifted_at=at("2026-03-03"), lift_reason="Renewed")


def test_log_ids_that_are_taken_are_drawn_again(drawn, database_draws_the_same):
    """One id is taken by an older pause, one by the pause just made."""
    AutoPauseFactory(log_id="log_0000000A", lifted_at=at("2026-03-03"), lift_reason="Renewed")
    Certification.objects.update(auto_pause_applied=False, auto_pause_applied_at=None)
    CertificationFactory()
    drawn("A", "B", "B", "C", "D")
    run = expire_certifications(today=TODAY, trigger="schedule")
    assert (run.auto_paused, run.failures) == (3, [])
    assert set(AutoPause.objects.open().values_list("log_id", flat=True)) == {
        "log_0000000B",
        "log_0000000C",
        "log_0000000D",
    }


def test_log_ids_that_are_taken_again_when_drawn_again_are_drawn_once_more(
    drawn, database_draws_the_same
):
    AutoPauseFactory(log_id="log_0000000A", lifted_at=at("2026-03-03"), lift_reason="Renewed")
    Certification.objects.filter(pauses__log_id="log_00000000").update(revoked_at=at("2026-03-03"))
    Certification.objects.update(auto_pause_applied=False, auto_pause_applied_at=None)
    drawn("A", "A", "A", "B")
    assert expire_certifications(today=TODAY, trigger="schedule").auto_paused == 1
    assert AutoPause.objects.open().get().log_id == "log_0000000B"


# --- removing and restoring ---------------------------------------------------------------
def test_removing_hides_and_keeps():
    certification = services.remove_certification(certification=record(), today=TODAY)
    assert certification.deleted_at is not None
    assert not certification.is_current
    assert not Certification.objects.live().exists()
    assert Certification.objects.count() == 1


def test_what_is_removed_cannot_be_removed_or_changed():
    stale = record()
    services.remove_certification(certification=stale, today=TODAY)
    with refuses(Missing, f"{stale.certification_id} has been removed"):
        services.remove_certification(certification=stale, today=TODAY)
    with refuses(Missing, f"{stale.certification_id} has been removed"):
        update(stale, expires_at=at("2028-01-01"))


def test_restoring_brings_a_record_back_as_it_was():
    certification = record(status="revoked")
    removed = services.remove_certification(certification=certification, today=TODAY)
    restored = services.restore_certification(certification=removed, today=TODAY)
    assert restored.deleted_at is None
    assert restored.is_current
    assert restored.revoked_at == certification.revoked_at
    assert restored.expires_at == certification.expires_at


def test_what_is_not_removed_cannot_be_restored():
    certification = record()
    with refuses(Missing, f"{certification.certification_id} is not removed"):
        services.restore_certification(certification=certification, today=TODAY)


def test_restoring_is_a_conflict_where_a_live_one_has_taken_its_place():
    removed = services.remove_certification(certification=record(), today=TODAY)
    successor = record()
    with refuses(Conflict, successor.certification_id):
        services.restore_certification(certification=removed, today=TODAY)


def test_removing_a_mentors_certifications_removes_the_live_ones_and_counts_them():
    removed_before = services.remove_certification(certification=record(), today=TODAY)
    record(issued_at=at("2025-03-26"))
    record(certification_type=ADVANCED)
    other = record(mentor_id="mentor-043")
    assert services.remove_mentor_certifications(mentor_id="mentor-042", today=TODAY) == 2
    assert Certification.objects.live().get() == other
    deleted_at = removed_before.deleted_at
    removed_before.refresh_from_db()
    assert removed_before.deleted_at == deleted_at


def test_removing_the_certifications_of_a_mentor_without_any_is_refused():
    services.remove_certification(certification=record(), today=TODAY)
    with refuses(Missing, "mentor-042 has no certification"):
        services.remove_mentor_certifications(mentor_id="mentor-042", today=TODAY)
    with refuses(Missing, "There is no mentor mentor-999"):
        services.remove_mentor_certifications(mentor_id="mentor-999", today=TODAY)


def test_the_job_does_not_see_removed_records():
    services.remove_certification(certification=record(expires_at=at("2026-03-01")), today=TODAY)
    run = expire_certifications(today=TODAY, trigger="schedule")
    assert (run.mentors_scanned, run.expired_found) == (0, 0)


# --- mentors ------------------------------------------------------------------------------
def test_a_mentor_is_saved_and_saved_again():
    services.save_mentor(mentor_id="mentor-042", name="Ada Abebe", email="ada@mentors.example")
    services.save_mentor(mentor_id="mentor-042", name="Ada Bauer")
    mentor = Mentor.objects.get()
    assert (mentor.mentor_id, mentor.name, mentor.email) == ("mentor-042", "Ada Bauer", "")


def test_saving_a_mentor_leaves_pause_and_exemption_alone():
    MentorFactory(mentor_id="mentor-042", paused_by_hand=True, exempt_until=date(2026, 4, 30))
    services.save_mentor(mentor_id="mentor-042", name="Ada Abebe")
    mentor = Mentor.objects.get()
    assert mentor.pause_reason == "On leave"
    assert mentor.exempt_until == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", {"email": "not an address"}),
        ("name", {"name": "A" * 201}),
        ("mentor_id", {"mentor_id": "two words"}),
    ],
)
def test_a_mentor_that_makes_no_sense_is_refused_by_field(field, values):
    with refuses(ValidationError) as refusal:
        services.save_mentor(**{"mentor_id": "mentor-042"} | values)
    assert list(refusal.value.message_dict) == [field]


def test_a_coordinator_pauses_and_resumes():
    MentorFactory(mentor_id="mentor-042")
    services.pause_mentor(mentor_id="mentor-042", reason="  On leave ", by="coordinator")
    mentor = Mentor.objects.get()
    assert mentor.paused_at is not None
    assert (mentor.paused_by, mentor.pause_reason) == ("coordinator", "On leave")
    services.resume_mentor(mentor_id="mentor-042")
    mentor.refresh_from_db()
    assert (mentor.paused_at, mentor.paused_by, mentor.pause_reason) == (None, "", "")


def test_pausing_the_paused_and_resuming_the_others_is_a_conflict():
    MentorFactory(mentor_id="mentor-042", paused_by_hand=True)
    MentorFactory(mentor_id="mentor-043")
    with refuses(Conflict, "mentor-042 is already paused by coordinator"):
        services.pause_mentor(mentor_id="mentor-042", reason="Again", by="another")
    with refuses(Conflict, "mentor-043 is not paused by hand"):
        services.resume_mentor(mentor_id="mentor-043")


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_a_pause_or_an_exemption_needs_a_reason(reason):
    MentorFactory(mentor_id="mentor-042")
    with refuses(ValidationError, "Give a reason"):
        services.pause_mentor(mentor_id="mentor-042", reason=reason, by="coordinator")
    with refuses(ValidationError, "Give a reason"):
        services.exempt_mentor(
            mentor_id="mentor-042", until=TODAY, reason=reason, today=TODAY, by="coordinator"
        )


def test_the_stand_of_an_unknown_mentor_cannot_be_changed():
    for change in (
        lambda: services.pause_mentor(mentor_id="mentor-999", reason="Leave", by="coordinator"),
        lambda: services.resume_mentor(mentor_id="mentor-999"),
        lambda: services.end_exemption(mentor_id="mentor-999"),
        lambda: services.exempt_mentor(
            mentor_id="mentor-999", until=TODAY, reason="Ill", today=TODAY, by="coordinator"
        ),
    ):
        with refuses(Missing, "There is no mentor mentor-999"):
            change()


def test_nothing_but_a_coordinator_lifts_a_coordinators_pause():
    pause = AutoPauseFactory(
        certification__mentor=MentorFactory(mentor_id="mentor-042", paused_by_hand=True)
    )
    update(pause.certification, expires_at=at("2028-03-01"))
    services.exempt_mentor(
        mentor_id="mentor-042", until=TODAY, reason="Ill", today=TODAY, by="coordinator"
    )
    pause.refresh_from_db()
    assert pause.lifted_at is not None
    assert Mentor.objects.get().pause_reason == "On leave"


def test_resuming_leaves_the_jobs_pause():
    pause = AutoPauseFactory(
        certification__mentor=MentorFactory(mentor_id="mentor-042", paused_by_hand=True)
    )
    services.resume_mentor(mentor_id="mentor-042")
    pause.refresh_from_db()
    assert pause.lifted_at is None
    assert Certification.objects.get().auto_pause_applied


def test_the_job_pauses_those_whom_a_coordinator_paused_as_well():
    CertificationFactory(mentor=MentorFactory(mentor_id="mentor-042", paused_by_hand=True))
    assert expire_certifications(today=TODAY, trigger="schedule").auto_paused == 1
    assert Mentor.objects.get().paused_at is not None


# --- exemptions ---------------------------------------------------------------------------
def exempt(until: date, *, reason: str = "Ill") -> Mentor:
    return services.exempt_mentor(
        mentor_id="mentor-042", until=until, reason=reason, today=TODAY, by="coordinator"
    )


def test_an_exemption_lifts_now_keeps_the_job_away_and_then_lets_it_pause_again():
    first = AutoPauseFactory(certification__mentor__mentor_id="mentor-042")
    exempt(date(2026, 3, 28))
    assert not Certification.objects.get().auto_pause_applied
    for day in (26, 27, 28):
        run = expire_certifications(today=date(2026, 3, day), trigger="schedule")
        assert (run.expired_found, run.auto_paused, run.skipped_exempt) == (0, 0, 1)
    run = expire_certifications(today=date(2026, 3, 29), trigger="schedule")
    assert (run.expired_found, run.auto_paused, run.skipped_exempt) == (1, 1, 0)
    assert Certification.objects.get().auto_pause_applied
    first.refresh_from_db()
    assert first.lift_reason == "Exempt until 2026-03-28: Ill"
    assert AutoPause.objects.count() == 2


def test_the_lift_of_an_exemption_keeps_the_reason_that_the_exemption_keeps():
    pause = AutoPauseFactory(certification__mentor__mentor_id="mentor-042")
    assert exempt(TODAY, reason="  Ill ").exempt_reason == "Ill"
    pause.refresh_from_db()
    assert pause.lift_reason == "Exempt until 2026-03-26: Ill"


def test_an_exemption_ends_when_a_coordinator_ends_it():
    CertificationFactory(mentor__mentor_id="mentor-042")
    exempt(date(2026, 4, 30))
    services.end_exemption(mentor_id="mentor-042")
    mentor = Mentor.objects.get()
    assert (mentor.exempt_until, mentor.exempt_reason) == (None, "")
    assert not AutoPause.objects.exists(), "it is not run for them there and then"
    assert expire_certifications(today=TODAY, trigger="schedule").auto_paused == 1


def test_an_exemption_can_be_prolonged_or_cut_short():
    MentorFactory(mentor_id="mentor-042")
    for until in (date(2026, 4, 30), date(2026, 5, 31), TODAY):
        assert exempt(until).exempt_until == until
    assert Mentor.objects.get().exempt_reason == "Ill"


def test_an_exemption_until_yesterday_is_refused():
    MentorFactory(mentor_id="mentor-042")
    with refuses(ValidationError, "must not lie before today, 2026-03-26") as refusal:
        exempt(date(2026, 3, 25))
    assert list(refusal.value.message_dict) == ["exempt_until"]


def test_ending_an_exemption_that_is_not_there_is_a_conflict():
    MentorFactory(mentor_id="mentor-042")
    with refuses(Conflict, "mentor-042 has no exemption"):
        services.end_exemption(mentor_id="mentor-042")


# --- types --------------------------------------------------------------------------------
def test_a_type_is_saved_and_saved_again():
    services.save_certification_type(code=BASIC, name="Basic", validity_months=36, today=TODAY)
    services.save_certification_type(code=BASIC, name="Peer mentor", grace_days=14, today=TODAY)
    kind = CertificationType.objects.get()
    assert (kind.code, kind.name) == (BASIC, "Peer mentor")
    assert (kind.validity_months, kind.grace_days) == (None, 14)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("grace_days", {"grace_days": 3651}),
        ("grace_days", {"grace_days": -1}),
        ("validity_months", {"validity_months": 0}),
        ("validity_months", {"validity_months": 1201}),
        ("name", {"name": "B" * 201}),
        ("code", {"code": "two words"}),
    ],
)
def test_a_type_that_makes_no_sense_is_refused_by_field(field, values):
    with refuses(ValidationError) as refusal:
        services.save_certification_type(**{"code": BASIC, "today": TODAY} | values)
    assert list(refusal.value.message_dict) == [field]


def test_a_shorter_grace_pauses_nobody_before_the_next_run():
    CertificationTypeFactory(code=BASIC, grace_days=60)
    CertificationFactory()
    services.save_certification_type(code=BASIC, grace_days=0, today=TODAY)
    assert not Certification.objects.get().auto_pause_applied
    assert expire_certifications(today=TODAY, trigger="schedule").auto_paused == 1


def test_a_new_validity_moves_no_expiry_date():
    certification = CertificationFactory()
    services.save_certification_type(code=BASIC, validity_months=60, today=TODAY)
    certification.refresh_from_db()
    assert certification.expires_at == at("2026-03-01")
