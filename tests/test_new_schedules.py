"""The schedules of a new installation: each is made as its rhythm says."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django_q.models import Schedule

from mentorcerts.health.schedule_health import schedule_troubles

pytestmark = pytest.mark.django_db


def make_all_schedules() -> None:
    """As the migrations do that make them; tests begin without any."""
    editor = SimpleNamespace(connection=connection)
    loader = MigrationLoader(connection)
    # As migrations see it: the real model has a ``save`` that corrects the next run.
    apps = loader.project_state().apps
    for migration in loader.disk_migrations.values():
        for operation in migration.operations:
            code = getattr(operation, "code", None)
            if code is not None and code.__name__.startswith("make_schedule"):
                code(apps, editor)


@pytest.mark.parametrize("time", ["00:00:00", "09:09:30", "12:59:59", "23:50:00"])
def test_none_of_them_is_said_to_run_later_than_its_rhythm(time, on):
    on("2026-03-26", time)
    make_all_schedules()
    names = set(Schedule.objects.values_list("name", flat=True))
    assert names >= {"Nightly expiry run", "Send mails to mentors", "Send digests to coordinators"}
    assert schedule_troubles(now=timezone.now()) == []
