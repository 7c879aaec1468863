"""What every answer says to the browser, and where the admin is."""

import pytest
from django.test import Client

from mentorcerts.access.middleware import ADMIN, STRICT
from tests.support.commands import PRODUCTION, manage

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status", "policy"),
    [
        ("/", 302, STRICT),
        ("/admin/", 302, ADMIN),
        ("/admin/login/", 200, ADMIN),
        ("/admin/nothing/", 302, ADMIN),
        ("/nothing", 404, STRICT),
        ("/api/v1/certifications", 200, STRICT),
        ("/api/v1/certifications/nothing", 404, STRICT),
        ("/api/nothing", 404, STRICT),
        ("/api/v1/certifications?page=x", 400, STRICT),
        ("/api/docs/", 200, STRICT),
        ("/api/schema/", 200, STRICT),
    ],
)
def test_every_answer_carries_the_headers(path, status, policy):
    answer = Client(headers={"accept": "*/*"}).get(path)
    assert answer.status_code == status
    assert answer["Content-Security-Policy"] == policy
    for name, value in EVERYWHERE.items():
        assert answer[name] == value, name


@pytest.mark.django_db
def test_a_foreign_host_name_is_refused_with_the_headers():
    answer = Client(headers={"host": "elsewhere.example"}).get("/api/v1/certifications")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Security-Policy"] == STRICT
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/admin/", "private, no-store"),
        ("/admin/login/", "private, no-store"),
        ("/admin/mentors/mentor-1/", "private, no-store"),
        ("/api/v1/certifications", "private, no-cache"),
        ("/api/v1/certification-statuses/nobody", "private, no-cache"),
    ],
)
def test_answers_with_personal_data_are_kept_out_of_caches(path, kept):
    assert Client().get(path)["Cache-Control"] == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/admin/mentors/a%00b/",
        "/admin/certifications/mentor/?q=%00",
        "/admin/certifications/mentor/a%00/change/",
        "/admin/actions/renew/?mentor=%00",
        "/admin/login/?next=%00",
    ],
)
def test_a_nul_in_an_address_of_the_admin_is_a_bad_request(address, admin_client):
    answer = admin_client.get(address)
    assert answer.status_code == 400
    assert "NUL" in answer.content.decode()


def test_nothing_of_the_strict_policy_is_unsafe():
    assert "unsafe" not in STRICT
    assert "*" not in STRICT + ADMIN
    assert "http" not in STRICT + ADMIN
    assert "script-src 'self' 'unsafe-eval';" in ADMIN, "scripts in a page never run"


@pytest.mark.django_db
def test_error_pages_of_development_keep_their_style(settings):
    settings.DEBUG = True
    assert "Content-Security-Policy" not in Client().get("/nothing")
    assert Client().get("/admin/login/")["Content-Security-Policy"] == ADMIN


SHOW = """
from django.conf import settings
from django.test import Client
from django.urls import reverse
answer = Client().get(reverse("admin:index"), secure=True, headers={"host": "certs.example.org"})
print(reverse("bulk-action", args=["renew"]), answer.status_code, answer["Location"])
print(answer["Content-Security-Policy"])
print(answer["Strict-Transport-Security"])
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE)
"""


@pytest.mark.process
def test_the_admin_moves_with_its_setting_and_production_has_the_rest():
    moved = {"MENTORCERTS_ADMIN_PATH": "/back/office", "DATABASE_URL": "sqlite:////nonexistent"}
    told = manage("shell", "--no-imports", "-c", SHOW, **{**PRODUCTION, **moved})
    assert told.returncode == 0, told.stderr
    where, policy, transport, cookies = told.stdout.splitlines()
    assert where.split() == [
        "/back/office/actions/renew/",
        "302",
        "/back/office/login/?next=/back/office/",
    ]
    assert policy == ADMIN
    assert transport == "max-age=31536000", "other programs of the domain are not ours to bind"
    assert cookies == "True True"


def test_a_session_ends_after_half_a_day(settings):
    assert settings.SESSION_COOKIE_AGE == 12 * 3600
    assert settings.SESSION_COOKIE_HTTPONLY
