"""People and their accounts: invited until logged in, a new mentor, a certification moved."""

import re
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import reverse

from certifications.models import Certification, Mentor
from certifications.services import save_mentor
from tests.support.mailing import Mailbox, use_server
from tests.support.network import free_port
from tests.support.tasks import promised
from tests.support.visitors import PASSWORD, Counted

MOST = 5
LEE = "lee@programme.test"


@pytest.fixture
def mailbox(settings: Any, programme: str):
    """A real mail server; links in mails lead to the program that is served."""
    server = Mailbox()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    use_server(settings, controller.hostname, controller.port)
    settings.HAS_MAIL_SERVER, settings.MENTORCERTS_PUBLIC_URL = True, programme
    yield server
    controller.stop()


def assert_nothing_serious(page: Any) -> None:
    found = [
        (fault["id"], [node["html"][:200] for node in fault["nodes"]][:3])
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert found == []


def test_a_colleague_is_invited_sets_a_password_and_logs_in(visit, mailbox, browser):
    ada = Counted(visit("Administrators"))
    ada.link("Accounts").click(ada.page.locator("a[href$='/admin/auth/user/add/']").first)
    ada.page.get_by_label("E-mail").fill(LEE)
    ada.page.get_by_label("First name").fill("Lee")
    ada.page.get_by_label("Role").select_option(label="Coordinator")
    assert_nothing_serious(ada.page)
    ada.visitor.picture("invite")
    ada.button("^Save$")
    assert ada.page.get_by_text(f"Invited: a mail with a link went to {LEE}.").is_visible()
    assert ada.clicks == promised("Invite a colleague")
    [link] = re.findall(r"http://\S+/admin/password/\S+", mailbox.bodies[0])
    lee = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    lee.goto(link)
    assert_nothing_serious(lee)
    for field in ("new_password1", "new_password2"):
        lee.locator(f"input[name={field}]").fill(PASSWORD)
    lee.keyboard.press("Enter")
    lee.get_by_text(f"Your password is set. Log in as {LEE}.").wait_for()
    lee.get_by_label("Username").fill(LEE)
    lee.get_by_label("Password").fill(PASSWORD)
    lee.keyboard.press("Enter")
    lee.wait_for_url("**/admin/")
    assert lee.get_by_role("link", name="Where mentors stand").first.is_visible()
    lee.context.close()


def test_who_has_forgotten_the_password_asks_for_a_link_on_the_login_page(visit, mailbox, browser):
    User.objects.create_user("lee", email=LEE, password=PASSWORD, is_staff=True)
    window = browser.new_context(viewport={"width": 1400, "height": 900})
    page = window.new_page()
    page.goto(visit("Viewers").base + "/admin/login/")
    page.get_by_role("link", name="Forgot password?").click()
    page.get_by_label("E-mail").fill(LEE)
    assert_nothing_serious(page)
    page.keyboard.press("Enter")
    page.get_by_text("If there is an account with this address").wait_for()
    window.close()


def test_a_new_mentor_with_a_certification_and_the_question_about_the_same_name(visit):
    save_mentor(mentor_id="mentor-042", name="Jürgen Müller")
    kim = Counted(visit("Coordinators"))
    kim.visitor.go(reverse("admin:certifications_mentor_changelist"))
    kim.click(kim.page.locator("a[href$='/admin/certifications/mentor/add/']").first)
    kim.page.get_by_label("Name").fill("Muller, Jurgen")
    kim.page.get_by_label("First certification").select_option(index=1)
    kim.page.get_by_label("Issue date").fill("2026-03-01")
    kim.page.get_by_label("Expiry date").fill("2028-03-01")
    kim.page.keyboard.press("Escape")
    kim.button("^Save$")
    assert kim.page.get_by_text("Is this the same person?").is_visible()
    assert kim.page.get_by_role("link", name="Jürgen Müller (mentor-042)").is_visible()
    assert_nothing_serious(kim.page)
    kim.visitor.picture("new-mentor")
    kim.button("^Save$")
    made = Mentor.objects.get(name="Muller, Jurgen")
    assert kim.page.url.endswith(reverse("mentor-page", args=[made.pk]))
    assert Certification.objects.get(mentor=made).is_current
    assert kim.clicks <= MOST - 1  # and one to the list of mentors


def test_a_certification_is_moved_after_both_mentors_were_shown(visit):
    held = Certification.objects.get(certification_id="cert_04QR8TZ2")
    kim = Counted(visit("Coordinators"))
    kim.visitor.go(reverse("admin:certifications_certification_change", args=[held.pk]))
    kim.link("Move to another mentor…")
    kim.click(kim.page.locator(".select2-selection").first)
    kim.page.locator(".select2-search__field").fill("mentor-042")
    kim.click(kim.page.locator(".select2-results__option", has_text="mentor-042").first)
    kim.page.get_by_label("Reason").fill("Recorded for the wrong one")
    kim.button("Show what will happen")
    assert_nothing_serious(kim.page)
    kim.visitor.picture("move")
    kim.button("confirm")
    assert Certification.objects.get(pk=held.pk).mentor_id == "mentor-042"
    assert kim.clicks <= MOST
