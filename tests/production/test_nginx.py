"""The nginx site of ``docs/production``, in front of the program: over TLS, IPv6 and HTTP/2."""

import re
import socket

import pytest
from django.contrib.auth.models import User
from django.test import Client

from certifications.models import Certification
from mentorcerts.lib.sheets.bounds import MAX_BYTES
from tests.support import commands
from tests.support.commands import manage
from tests.support.nginx import NAME, nginx
from tests.support.pages import page
from tests.support.web import start_web

pytestmark = [pytest.mark.process, pytest.mark.one_database]

TOKEN = "t0ken-of-the-monitor"
SETTINGS = {
    "ALLOWED_HOSTS": f"{NAME},127.0.0.1",
    "BEHIND_HTTPS_PROXY": "true",
    "MENTORCERTS_PROXIES": "1",
    "SECURE_SSL_REDIRECT": "true",
    "CSRF_TRUSTED_ORIGINS": f"https://{NAME}",
    "MENTORCERTS_METRICS_TOKEN": TOKEN,
    "MENTORCERTS_CLUSTER_STALE_SECONDS": "0",
}
BEARER = ("--header", f"Authorization: Bearer {TOKEN}")
OF_ANOTHER_NETWORK = ("--interface", "127.0.0.2")
"""An address of this machine that the site does not name."""


@pytest.fixture(scope="module")
def static_files():
    """The pages of the admin need them; the others are quicker without."""
    collected = manage("collectstatic", "--noinput", **commands.PRODUCTION)
    assert collected.returncode == 0, collected.stderr


@pytest.fixture
def site(programme, tmp_path):
    folder = tmp_path / "nginx"
    folder.mkdir()
    with nginx(folder, start_web(programme, **SETTINGS)) as running:
        yield running


def test_over_tls_it_is_the_program_that_answers(static_files, site):
    answer = site.get("/admin/login/")
    assert (answer.status, answer.version) == (200, "2")
    assert "csrfmiddlewaretoken" in answer.body
    assert answer.headers["server"] == "nginx", "without its version"
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert site.get("/healthz", "--http1.1").version == "1.1"
    assert site.get("/healthz", "--tls-max", "1.1").curl == 35


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_over_ipv6_too(site):
    assert site.get("/healthz", address="[::1]").status == 200


def test_http_is_sent_to_https_under_the_configured_name_only(site):
    answer = site.get_http("/api/v1/certifications?page=2")
    assert answer.status == 301
    assert answer.headers["location"] == f"https://{NAME}/api/v1/certifications?page=2"
    assert site.get_http("/", "--header", "Host: evil.example").curl == 52, "an empty answer"
    assert site.get_http("/", name="evil.example").curl == 52


def test_over_tls_another_name_is_refused_as_well(site):
    assert site.get("/healthz", name="evil.example").curl == 35, "the handshake"
    for options in ((), ("--http1.1",)):
        answer = site.get("/healthz", "--header", "Host: evil.example", *options)
        assert answer.status == 421
        assert "x-request-id" not in answer.headers, "the program was not asked"


def test_a_request_has_one_id_in_the_answer_and_in_both_logs(site):
    answer = site.get("/nowhere", "--header", "X-Request-ID: from-the-client")
    given = answer.headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", given)
    assert given in (site.folder / "access.log").read_text()
    assert given in site.web.process.errors


def test_a_file_that_is_too_large_is_told_so_by_the_program(static_files, site):
    user = User.objects.create_superuser("ada")
    client = Client()
    client.force_login(user)
    file, secret = site.folder / "file.csv", "a" * 32
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={secret}"
    form = ["--form", f"csrfmiddlewaretoken={secret}", "--form", f"import_file=@{file}"]
    form += ["--cookie", cookies, "--header", f"Referer: https://{NAME}/"]

    file.write_bytes(b"x" * (MAX_BYTES + 1024**2))
    answer = site.get(page(Certification, "import"), *form)
    assert answer.status == 200
    assert "The file has 11.0 MB; at most 10 MB" in answer.body

    file.write_bytes(b"x" * (MAX_BYTES + 3 * 1024**2))
    assert site.get(page(Certification, "import"), *form).status == 413


@pytest.mark.parametrize(("path", "options"), [("/metrics", BEARER), ("/readyz", ())])
def test_what_monitors_ask_is_for_the_machines_own_network(path, options, site):
    assert site.get(path, *options).status == 200
    assert site.get(path, *options, *OF_ANOTHER_NETWORK).status == 403
    assert site.get("/healthz", *OF_ANOTHER_NETWORK).status == 200


def test_logins_are_limited_and_their_page_is_not(static_files, site):
    assert set(site.statuses("/admin/login/", 15)) == {200}
    login = "--data", "username=kim"
    tried = site.statuses("/admin/login/", 15, *login)
    assert tried[:11] == [403] * 11, "the program itself, for want of a CSRF token"
    assert 429 in tried
    assert site.get("/admin/login/", *login, *OF_ANOTHER_NETWORK).status == 403


def test_metrics_are_limited(site):
    asked = site.statuses("/metrics", 20, *BEARER)
    assert asked[:6] == [200] * 6
    assert 429 in asked
