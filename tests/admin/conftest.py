from datetime import date

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from mentorcerts import demo

TODAY = date(2026, 3, 26)


@pytest.fixture
def demo_programme(on, db) -> None:
    on(str(TODAY))
    demo.load(today=TODAY)


@pytest.fixture
def coordinator(db) -> Client:
    """Logged in, with every permission on the programme's own records."""
    user = User.objects.create_user("kim", password="secret", is_staff=True)
    apps = ("certifications", "statuses", "renewals")
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=apps))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def viewer(db) -> Client:
    """Logged in, and may only look."""
    user = User.objects.create_user("viv", password="secret", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator(db) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("ada", password="secret"))
    return client
