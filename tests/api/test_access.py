"""Who may read and who may write, in each of the three modes of ``MENTORCERTS_API_ACCESS``."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from knox.models import AuthToken

from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, LOGS, STATUSES, api_client, every_endpoint
from tests.support.records import everything, recorded

NEW = {
    "mentor_id": "mentor-9",
    "certification_type": "peer_mentor_basic",
    "issued_at": "2026-03-26",
    "expires_at": "2028-03-26",
}
CSRF = "a" * 32


@pytest.fixture
def clients(token, django_user_model):
    """Everybody who may come along; browsers are logged in, with and without the CSRF token."""
    ann = django_user_model.objects.create_user("ann")
    ann.groups.add(Group.objects.get(name="Coordinators"))
    browser, forged = api_client(HTTP_X_CSRFTOKEN=CSRF), api_client()
    browser.force_login(ann)
    browser.cookies["csrftoken"] = CSRF
    forged.force_login(ann)
    return {
        "anonymous": api_client(),
        "token": api_client(HTTP_AUTHORIZATION=f"Token {token}"),
        "wrong token": api_client(
            HTTP_AUTHORIZATION=f"Token {token[:-1]}{'0' * (token[-1] != '0')}"
        ),
        "no token": api_client(HTTP_AUTHORIZATION="Token"),
        "browser": browser,
        "forged": forged,
    }


@pytest.mark.parametrize(
    ("mode", "who", "reads", "writes"),
    [
        ("public", "anonymous", 200, 201),
        ("public", "token", 200, 201),
        ("public", "wrong token", 401, 401),
        ("public", "no token", 401, 401),
        ("public", "browser", 200, 201),
        ("public", "forged", 200, 403),
        ("read-only", "anonymous", 200, 401),
        ("read-only", "token", 200, 201),
        ("read-only", "wrong token", 401, 401),
        ("read-only", "no token", 401, 401),
        ("read-only", "browser", 200, 201),
        ("read-only", "forged", 200, 403),
        ("authenticated", "anonymous", 401, 401),
        ("authenticated", "token", 200, 201),
        ("authenticated", "wrong token", 401, 401),
        ("authenticated", "no token", 401, 401),
        ("authenticated", "browser", 200, 201),
        ("authenticated", "forged", 200, 403),
    ],
)
def test_who_may_read_and_write(mode, who, reads, writes, clients, settings):
    settings.MENTORCERTS_API_ACCESS = mode
    before = everything()
    read = clients[who].get(CERTIFICATIONS)
    if reads == 200:
        assert read.status_code == 200, read.content
    else:
        refused(read, reads)
        assert read["WWW-Authenticate"] == "Token"
    write = clients[who].post(CERTIFICATIONS, NEW)
    if writes == 201:
        assert write.status_code == 201, write.content
    else:
        refused(write, writes)
        assert everything() == before


@pytest.mark.parametrize("who", ["anonymous", "wrong token"])
@pytest.mark.parametrize("mode", ["read-only", "authenticated"])
def test_no_endpoint_is_forgotten(mode, who, clients, settings):
    settings.MENTORCERTS_API_ACCESS = mode
    reading, writing = every_endpoint()
    before = everything()
    for method, path in writing:
        answer = clients[who].generic(method, path, "{}", content_type="application/json")
        refused(answer, 401)
    for method, path in reading:
        answer = clients[who].generic(method, path)
        if mode == "read-only" and who == "anonymous":
            assert answer.status_code == 200, path
        else:
            refused(answer, 401)
    assert everything() == before


def test_the_printed_addresses_are_no_back_door(clients, settings):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    for path in (
        "/api/v1/certifications/api/v1/certifications",
        "/api/v1/certifications/api/v1/certifications/expiry-job/logs",
        "/api/v1/certification-statuses/api/v1/certification-statuses",
        "/api/v1/certification-statuses/api/v1/certification-renewals",
    ):
        refused(clients["anonymous"].get(path), 401, "not_authenticated")


def test_a_stranger_does_not_learn_what_there_is(clients, settings):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    recorded()
    answers = [
        clients["anonymous"].get(f"{STATUSES}/mentor-1"),
        clients["anonymous"].get(f"{STATUSES}/nobody"),
        clients["anonymous"].get(f"{STATUSES}/mentor-1?nonsense=1"),
    ]
    assert len({refused(answer, 401)["message"] for answer in answers}) == 1


def test_a_token_that_has_run_out_is_no_token(db, django_user_model, on):
    user = django_user_model.objects.create_user("ann")
    _, token = AuthToken.objects.create(user, expiry=timedelta(hours=1))
    ann = api_client(HTTP_AUTHORIZATION=f"Token {token}")
    assert ann.get(CERTIFICATIONS).status_code == 200
    on("2026-03-26", "02:01")  # the clock has gone on since, on a busy machine by seconds
    refused(ann.get(CERTIFICATIONS), 401, "authentication_failed")


@pytest.mark.parametrize("mode", ["public", "read-only", "authenticated"])
def test_somebody_who_has_left_is_nobody(mode, db, django_user_model, settings):
    settings.MENTORCERTS_API_ACCESS = mode
    user = django_user_model.objects.create_user("ann")
    _, token = AuthToken.objects.create(user)
    user.is_active = False
    user.save()
    before = everything()
    refused(api_client(HTTP_AUTHORIZATION=f"Token {token}").post(CERTIFICATIONS, NEW), 401)
    assert everything() == before


@pytest.mark.parametrize("header", ["Basic YW5uOnB3", "Bearer abc", "Nonsense", "", "token"])
def test_another_kind_of_credentials_is_none(header, db, settings):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    refused(api_client(HTTP_AUTHORIZATION=header).get(CERTIFICATIONS), 401)


def test_a_token_needs_no_csrf_token_even_beside_a_session(clients, token):
    both = clients["forged"]
    both.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert both.post(CERTIFICATIONS, NEW).status_code == 201


def test_anybody_may_ask_how_to_ask(clients, settings):
    """``HEAD`` and ``OPTIONS`` are reading."""
    settings.MENTORCERTS_API_ACCESS = "read-only"
    assert clients["anonymous"].head(CERTIFICATIONS).status_code == 200
    assert clients["anonymous"].options(LOGS).status_code != 401
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    assert clients["anonymous"].head(CERTIFICATIONS).status_code == 401
    assert clients["anonymous"].options(LOGS).status_code == 401


# --- the defaults -------------------------------------------------------------------------
def test_development_is_public_and_answers_this_machine_only():
    assert django_settings.MENTORCERTS_API_ACCESS == "public"
    # The test runner itself adds its own name.
    assert set(django_settings.ALLOWED_HOSTS) - {"testserver"} == {
        "localhost",
        "127.0.0.1",
        "[::1]",
    }


@pytest.mark.process
def test_everywhere_else_a_token_is_needed():
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "MENTORCERTS_API_ACCESS")
    }
    production = {"DEBUG": "false", "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "mentors.example"}
    code = "from mentorcerts import settings; print(settings.MENTORCERTS_API_ACCESS)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | production,
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "authenticated"


def test_a_program_passes_by_what_only_people_with_a_session_need(token):
    """Which costs each request something, and would find nothing."""
    programs = [api_client(), api_client(HTTP_AUTHORIZATION=f"Token {token}")]
    for program in programs:
        request = program.get(CERTIFICATIONS).wsgi_request
        assert not hasattr(request, "session")
        assert not hasattr(request, "_messages")
    browser = api_client()
    browser.cookies["sessionid"] = "unknown"
    request = browser.get(CERTIFICATIONS).wsgi_request
    assert hasattr(request, "session")
    assert hasattr(api_client().get("/api/docs/").wsgi_request, "session")
