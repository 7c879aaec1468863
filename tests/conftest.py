"""Fixtures for all tests. Dates are explicit: no test looks at the real clock's date."""

import os
import signal
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client, override_settings
from django_q.models import Schedule
from rest_framework.test import APIClient
from time_machine import travel

from certifications.models import EventCursor
from mentorcerts.models import AuditEvent
from tests.support.dates import TODAY, at
from tests.support.demo_programme import load_demo
from tests.support.programme import Programme
from tests.support.roles import make_roles
from tests.support.schedules import next_run_at
from tests.support.sql import database_url


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in real life: other processes and threads open the same one."""
    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        settings.DATABASES["default"]["TEST"] = connection.settings_dict["TEST"] | {
            "NAME": str(path)
        }
        connection.settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(autouse=True, scope="session")
def _the_chosen_database(django_db_setup: None) -> None:
    assert connection.vendor == os.environ["MENTORCERTS_TESTED_DATABASE"]


@pytest.fixture(autouse=True, scope="session")
def _no_schedules(django_db_setup: None, django_db_blocker: Any) -> None:
    """Migrations have made them as of the real clock, which is far ahead for most tests. (A test
    that empties all tables takes them away anyhow; who needs one makes it.)"""
    with django_db_blocker.unblock():
        # Where no test asks for a database, it has no tables.
        if Schedule._meta.db_table in connection.introspection.table_names():
            Schedule.objects.all().delete()


@pytest.fixture(autouse=True, scope="session")
def _roles_outlive_emptied_tables(django_db_setup: None) -> Iterator[None]:
    """A test with transactions of its own leaves empty tables to the next: roles come again.

    The audit log, which tells of them, is as empty as everything else.
    """

    def again(**arguments: Any) -> None:
        make_roles()
        AuditEvent.objects.all().delete()

    ours = apps.get_app_config("mentorcerts")  # the last: permissions are there by then
    post_migrate.connect(again, sender=ours)
    yield
    post_migrate.disconnect(again, sender=ours)


@pytest.fixture(autouse=True, scope="session")
def _passwords_are_hashed_quickly() -> Iterator[None]:
    """As in production it would take half a second for each user, on purpose."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def on() -> Iterator[Callable[..., None]]:
    """``on("2026-03-26")``: it is that day from here on, at one o'clock at night."""
    open_travels: list[Any] = []

    def go(day: date | str, time: str = "01:00:00") -> None:
        while open_travels:
            open_travels.pop().stop()
        traveller = travel(f"{day}T{time}+00:00", tick=True)
        traveller.start()
        open_travels.append(traveller)

    yield go
    while open_travels:
        open_travels.pop().stop()


@pytest.fixture
def api(db: None) -> APIClient:
    """A client of the API; errors come back as answers, as they would over the wire."""
    return APIClient(raise_request_exception=False)


# --- people at the admin -----------------------------------------------------------------------
@pytest.fixture
def demo_programme(on, db) -> None:
    on(TODAY)
    load_demo(TODAY)
    # All that it holds is of the time before the change log.
    EventCursor.objects.update_or_create(pk=1, defaults={"began_at": at("2026-03-26")})
    next_run_at("2026-03-27T01:00:00")


@pytest.fixture
def coordinator(db) -> Client:
    """Logged in, with every permission on the programme's own records."""
    user = User.objects.create_user("kim", is_staff=True)
    apps = ("certifications", "statuses", "renewals", "promises")
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=apps))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def viewer(db) -> Client:
    """Logged in, and may only look."""
    user = User.objects.create_user("viv", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator(db) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    return client


# --- real processes -----------------------------------------------------------------------------
@pytest.fixture
def programme(transactional_db: None, tmp_path: Path) -> Iterator[Programme]:
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc: run it on Linux")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # As shells start what works in the background: its children would not hear Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    opened = Programme(tmp_path)
    yield opened
    opened.destroy()


@pytest.fixture
def empty_database(tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    """The address of a database without any table."""
    if connection.vendor == "sqlite":
        yield database_url(str(tmp_path / "empty.sqlite3"))
        return
    name = f"empty_{uuid.uuid4().hex}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"create database {name}")
    yield database_url(name)
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"drop database {name} with (force)")
