"""The database refuses what the services would never write: on both databases, by name."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, models, transaction

from certifications.models import AutoPause, Certification, CertificationType, ExpiryRun, Mentor
from renewals.models import Renewal
from tests.support.dates import at
from tests.support.factories import (
    AutoPauseFactory,
    CertificationFactory,
    CertificationTypeFactory,
    ExpiryRunFactory,
    MentorFactory,
    RenewalFactory,
)

NIGHT = at("2026-03-02T01:00:03")

# Constraint → a sound record of the model, and what makes it unsound.
CHECKS = [
    ("mentor_id_is_an_identifier", MentorFactory, {"mentor_id": ""}),
    ("mentor_id_is_an_identifier", MentorFactory, {"mentor_id": "mentor 042"}),
    ("mentor_id_is_an_identifier", MentorFactory, {"mentor_id": "mentor/042"}),
    ("mentor_id_is_an_identifier", MentorFactory, {"mentor_id": "mentor-042\n"}),
    ("mentor_id_is_an_identifier", MentorFactory, {"mentor_id": "mentör-042"}),
    ("mentor_manual_pause_is_whole", MentorFactory, {"paused_at": NIGHT}),
    ("mentor_manual_pause_is_whole", MentorFactory, {"paused_by": "coordinator"}),
    ("mentor_manual_pause_is_whole", MentorFactory, {"pause_reason": "On leave"}),
    ("mentor_departure_is_whole", MentorFactory, {"left_at": NIGHT}),
    ("mentor_departure_is_whole", MentorFactory, {"left_by": "coordinator"}),
    ("mentor_departure_is_whole", MentorFactory, {"left_reason": "Moved"}),
    (
        "mentor_who_left_is_not_exempt",
        lambda: MentorFactory(left_at=NIGHT, left_reason="Moved"),
        {"exempt_until": date(2026, 3, 9), "exempt_reason": "On sick leave"},
    ),
    ("mentor_exemption_has_a_reason", MentorFactory, {"exempt_until": date(2026, 3, 9)}),
    ("mentor_exemption_has_a_reason", MentorFactory, {"exempt_reason": "On sick leave"}),
    ("type_code_is_an_identifier", CertificationTypeFactory, {"code": "peer mentor"}),
    ("type_code_is_an_identifier", CertificationTypeFactory, {"code": ""}),
    ("type_grace_within_ten_years", CertificationTypeFactory, {"grace_days": 3651}),
    ("type_validity_is_some_months", CertificationTypeFactory, {"validity_months": 0}),
    ("type_validity_is_some_months", CertificationTypeFactory, {"validity_months": 1201}),
    (
        "certification_expires_after_issue",
        CertificationFactory,
        {"issued_at": at("2026-03-01"), "expires_at": at("2026-03-01")},
    ),
    ("certification_expires_after_issue", CertificationFactory, {"expires_at": at("2023-01-01")}),
    ("certification_dates_in_range", CertificationFactory, {"issued_at": at("1899-12-31")}),
    ("certification_pause_is_dated", CertificationFactory, {"auto_pause_applied": True}),
    ("certification_pause_is_dated", CertificationFactory, {"auto_pause_applied_at": NIGHT}),
    (
        "only_the_governing_one_is_paused",
        CertificationFactory,
        {"is_current": False, "auto_pause_applied": True, "auto_pause_applied_at": NIGHT},
    ),
    ("a_removed_one_governs_nobody", CertificationFactory, {"deleted_at": NIGHT}),
    (
        "only_the_governing_one_tells_left",
        CertificationFactory,
        {"is_current": False, "mentor_left": True},
    ),
    ("only_a_revoked_one_has_a_reason", CertificationFactory, {"revocation_reason": "Complaint"}),
    ("run_ends_when_not_running", ExpiryRunFactory, {"completed_at": None}),
    ("run_ends_when_not_running", ExpiryRunFactory, {"state": "running"}),
    ("a_lift_has_a_reason", AutoPauseFactory, {"lifted_at": NIGHT}),
    ("a_lift_has_a_reason", AutoPauseFactory, {"lifted_by": "coordinator"}),
    ("a_lift_has_a_reason", AutoPauseFactory, {"lift_reason": "Renewed"}),
    ("renewal_never_shortens", RenewalFactory, {"new_expiry_date": at("2025-03-01")}),
    (
        "renewal_ends_after_it_was_granted",
        RenewalFactory,
        {"renewal_date": at("2026-03-01"), "new_expiry_date": at("2026-03-01")},
    ),
]


# Constraint → makes two records that are allowed, and what about the second collides.
def _two_of_a_mentor():
    first = CertificationFactory(certification_id="cert_00000001")
    second = CertificationFactory(
        mentor=first.mentor,
        certification_type__code="peer_mentor_advanced",
        is_current=False,
        issued_at=at("2024-03-01T18:00:00"),
    )
    return first, second


def _two_runs():
    first = ExpiryRunFactory(state="running", number=1)
    return first, ExpiryRunFactory(number=2)


def _two_pauses():
    first = AutoPauseFactory(log_id="log_00000001")
    second = AutoPauseFactory(
        certification=first.certification,
        lifted_at=at("2026-03-03"),
        lift_reason="It was renewed",
    )
    return first, second


COLLISIONS = [
    ("one_governing_certification", _two_of_a_mentor, {"is_current": True}),
    (
        "one_live_certification_on_a_day",
        _two_of_a_mentor,
        {"certification_type_id": "peer_mentor_basic"},
    ),
    ("certification_id", _two_of_a_mentor, {"certification_id": "cert_00000001"}),
    ("one_run_at_a_time", _two_runs, {"state": "running", "completed_at": None}),
    ("run_numbered_within_its_day", _two_runs, {"number": 1}),
    ("job_run_id", _two_runs, {"job_run_id": "job_02MAR2026_01"}),
    ("one_open_pause_per_certification", _two_pauses, {"lifted_at": None, "lift_reason": ""}),
    ("log_id", _two_pauses, {"log_id": "log_00000001"}),
]


def names(cases) -> list[str]:
    return [f"{name}-{number}" for number, (name, *_) in enumerate(cases)]


def assert_refused_by(name: str, refusal: pytest.ExceptionInfo[IntegrityError]) -> None:
    """SQLite names a check, but of a plain unique index only the columns."""
    if connection.vendor == "postgresql":
        assert name in refusal.value.__cause__.diag.constraint_name
    elif "CHECK" in str(refusal.value):
        assert name in str(refusal.value)
    else:
        assert "UNIQUE constraint failed" in str(refusal.value)


@pytest.mark.parametrize(("name", "factory", "unsound"), CHECKS, ids=names(CHECKS))
def test_a_changed_record_is_refused(name, factory, unsound, db):
    record = factory()
    theirs = type(record).objects.filter(pk=record.pk)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        theirs.update(**unsound)
    assert_refused_by(name, refusal)
    assert theirs.exists()


@pytest.mark.parametrize(("name", "factory", "unsound"), CHECKS, ids=names(CHECKS))
def test_a_new_record_is_refused(name, factory, unsound, db):
    sound = factory()  # with all that it refers to
    model = type(sound)
    if model is AutoPause:
        model.objects.update(lifted_at=NIGHT, lift_reason="Renewed")
    else:
        model.objects.filter(pk=sound.pk).delete()
    values = {field.attname: getattr(sound, field.attname) for field in model._meta.concrete_fields}
    values |= {"log_id": "log_00000002"} if model is AutoPause else {}
    values.pop("id", None)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        model.objects.bulk_create([model(**values | unsound)])
    assert_refused_by(name, refusal)


@pytest.mark.parametrize(("name", "two", "colliding"), COLLISIONS, ids=names(COLLISIONS))
def test_a_second_one_is_refused(name, two, colliding, db):
    _, second = two()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        type(second).objects.filter(pk=second.pk).update(**colliding)
    assert_refused_by(name, refusal)


def test_removed_ones_may_share_a_day_with_each_other_and_with_one_that_is_live(db):
    live = CertificationFactory()
    for _ in range(2):
        CertificationFactory(mentor=live.mentor, removed=True)
    assert type(live).objects.filter(mentor=live.mentor).count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        type(live).objects.update(deleted_at=None)


def test_every_constraint_of_the_models_is_tried_here():
    tried = {name for name, *_ in CHECKS + COLLISIONS}
    declared = {
        constraint.name
        for model in (Mentor, CertificationType, Certification, ExpiryRun, AutoPause, Renewal)
        for constraint in model._meta.constraints
    }
    unique = {
        field.name
        for model in (Certification, ExpiryRun, AutoPause)
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    }
    assert tried == declared | unique


# --- what they allow ----------------------------------------------------------------------
@pytest.mark.parametrize("mentor_id", ["m", "mentor-042", "a.b:c_d-e", "7", "M" * 64])
def test_identifiers_that_other_systems_use_are_allowed(mentor_id, db):
    assert MentorFactory(mentor_id=mentor_id).pk == mentor_id


@pytest.mark.parametrize(
    ("validity_months", "grace_days"), [(None, 0), (1, 3650), (1200, 1), (24, 14)]
)
def test_types_at_their_bounds_are_allowed(validity_months, grace_days, db):
    CertificationTypeFactory(validity_months=validity_months, grace_days=grace_days)


def test_a_removed_twin_and_its_successor_are_allowed(db):
    removed = CertificationFactory(removed=True)
    CertificationFactory(mentor=removed.mentor)
    CertificationFactory(mentor=removed.mentor, removed=True)
    assert Certification.objects.live().count() == 1


def test_the_day_of_issue_is_a_utc_day_in_the_index(db):
    first = CertificationFactory(issued_at=at("2024-03-01T23:30:00"))
    CertificationFactory(
        mentor=first.mentor, is_current=False, issued_at=at("2024-03-01T23:30:00-05:00")
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificationFactory(
            mentor=first.mentor, is_current=False, issued_at=at("2024-03-02T03:00:00+02:00")
        )


def test_a_pause_and_those_lifted_before_it_are_allowed(db):
    pause = AutoPauseFactory()
    for day in ("2026-03-03", "2026-03-04"):
        AutoPauseFactory(
            certification=pause.certification, lifted_at=at(day), lift_reason="Renewed"
        )
    assert AutoPause.objects.open().get() == pause


def test_any_number_of_runs_that_are_over_are_allowed_beside_the_one_going_on(db):
    for state in ("done", "done", "held", "interrupted", "failed", "running"):
        ExpiryRunFactory(state=state)
    assert ExpiryRun.objects.filter(state="running").count() == 1


def test_runs_are_numbered_by_day(db):
    ExpiryRunFactory(day=date(2026, 3, 2), number=1)
    ExpiryRunFactory(day=date(2026, 3, 3), number=1)


@pytest.mark.parametrize("make", [AutoPauseFactory, RenewalFactory, CertificationFactory])
def test_records_that_others_refer_to_cannot_be_deleted(make, db):
    record = make()
    for referred in (
        getattr(record, "certification", None),
        getattr(record, "run", None),
        getattr(record, "mentor", None),
        getattr(record, "certification_type", None),
    ):
        if referred is not None:
            with pytest.raises(models.ProtectedError):
                referred.delete()
