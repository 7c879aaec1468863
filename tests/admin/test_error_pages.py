"""What went wrong, in the house's own dress, with what to do next; as in production."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.contrib.staticfiles import finders
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

LOGIN = "/admin/login/"
IN_A_PAGE = "django.contrib.auth.views.LoginView.dispatch"


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.DEBUG = False


@pytest.fixture
def browser(db):
    return Client(raise_request_exception=False)


def raising(error):
    def fail(*args, **kwargs):
        raise error

    return fail


class Parts(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("href", "src")]


def in_our_dress(answer, status: int, heading: str) -> str:
    """Assert that it is a page of ours, complete and self-contained; return its text."""
    page = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert f"<h1>{heading}</h1>" in page
    parts = Parts(page)
    assert parts.tags.count("main") == parts.tags.count("h1") == 1
    assert not {"style", "script"} & set(parts.tags)
    for address in parts.addresses:
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), address
        else:
            assert address == "/"
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_what_is_not_there(browser):
    answer = browser.get("/nothing")
    text = in_our_dress(answer, 404, "There is nothing at this address")
    assert "search in its list" in text


@pytest.mark.usefixtures("demo_programme")
def test_an_action_without_anybody_says_what_to_do(coordinator):
    text = in_our_dress(
        coordinator.get("/admin/actions/renew/"), 404, "There is nothing at this address"
    )
    assert "Nobody is selected. Go back to the list and choose mentors." in text


@pytest.mark.usefixtures("demo_programme")
def test_what_the_role_does_not_allow(viewer):
    text = in_our_dress(
        viewer.get("/admin/certifications/certification/add/"), 403, "Your role doesn't allow this"
    )
    assert "ask an administrator for the role" in text


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (BadRequest("x"), 400, "This request can't be understood"),
        (PermissionDenied(), 403, "Your role doesn't allow this"),
        (RuntimeError("secret"), 500, "Something went wrong here"),
    ],
)
def test_what_views_raise(error, status, heading, browser, monkeypatch):
    monkeypatch.setattr(IN_A_PAGE, raising(error))
    text = in_our_dress(browser.get(LOGIN), status, heading)
    assert "secret" not in text
    assert "Home" in text


def test_a_form_that_is_out_of_date():
    answer = Client(enforce_csrf_checks=True).post(LOGIN, {})
    text = in_our_dress(answer, 403, "This form is out of date")
    assert "load the page again" in text


def test_an_address_with_an_invisible_character(browser):
    answer = browser.get("/admin/?q=%00")
    text = in_our_dress(answer, 400, "This request can't be understood")
    assert "invisible character (NUL)" in text


def test_a_crash_asks_no_database_no_context_and_no_manifest(
    browser, monkeypatch, settings, tmp_path
):
    monkeypatch.setattr(IN_A_PAGE, raising(RuntimeError("secret")))
    monkeypatch.setattr(
        "django.contrib.messages.context_processors.messages", raising(RuntimeError("asked"))
    )
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": manifest}}
    settings.STATIC_ROOT = tmp_path  # nothing was collected
    with CaptureQueriesContext(
        connection,
    ) as queries:
        in_our_dress(browser.get(LOGIN), 500, "Something went wrong here")
    assert queries.captured_queries == []


def test_the_style_of_error_pages_brings_dark_colours():
    style = Path(finders.find("mentorcerts/errors.css")).read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in style


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/nothing"])
def test_under_api_errors_stay_json(path, browser):
    answer = browser.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_the_admin_has_a_favicon_of_its_own(browser):
    answer = browser.get(LOGIN)
    [icon] = re.findall(r'<link rel="icon" href="([^"]+)"', answer.content.decode())
    assert icon == f"/{configured.STATIC_URL.strip('/')}/mentorcerts/favicon.svg"
