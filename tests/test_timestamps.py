"""What PostgreSQL says of moments is read as Django reads it."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection

from certifications.models import Certification
from mentorcerts.lib import timestamps
from tests.support.factories import CertificationFactory

pytestmark = pytest.mark.django_db
MOMENTS = [
    datetime(1900, 1, 1, tzinfo=UTC),
    datetime(2026, 3, 26, tzinfo=UTC),
    datetime(2026, 3, 26, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 3, 26, 1, 2, 3, 40, tzinfo=UTC),
    datetime(2026, 3, 26, 1, 2, 3, 500000, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_is_read_as_it_was_written(moment):
    record = CertificationFactory(created_at=moment)
    for _ in range(2):  # parsed, then remembered
        read = Certification.objects.get(pk=record.pk).created_at
        assert read == moment
        assert read.tzinfo is UTC
    assert isinstance(Certification.objects.values_list("created_at")[0][0], datetime)


def test_on_postgresql_the_quick_way_is_taken():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no type for moments")
    CertificationFactory()
    before = timestamps._parsed.cache_info()
    assert Certification.objects.values_list("expires_at")[0]
    after = timestamps._parsed.cache_info()
    assert after.hits + after.misses == before.hits + before.misses + 1


def test_what_is_no_moment_in_utc_is_left_to_the_driver():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no type for moments")
    with connection.cursor() as cursor:
        cursor.execute("SELECT timestamptz '2026-03-26 12:00+02', NULL::timestamptz")
        assert cursor.fetchone() == (datetime(2026, 3, 26, 10, tzinfo=UTC), None)
        for text in ("infinity", "0044-03-15 12:00+00 BC"):
            cursor.execute("SELECT %s::timestamptz", [text])
            with pytest.raises(DatabaseError, match="timestamp"):
                cursor.fetchone()
