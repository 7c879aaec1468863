"""PostgreSQL knows how many mentors there are when somebody looks who is due."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection, transaction
from django.utils import timezone

from certifications.job import claim
from certifications.job.run import expire_certifications, preview_run
from certifications.job.statistics import TABLES, refresh_statistics
from certifications.models import Certification
from certifications.services.certifications import record_certification
from mentorcerts.reminders.plan import plan_reminders
from tests.support.dates import at
from tests.support.factories import CertificationFactory
from tests.support.sql import number

BELIEVED = "select min(reltuples)::int from pg_class where relname = any(%s)"


@pytest.fixture
def believed_empty(transactional_db: None) -> Iterator[None]:
    """Tables that have been cleared and looked at, and will not be looked at by themselves."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite goes by its indexes, however many rows there are")
    with transaction.atomic():
        CertificationFactory.create_batch(10)
        transaction.set_rollback(True)
    tell("alter table {} set (autovacuum_enabled = false)")
    tell("vacuum (truncate false, analyze) {}")
    yield
    tell("alter table {} reset (autovacuum_enabled)")


def tell(sql: str) -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(sql.format(table))


def certify(numbers: range) -> None:
    for each in numbers:
        record_certification(
            mentor_id=f"mentor-{each}",
            certification_type="basic",
            issued_at=at("2024-01-26"),
            expires_at=at("2026-03-01"),
            today=date(2024, 1, 26),
        )


def expected_rows() -> int:
    """How many mentors PostgreSQL believes to be due."""
    plan = Certification.objects.due(date(2026, 3, 26)).explain(format="json")
    return int(plan.split('"Plan Rows":')[1].split(",")[0])


def test_a_table_that_was_cleared_and_filled_again_is_not_taken_for_an_empty_one(believed_empty):
    certify(range(60))
    assert number(BELIEVED, TABLES) == 0
    assert expected_rows() == 1
    assert preview_run(as_of=date(2026, 3, 26)).expired_found == 60
    assert number(BELIEVED, TABLES) == 0, "who only looks analyzes nothing"
    run = expire_certifications(today=date(2026, 3, 26), trigger="command", dry_run=True)
    assert run.expired_found == 60
    assert number(BELIEVED, TABLES) == 60
    assert expected_rows() > 1


def test_nor_by_a_round_of_mails(believed_empty):
    certify(range(60))
    plan_reminders(today=date(2026, 3, 26), now=timezone.now())
    assert number(BELIEVED, TABLES) == 60


def test_it_looks_again_only_where_it_believes_in_less_than_half(believed_empty):
    certify(range(4))
    refresh_statistics(mentors=4)
    assert number(BELIEVED, TABLES) == 4
    certify(range(4, 9))
    refresh_statistics(mentors=8)
    assert number(BELIEVED, TABLES) == 4
    refresh_statistics(mentors=9)
    assert number(BELIEVED, TABLES) == 9


def test_who_is_due_is_found_where_it_could_not_look(believed_empty, caplog):
    certify(range(4))
    with connection.cursor() as cursor:
        cursor.execute(
            "create statistics impossible on (1 / (length(mentor_id) - length('mentor-0')))"
            " from certifications_mentor"
        )
    try:
        run = expire_certifications(today=date(2026, 3, 26), trigger="command", dry_run=True)
        assert run.expired_found == 4
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop statistics impossible")
    assert "could not analyze its tables: division by zero" in caplog.text


def test_the_keys_of_a_batch_are_a_condition_and_no_table_to_join(believed_empty):
    certify(range(20))
    some = list(Certification.objects.values_list("pk", flat=True)[:5])
    due = Certification.objects.due(date(2026, 3, 26))
    plan = claim._these(due, some).explain()
    assert "= ANY" in plan
    assert "unnest" not in plan


def test_nobody_waits_for_whoever_is_changing_a_table(believed_empty):
    certify(range(4))
    somebody = connection.copy()
    try:
        with transaction.atomic(), somebody.cursor() as theirs:
            theirs.execute(f"begin; lock table {TABLES[0]} in share update exclusive mode")
            connection.cursor().execute("set local lock_timeout = '1s'")
            refresh_statistics(mentors=4)
            assert number(BELIEVED, TABLES[1:]) == 4
            assert number(BELIEVED, TABLES) == 0
    finally:
        somebody.close()
