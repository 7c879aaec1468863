"""Rows that the database refuses to write."""

import pytest
from django.db import connection

from certifications.models import Certification

TRIGGERS = {
    "sqlite": """
        CREATE TRIGGER bad_row_{0} BEFORE UPDATE ON certifications_certification
        WHEN NEW.id = {0} AND NEW.auto_pause_applied
        BEGIN SELECT RAISE(ABORT, 'this row is broken'); END
    """,
    "postgresql": """
        CREATE FUNCTION bad_row_{0}() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'this row is broken'; END $$;
        CREATE TRIGGER bad_row_{0} BEFORE UPDATE ON certifications_certification FOR EACH ROW
        WHEN (NEW.id = {0} AND NEW.auto_pause_applied) EXECUTE FUNCTION bad_row_{0}()
    """,
}


@pytest.fixture
def bad_row():
    """``bad_row(certification)``: the database refuses to pause it. Undone with the test."""

    def spoil(certification: Certification) -> None:
        with connection.cursor() as cursor:
            cursor.execute(TRIGGERS[connection.vendor].format(certification.pk))

    return spoil
