"""*Forgot password?*: the same answer whether the address is known or not, and not for ever."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from mentorcerts.models import AuditEvent
from tests.support.processes import until

pytestmark = pytest.mark.django_db

FORGOTTEN = "/admin/forgotten/"
PASSWORD = "correct horse battery"
PUBLIC = "https://certs.programme.test"
HOME = "192.0.2.1"


@pytest.fixture(autouse=True)
def _mails_go_out(settings, on):
    on("2026-03-26", "08:00:00")
    settings.HAS_MAIL_SERVER, settings.MENTORCERTS_PUBLIC_URL = True, PUBLIC
    settings.AXES_FAILURE_LIMIT = 3


@pytest.fixture
def kim(db) -> User:
    return User.objects.create_user(
        "kim", email="Kim@programme.test", password=PASSWORD, is_staff=True
    )


def ask(email: str, address: str = HOME, **headers: str):
    return Client(REMOTE_ADDR=address, **headers).post(FORGOTTEN, {"email": email})


def body(answer) -> str:
    """The page without what is drawn anew for each."""
    return answer.content.decode().partition("<body")[2]


def test_a_mail_with_a_link_goes_to_the_address_of_the_account(kim, mailoutbox):
    ask("kim@PROGRAMME.test")
    [mail] = until(lambda: mailoutbox)
    assert mail.to == ["Kim@programme.test"]
    assert mail.body.count(f"{PUBLIC}/admin/password/") == 1
    assert mail.extra_headers == {"Auto-Submitted": "auto-generated"}
    link = mail.body.partition(PUBLIC + "/admin/password")[2].split()[0]
    assert (
        "Choose a password" in Client().get(f"/admin/password{link}", follow=True).content.decode()
    )


def test_what_is_answered_and_recorded_is_the_same_for_an_address_that_nobody_has(kim, mailoutbox):
    known, unknown = ask("kim@programme.test"), ask("nobody@programme.test", "192.0.2.2")
    assert known.status_code == unknown.status_code == 200
    assert body(known) == body(unknown)
    assert "If there is an account with this address" in body(known)
    until(lambda: mailoutbox)
    assert [mail.to for mail in mailoutbox] == [["Kim@programme.test"]]
    rows = AuditEvent.objects.filter(what="password_asked").order_by("pk")
    assert list(rows.values_list("by", "address")) == [
        ("kim@programme.test", HOME),
        ("nobody@programme.test", "192.0.2.2"),
    ]


def test_no_host_that_a_client_writes_is_in_the_mail(kim, mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask("kim@programme.test", HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example")
    [mail] = until(lambda: mailoutbox)
    assert "evil" not in mail.body


def test_a_closed_account_and_one_for_a_program_get_nothing(kim, mailoutbox):
    User.objects.filter(pk=kim.pk).update(is_active=False)
    program = User.objects.create_user("sync", email="sync@programme.test")
    assert not program.has_usable_password()
    for email in ("kim@programme.test", "sync@programme.test"):
        assert "If there is an account" in body(ask(email))
    assert mailoutbox == []


def test_who_was_invited_and_has_no_password_yet_gets_another_link(mailoutbox):
    User.objects.create_user("lee", email="lee@programme.test", is_staff=True)
    ask("lee@programme.test")
    assert until(lambda: mailoutbox)[0].to == ["lee@programme.test"]


@pytest.mark.parametrize("how", ["one address of mail", "one address of the network"])
def test_it_is_asked_no_oftener_than_logins_may_fail_and_for_as_long(kim, mailoutbox, on, how):
    def once(number: int) -> int:
        if how == "one address of mail":
            return ask("KIM@programme.test", f"192.0.2.{number}").status_code
        return ask(f"p{number}@programme.test").status_code

    assert [once(number) for number in range(1, 6)] == [200, 200, 200, 429, 429]
    assert AuditEvent.objects.filter(what="password_asked").count() == 3
    refused = ask("kim@programme.test")
    assert refused.headers["Retry-After"] == "1800"
    assert "Wait 30 minutes" in body(refused)
    on("2026-03-26", "08:31:00")
    assert once(7) == 200


@pytest.mark.parametrize("missing", ["HAS_MAIL_SERVER", "MENTORCERTS_PUBLIC_URL"])
def test_where_no_mail_can_be_sent_the_page_says_so_and_asks_nothing(
    kim, mailoutbox, settings, missing
):
    setattr(settings, missing, "")
    for answer in (Client().get(FORGOTTEN), ask("kim@programme.test")):
        assert "This installation sends no mails" in body(answer)
        assert 'name="email"' not in body(answer)
    assert mailoutbox == []
    assert not AuditEvent.objects.filter(what="password_asked").exists()


def test_a_new_password_ends_the_lock_of_its_own_name_and_of_no_other(kim, mailoutbox):
    for name in ("kim", "lee"):
        AccessAttempt.objects.create(username=name, ip_address=HOME, failures_since_start=3)
    ask("kim@programme.test")
    [mail] = until(lambda: mailoutbox)
    browser = Client(REMOTE_ADDR="192.0.2.9")
    form = browser.get(mail.body.partition(PUBLIC)[2].partition(PUBLIC)[2].split()[0], follow=True)
    new = "another horse battery"
    sent = {"new_password1": new, "new_password2": new}
    done = browser.post(form.redirect_chain[-1][0], sent)
    assert done.headers["Location"] == reverse("admin:login")
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["lee"]
    kim.refresh_from_db()
    assert kim.check_password(new)


def test_no_address_at_all_is_an_error_of_the_form(mailoutbox):
    assert ask("not an address").context["form"].errors
    assert mailoutbox == []


@pytest.mark.parametrize("link", ["/admin/password/x/y/", "/admin/password/MQ/set-password/"])
def test_a_link_that_nobody_made_opens_nothing(link):
    answer = Client().get(link)
    assert answer.status_code == 200
    assert "opens nothing any more" in body(answer)
