"""The roles, as the migrations make them; again where a test before has emptied the tables."""

import importlib
from types import SimpleNamespace

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection

STEPS = [
    ("0001_roles", "make_roles"),
    ("0002_access", "who_could_start_the_job_still_can"),
    ("0002_access", "administrators_unlock_logins"),
    ("0004_personal_data_roles", "hand_out"),
    ("0006_watch_schedules", "show_incidents"),
]
"""Of the migrations of ``mentorcerts``."""


def make_roles() -> None:
    if Group.objects.exists():
        return
    editor = SimpleNamespace(connection=connection)  # all that they need of one
    for migration, step in STEPS:
        module = importlib.import_module(f"mentorcerts.migrations.{migration}")
        getattr(module, step)(apps, editor)
