"""No secret, token or personal data in logs, error pages or error reports."""

import logging
import sys

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.debug import get_exception_reporter_class

from certifications import services
from certifications.models import Mentor
from mentorcerts.access import tokens
from tests.support.factories import CertificationFactory

NAME, REASON, SECRET = "Zoë Lindqvist", "Long illness", "correct horse battery"
TOKEN, COOKIE, PAGE = "0123456789abcdef", "5e551017", "/admin/mentors/mentor-private/"
"""Here, and not where they are used: a report shows the source around the line that failed."""


@pytest.fixture
def kim(db) -> User:
    user = User.objects.create_user("kim", is_staff=True)
    user.groups.add(Group.objects.get(name="Coordinators"))
    return user


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog):
    caplog.set_level(logging.DEBUG)


def breaks(**arguments: object) -> None:
    """A service that fails while it holds what was sent."""
    raise RuntimeError("internal")


def tells_nothing(text: str, *further: str) -> None:
    assert text
    for private in (NAME, REASON, SECRET, *further):
        assert private not in text


def test_a_request_that_fails_in_the_api(kim, monkeypatch, caplog):
    monkeypatch.setattr(services, "update_certification", breaks)
    CertificationFactory(mentor__mentor_id="mentor-private", mentor__name=NAME)
    _, token = tokens.create_token(owner=kim)
    caplog.clear()
    answer = Client(raise_request_exception=False).put(
        "/api/v1/certification-statuses/mentor-private",
        {"updated_reason": REASON},
        content_type="application/json",
        headers={"authorization": f"Token {token}"},
    )
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal_error"
    tells_nothing(answer.content.decode(), token, "RuntimeError", "mentor-private")
    assert "RuntimeError: internal" in caplog.text
    tells_nothing(caplog.text, token, token[:15])
    [line] = [each.getMessage() for each in caplog.records if each.name.startswith("mentorcerts")]
    assert line.endswith("failed")
    assert "mentor-private" not in line


def test_a_request_that_fails_in_the_admin(kim, monkeypatch, caplog):
    monkeypatch.setattr(Mentor, "full_clean", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(kim)
    sent = {"mentor_id": "mentor-private", "name": NAME, "email": "zoe@example.org"}
    answer = client.post(reverse("admin:certifications_mentor_add"), sent)
    assert answer.status_code == 500
    tells_nothing(answer.content.decode(), "RuntimeError", "zoe@example.org", "mentor-private")
    tells_nothing(caplog.text, "zoe@example.org", client.cookies["sessionid"].value)


class Refused(Exception):
    """As a database says it: with the row."""


def report(settings, *, debug: bool) -> str:
    """Both forms of the report on a request that failed."""
    settings.DEBUG = debug
    request = RequestFactory().post(
        f"/admin/login/?next={PAGE}",
        {"username": NAME, "password": SECRET},
        headers={"authorization": f"Token {TOKEN}", "cookie": f"sessionid={COOKIE}"},
    )
    person = NAME
    try:
        try:
            raise Refused(f"DETAIL: ({person}, {REASON})")
        except Refused as refusal:
            raise RuntimeError(f"could not write {person}") from refusal
    except RuntimeError:
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info())
        return reporter.get_traceback_text() + reporter.get_traceback_html()


def test_a_report_of_production_says_where_it_broke_and_nothing_of_whom(settings):
    text = report(settings, debug=False)
    tells_nothing(text, TOKEN, COOKIE, PAGE)
    tells_nothing(text, settings.SECRET_KEY, "DATABASES")
    assert "RuntimeError" in text
    assert "test_privacy.py" in text


def test_a_report_of_development_says_it_all(settings):
    text = report(settings, debug=True)
    for shown in (NAME, REASON, SECRET, PAGE):
        assert shown in text


def test_what_a_page_of_production_says_of_a_forged_form(kim):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("admin:login"), {"username": "kim", "password": SECRET})
    assert answer.status_code == 403
    tells_nothing(answer.content.decode(), "kim")


def test_nobody_learns_from_the_login_who_there_is(kim):
    kim.set_password(SECRET)
    kim.save()
    pages = [
        Client()
        .post(reverse("admin:login"), {"username": name, "password": "wrong"})
        .content.decode()
        .replace(name, "")
        for name in ("kim", "nobody")
    ]
    tokens_out = [page.split("csrfmiddlewaretoken")[0] for page in pages]
    assert tokens_out[0] == tokens_out[1]
