"""What every write pays for is worth it."""

from django.db import connection

GROWING = ("autopause", "certification", "mentor", "historicalcertification", "historicalmentor")


def test_no_index_for_beginnings_of_ids_on_tables_that_grow(db):
    with connection.cursor() as cursor:
        names = [
            name
            for table in GROWING
            for name in connection.introspection.get_constraints(cursor, f"certifications_{table}")
        ]
    assert len(names) > 20
    assert [name for name in names if name.endswith("_like")] == []
