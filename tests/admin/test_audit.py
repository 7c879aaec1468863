"""Logins, exports, tokens and changes of access are on record: who, when, from where, how much."""

import json
import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from mentorcerts.lib.logs import JsonLine
from mentorcerts.models import AuditEvent
from mentorcerts.personal_data import retention
from tests.support.factories import CertificationFactory
from tests.support.pages import hidden_fields, page
from tests.support.roles import make_roles

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

PASSWORD = "correct horse battery"
HOME = "192.0.2.1"
ACCESS = (Path(__file__).parents[2] / "docs/access.md").read_text("utf-8")


@pytest.fixture
def ada() -> User:
    """A superuser."""
    ada = User.objects.create_superuser("ada", password=PASSWORD)
    AuditEvent.objects.all().delete()
    return ada


@pytest.fixture
def browser(ada) -> Client:
    client = Client(REMOTE_ADDR=HOME)
    client.force_login(ada)
    AuditEvent.objects.all().delete()
    return client


def attempt(name: str, password: str) -> int:
    sent = {"username": name, "password": password}
    return Client(REMOTE_ADDR=HOME).post(reverse("admin:login"), sent).status_code


def on_record() -> list[tuple]:
    rows = AuditEvent.objects.order_by("pk")
    return list(rows.values_list("what", "by", "address", "rows", "about"))


@pytest.mark.usefixtures("ada")
def test_logins_failures_and_lock_outs(settings):
    settings.AXES_FAILURE_LIMIT = 3
    attempt("ada", PASSWORD)
    for _ in range(5):
        attempt("ada", "guess")
    assert on_record() == [
        ("login", "ada", HOME, None, ""),
        ("login_failed", "ada", HOME, None, ""),
        ("login_failed", "ada", HOME, None, ""),
        ("locked_out", "ada", HOME, None, ""),
    ]
    assert AuditEvent.objects.get(what="login").user.username == "ada"


@pytest.mark.usefixtures("ada")
def test_a_lock_out_after_an_old_one_is_on_record_again(settings, on):
    settings.AXES_FAILURE_LIMIT = 1
    on("2026-03-26", "08:00:00")
    assert attempt("ada", "guess") == 429
    on("2026-03-26", "08:31:00")
    assert attempt("ada", "guess") == 429
    assert [row[0] for row in on_record()] == ["locked_out", "locked_out"]


def test_an_export_with_its_list_its_filters_and_its_rows(browser):
    for _ in range(3):
        CertificationFactory()
    listed = reverse("admin:certifications_mentor_export")
    assert browser.get(listed).status_code == 200
    assert on_record() == []  # only looking at the form takes nothing out
    name = CertificationFactory().mentor.mentor_id
    for address, form in ((f"{listed}?q={name}", "csv"), (listed, "xlsx")):
        assert b"".join(browser.post(address, {"format": form}).streaming_content)
    assert on_record() == [
        ("export", "ada", HOME, 1, f"Mentors (q={name})"),
        ("export", "ada", HOME, 4, "Mentors (all)"),
    ]


def test_the_preview_of_a_run_as_a_file_is_an_export_too(browser):
    CertificationFactory()
    preview = reverse("admin:certifications_expiryrun_preview_and_run")
    browser.get(preview, {"as_of": "2035-01-01"})
    assert on_record() == []
    answer = browser.get(preview, {"as_of": "2035-01-01", "format": "csv"})
    rows = len(b"".join(answer.streaming_content).splitlines()) - 1
    about = "Preview of a run (as_of=2035-01-01, format=csv)"
    assert on_record() == [("export", "ada", HOME, rows, about)]
    assert rows == 1


def test_tokens_wherever_they_are_made_and_revoked(browser, ada, monkeypatch, capsys):
    monkeypatch.setenv("LOGNAME", "operator")
    browser.post(page(AuthToken, "add"), {"user": ada.pk})
    made = AuthToken.objects.get().token_key[:8]
    call_command("api_token", "revoke", made)
    call_command("api_token", "create", "ada")
    listed = page(AuthToken)
    chosen = {"action": "delete_selected", "_selected_action": [AuthToken.objects.get().pk]}
    other = AuthToken.objects.get().token_key[:8]
    browser.post(listed, {**chosen, "post": "yes"})
    assert on_record() == [
        ("token_created", "ada", HOME, None, f"{made} of ada"),
        ("token_revoked", "operator", None, None, f"{made} of ada"),
        ("token_created", "operator", None, None, f"{other} of ada"),
        ("token_revoked", "ada", HOME, None, f"{other} of ada"),
    ]


def test_tokens_that_go_with_their_owner(ada):
    kim = User.objects.create_user("kim")
    AuthToken.objects.create(kim)
    AuditEvent.objects.all().delete()
    kim.delete()
    assert {row[0] for row in on_record()} == {"token_revoked", "access_changed"}


def test_changes_of_who_may_do_what(browser):
    make_roles()
    kim = User.objects.create_user("kim", password=PASSWORD)
    AuditEvent.objects.all().delete()
    group = Group.objects.get(name="Viewers")
    form = page(User, "change", kim.pk) + "?advanced=1"
    fields = {"username": "kim", "is_active": "on", "is_staff": "on", "groups": [group.pk]}
    joined = {"date_joined_0": "2026-03-01", "date_joined_1": "08:00:00"}
    shown = hidden_fields(browser.get(form))
    answer = browser.post(form, {**shown, **fields, **joined, "email": "kim@example.org"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    abouts = {row[4] for row in on_record()}
    assert {row[:3] for row in on_record()} == {("access_changed", "ada", HOME)}
    assert abouts == {
        "kim: staff status: True, email address: kim@example.org",
        "kim: gained Viewers",
    }


def test_other_changes_of_access(ada):
    make_roles()
    AuditEvent.objects.all().delete()
    kim = User.objects.create_user("kim")
    kim.set_password(PASSWORD)
    kim.save()
    kim.last_login = timezone.now()
    kim.save(update_fields=["last_login"])
    group = Group.objects.get(name="Viewers")
    kim.groups.add(group)
    kim.groups.clear()
    permission = group.permissions.order_by("pk")[0]
    group.permissions.remove(permission)
    kim.delete()
    assert [row[4] for row in on_record()] == [
        "kim: account created",
        "kim: password: changed",
        "kim: gained Viewers",
        "kim: lost all",
        f"Viewers: lost {permission}",
        "kim: account deleted",
    ]


# --- the page -----------------------------------------------------------------------------------
def test_the_page_shows_it_and_changes_nothing(browser):
    AuditEvent.objects.create(what="export", by="kim", address=HOME, rows=84, about="Mentors (all)")
    shown = browser.get(page(AuditEvent)).content.decode()
    for words in ("Audit log", "exported a list", "kim", HOME, "84", "Mentors (all)"):
        assert words in shown
    assert browser.get(page(AuditEvent, "add")).status_code == 403


def test_old_lines_go(settings, db):
    settings.MENTORCERTS_KEEP_AUDIT_DAYS = 30
    now = timezone.now()
    for days in (29, 31):
        AuditEvent.objects.create(what="login", by=f"{days}", at=now - timedelta(days=days))
    assert retention.prune(now=now)["lines of the audit log"] == 1
    assert AuditEvent.objects.get().by == "29"


# --- the log ------------------------------------------------------------------------------------
@pytest.fixture
def lines() -> list[str]:
    """The lines of the audit log as they are written in production."""
    kept: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(self.format(record))

    handler, logger = Kept(), logging.getLogger("mentorcerts.access.audit")
    handler.setFormatter(JsonLine())
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield kept
    logger.removeHandler(handler)
    logger.setLevel(level)


@pytest.mark.usefixtures("ada")
def test_each_attempt_is_a_line_that_fail2ban_can_read(settings, lines):
    settings.AXES_FAILURE_LIMIT, settings.MENTORCERTS_LOG_ADDRESSES = 2, True
    for _ in range(4):
        attempt("ada", "guess")
    assert [json.loads(line)["audit"] for line in lines] == [
        "login_failed", "locked_out", "locked_out", "locked_out",
    ]  # fmt: skip
    [documented] = re.findall(r"^failregex = (.*)$", ACCESS, re.MULTILINE)
    pattern = re.compile(documented.replace("<HOST>", r"(?P<host>\S+)"))
    assert {pattern.search(line)["host"] for line in lines} == {HOME}
    attempt("ada", PASSWORD)
    assert len(lines) == 5


@pytest.mark.usefixtures("ada")
def test_lines_tell_no_address_unless_told_to_and_no_name_that_nobody_has(lines):
    attempt("ada", "guess")
    attempt("my-password", "guess")
    assert [json.loads(line)["user"] for line in lines] == ["ada", "(unknown)"]
    assert not any(HOME in line or "my-password" in line for line in lines)
