"""Two writers of one mentor: the second waits for the first, and sees what it wrote."""

import threading

import pytest
from django.db import connection, transaction

from certifications import services
from certifications.job.claim import pause_certifications_in_sql
from certifications.models import AutoPause, Certification, Mentor
from certifications.services.locks import lock_or_make_mentor
from mentorcerts.lib.refusals import Conflict
from tests.support.dates import at
from tests.support.factories import (
    CertificationFactory,
    CertificationTypeFactory,
    ExpiryRunFactory,
    MentorFactory,
)
from tests.support.processes import until
from tests.support.sql import WAITING_FOR_US, number

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"
    ),
]


def record_in_a_thread(mentor_id: str, code: str, outcomes: list[object]) -> threading.Thread:
    def record() -> None:
        try:
            made = services.record_certification(
                mentor_id=mentor_id,
                certification_type=code,
                issued_at=at("2025-03-01"),
                expires_at=at("2027-03-01"),
                today=at("2026-03-26").date(),
            )
            outcomes.append(made.certification_id)
        except Conflict as refusal:
            outcomes.append(refusal)
        connection.close()

    thread = threading.Thread(target=record)
    thread.start()
    return thread


def test_who_waited_for_a_mentor_sees_the_twin_that_was_written_meanwhile():
    mentor, kind = MentorFactory(), CertificationTypeFactory()
    outcomes: list[object] = []
    with transaction.atomic():
        lock_or_make_mentor(mentor.pk)
        other = record_in_a_thread(mentor.pk, kind.code, outcomes)
        until(lambda: number(WAITING_FOR_US) == 1)
        assert outcomes == []
        written = CertificationFactory(
            mentor=mentor, certification_type=kind, issued_at=at("2025-03-01")
        )
    other.join(10)
    (refusal,) = outcomes
    assert isinstance(refusal, Conflict)
    assert refusal.details == {"certification_id": written.certification_id}


def test_two_who_make_the_same_mentor_both_record():
    kind = CertificationTypeFactory()
    other_kind = CertificationTypeFactory(code="other")
    outcomes: list[object] = []
    with transaction.atomic():
        _, is_new = lock_or_make_mentor("mentor-new")
        assert is_new
        other = record_in_a_thread("mentor-new", kind.code, outcomes)
        until(lambda: number(WAITING_FOR_US) == 1)
        services.record_certification(
            mentor_id="mentor-new",
            certification_type=other_kind.code,
            issued_at=at("2025-03-01"),
            expires_at=at("2028-03-01"),
            today=at("2026-03-26").date(),
        )
    other.join(10)
    assert Mentor.objects.count() == 1
    assert Mentor.history.count() == 1
    governing = Certification.objects.governing().get()
    assert Certification.objects.count() == 2
    assert governing.certification_type_id == "other"
    assert outcomes == [Certification.objects.get(is_current=False).certification_id]


def test_two_that_move_in_opposite_directions_wait_for_each_other_and_both_arrive():
    held = [CertificationFactory(mentor__mentor_id=name) for name in ("ann", "ben")]
    outcomes: list[object] = []

    def move(certification: Certification, to: str) -> None:
        try:
            services.move_certification(
                certification=certification,
                to_mentor_id=to,
                reason="Mixed up",
                today=at("2026-03-26").date(),
                by="kim",
            )
            outcomes.append(to)
        except Conflict as refusal:
            outcomes.append(refusal)
        connection.close()

    CertificationTypeFactory(code="other")
    Certification.objects.filter(mentor="ann").update(certification_type="other")
    held[0].refresh_from_db()
    threads = [
        threading.Thread(target=move, args=(held[0], "ben")),
        threading.Thread(target=move, args=(held[1], "ann")),
    ]
    with transaction.atomic():
        Mentor.objects.select_for_update().get(pk="ann")
        for thread in threads:
            thread.start()
        until(lambda: number(WAITING_FOR_US) >= 1)  # the other one waits for it, or comes later
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["ann", "ben"]
    now = dict(Certification.objects.values_list("pk", "mentor_id"))
    assert now == {held[0].pk: "ben", held[1].pk: "ann"}
    assert Certification.objects.governing().count() == 2


def test_two_new_mentors_who_were_proposed_the_same_id_get_two():
    made: list[str] = []

    def make() -> None:
        mentor = services.make_mentor(
            mentor_id="mentor-0001", or_next=True, today=at("2026-03-26").date(), by="kim"
        )
        made.append(mentor.pk)
        connection.close()

    other = threading.Thread(target=make)
    with transaction.atomic():
        services.make_mentor(
            mentor_id="mentor-0001", or_next=True, today=at("2026-03-26").date(), by="lee"
        )
        other.start()
        until(lambda: number(WAITING_FOR_US) == 1)
    other.join(10)
    assert made == ["mentor-0002"]
    assert Mentor.objects.count() == 2


def test_a_move_waits_for_a_batch_of_the_run_and_takes_its_pause_off():
    held = CertificationFactory(mentor__mentor_id="ann", expires_at=at("2026-03-01"))
    MentorFactory(mentor_id="ben")
    run = ExpiryRunFactory(as_of=at("2026-03-26").date(), state="running")

    def move() -> None:
        services.move_certification(
            certification=held,
            to_mentor_id="ben",
            reason="Mixed up",
            today=at("2026-03-26").date(),
            by="kim",
        )
        connection.close()

    other = threading.Thread(target=move)
    with transaction.atomic():
        assert pause_certifications_in_sql(run, [held.pk]) == 1
        other.start()
        until(lambda: number(WAITING_FOR_US) == 1)
    other.join(10)
    pause = AutoPause.objects.get()
    assert (pause.mentor_id, pause.lifted_by) == ("ann", "kim")
    moved = Certification.objects.get()
    assert (moved.mentor_id, moved.is_current, moved.auto_pause_applied) == ("ben", True, False)
