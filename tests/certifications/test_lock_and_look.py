"""One exchange locks a mentor and looks at what they hold: the look is younger than the lock."""

import threading

import pytest
from django.db import connection, transaction

from certifications.services.governing import lock_mentor
from certifications.services.locks import lock_mentors
from tests.support.factories import CertificationFactory, CertificationTypeFactory, MentorFactory
from tests.support.processes import until
from tests.support.sql import WAITING_FOR_US, number

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"
    ),
]


def test_who_waited_for_a_mentor_sees_what_was_written_meanwhile():
    mentor, kind = MentorFactory(), CertificationTypeFactory()
    seen = []

    def look() -> None:
        with transaction.atomic():
            seen.append(lock_mentor(mentor.pk, kind.code))
        connection.close()

    other = threading.Thread(target=look)
    with transaction.atomic():
        lock_mentors([mentor.pk])
        other.start()
        until(lambda: number(WAITING_FOR_US) == 1)
        assert seen == []
        written = CertificationFactory(mentor=mentor, certification_type=kind)
    other.join(10)
    ((known, typed, theirs),) = seen
    assert (known, typed) == (True, True)
    assert [each.certification_id for each in theirs] == [written.certification_id]


def test_nobody_knows_a_mentor_who_is_not_there():
    assert lock_mentor("nobody", "basic") == (False, False, [])
    assert lock_mentor("no mentor id", "basic") == (False, False, [])
