"""Colleagues are invited with a role, given another one, and sent links to set a password."""

import re

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from mentorcerts.access.accounts import give_role, invite, role_of, roles_to_give
from mentorcerts.models import AuditEvent
from tests.support.forms import form_fields
from tests.support.mailing import Mailbox, use_server
from tests.support.network import free_port
from tests.support.pages import page
from tests.support.records import refuses

pytestmark = pytest.mark.django_db

PUBLIC = "https://certs.programme.test"
ADD = page(User, "add")
PASSWORD = "correct horse battery"


@pytest.fixture
def ann(db) -> Client:
    """An administrator, and no superuser."""
    user = User.objects.create_user("ann", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrators"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def mailbox(settings):
    """A real mail server; the settings lead to it."""
    server = Mailbox()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    use_server(settings, controller.hostname, controller.port)
    settings.HAS_MAIL_SERVER, settings.MENTORCERTS_PUBLIC_URL = True, f"{PUBLIC}/"
    yield server
    controller.stop()


def invited(client: Client, **typed: str):
    sent = {"email": "Lee@Programme.test", "first_name": "Lee", "role": "Coordinators"} | typed
    return client.post(ADD, form_fields(client.get(ADD)) | sent, follow=True)


def link_in(text: str) -> str:
    """The path of the one link that sets a password."""
    return re.findall(r"(/admin/password/[^/\s]+/[\w-]+/)", text)[0]


# --- invited --------------------------------------------------------------------------------------
def test_an_invitation_makes_an_account_with_a_role_and_mails_a_link(ann, mailbox):
    text = invited(ann).content.decode()
    assert "Invited: a mail with a link went to lee@programme.test." in text
    lee = User.objects.get(username="lee@programme.test")
    assert (lee.email, lee.first_name, role_of(lee)) == (lee.username, "Lee", "Coordinators")
    assert (lee.is_staff, lee.is_superuser, lee.has_usable_password()) == (True, False, False)
    assert mailbox.recipients == ["lee@programme.test"]
    [body] = mailbox.bodies
    assert f"{PUBLIC}/admin/password/" in body
    assert "testserver" not in body
    assert "Lee" not in body


def test_the_link_sets_a_password_once_and_with_it_one_logs_in(ann, mailbox):
    invited(ann)
    link, lee = link_in(mailbox.bodies[0]), Client()
    form = lee.get(link, follow=True)
    assert "lee@programme.test" in form.content.decode()
    address = form.redirect_chain[-1][0]
    assert link not in address  # nothing that another site could be told
    too_short = lee.post(address, {"new_password1": "abc", "new_password2": "abc"})
    assert too_short.status_code == 200
    sent = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    done = lee.post(address, sent, follow=True)
    assert "Your password is set. Log in as lee@programme.test." in done.content.decode()
    login = {"username": "lee@programme.test", "password": PASSWORD}
    assert lee.post(reverse("admin:login"), login).status_code == 302
    assert "opens nothing any more" in Client().get(link, follow=True).content.decode()


def test_it_is_on_record_who_invited_whom_and_which_role_they_got(ann, mailbox):
    invited(ann)
    rows = AuditEvent.objects.exclude(what="login").filter(by="ann").order_by("pk")
    assert list(rows.values_list("what", "about")) == [
        ("access_changed", "lee@programme.test: account created"),
        ("access_changed", "lee@programme.test: gained Coordinators"),
        ("password_link", "lee@programme.test: mailed to lee@programme.test"),
    ]


def test_without_a_mail_server_the_link_is_shown_this_once(ann, settings, mailoutbox):
    settings.HAS_MAIL_SERVER, settings.MENTORCERTS_PUBLIC_URL = False, PUBLIC
    text = invited(ann).content.decode()
    assert "Copy this link now" in text
    assert f"{PUBLIC}/admin/password/" in text
    assert mailoutbox == []
    assert "Choose a password" in Client().get(link_in(text), follow=True).content.decode()
    lee = User.objects.get(username="lee@programme.test")
    link = reverse("admin:auth_user_link_page", args=[lee.pk])
    assert "/admin/password/" not in ann.get(link).content.decode()


def test_without_a_public_address_no_mail_is_sent_whatever_the_host_says(ann, settings, mailoutbox):
    settings.HAS_MAIL_SERVER, settings.MENTORCERTS_PUBLIC_URL = True, ""
    assert "Copy this link now" in invited(ann).content.decode()
    assert mailoutbox == []


def test_where_the_mail_server_takes_nothing_the_link_is_shown(ann, settings):
    use_server(settings, "127.0.0.1", free_port())
    settings.HAS_MAIL_SERVER, settings.MENTORCERTS_PUBLIC_URL = True, PUBLIC
    text = invited(ann).content.decode()
    assert "The mail server did not take the mail" in text
    assert f"{PUBLIC}/admin/password/" in text


@pytest.mark.parametrize("email", ["KIM@programme.test", "kim"])
def test_nobody_is_invited_twice(ann, email, mailbox):
    User.objects.create_user("kim", email="kim@programme.test")
    answer = invited(ann, email=email)
    assert "email" in answer.context["adminform"].form.errors
    assert User.objects.count() == 2
    assert mailbox.recipients == []


def test_a_role_has_to_be_chosen(ann):
    answer = invited(ann, role="")
    assert list(answer.context["adminform"].form.errors) == ["role"]
    assert User.objects.count() == 1


def test_an_account_for_a_program_needs_no_mail_and_nobody_logs_in_with_it(ann, mailoutbox):
    address = f"{ADD}?for=program"
    sent = form_fields(ann.get(address)) | {"username": "sync-service", "role": "Viewers"}
    assert ann.post(address, sent).status_code == 302
    made = User.objects.get(username="sync-service")
    assert (made.is_staff, made.has_usable_password(), role_of(made)) == (False, False, "Viewers")
    assert mailoutbox == []


# --- roles ----------------------------------------------------------------------------------------
def change(client: Client, user: User, **typed: str):
    address = page(User, "change", user.pk)
    return client.post(address, form_fields(client.get(address)) | typed)


def test_a_role_is_changed_in_the_same_simple_form_and_other_groups_stay(ann):
    lee = User.objects.create_user("lee", is_staff=True)
    own = Group.objects.create(name="Board")
    lee.groups.add(own, Group.objects.get(name="Viewers"))
    AuditEvent.objects.all().delete()
    assert change(ann, lee, role="Administrators").status_code == 302
    assert set(lee.groups.values_list("name", flat=True)) == {"Board", "Administrators"}
    abouts = list(AuditEvent.objects.order_by("pk").values_list("by", "about"))
    assert abouts == [("ann", "lee: lost Viewers"), ("ann", "lee: gained Administrators")]
    assert change(ann, lee, role="").status_code == 302
    assert role_of(User.objects.get(pk=lee.pk)) == ""


def test_saving_something_else_leaves_the_role_alone(ann):
    lee = invite(email="lee@programme.test", role="Viewers", by=User.objects.get(username="ann"))
    assert change(ann, lee, last_name="Example").status_code == 302
    lee = User.objects.get(pk=lee.pk)
    assert (lee.last_name, role_of(lee), lee.is_staff) == ("Example", "Viewers", True)


@pytest.mark.parametrize("words", ["Staff status", "Superuser status", "user_permissions"])
def test_no_word_of_djangos_stands_in_what_an_administrator_sees(ann, administrator, words):
    lee = User.objects.create_user("lee", is_staff=True)
    address = page(User, "change", lee.pk)
    for simple in (ADD, f"{ADD}?for=program", address, f"{address}?advanced=1"):
        assert words not in ann.get(simple).content.decode()
    assert words not in administrator.get(address).content.decode()
    assert words in administrator.get(f"{address}?advanced=1").content.decode()


def test_who_may_only_look_sees_the_role_in_words(db):
    lee = User.objects.create_user("lee", is_staff=True)
    lee.groups.add(Group.objects.get(name="Coordinators"))
    eve = User.objects.create_user("eve", is_staff=True)
    eve.user_permissions.add(Permission.objects.get(codename="view_user"))
    client = Client()
    client.force_login(eve)
    assert "Coordinator" in client.get(page(User, "change", lee.pk)).content.decode()
    assert "Coordinator" in client.get(page(User)).content.decode()
    assert change(client, lee, role="Viewers").status_code == 403


def test_nobody_gives_rights_that_they_do_not_have(db):
    eve = User.objects.create_user("eve", is_staff=True)
    viewers = Group.objects.get(name="Viewers")
    eve.groups.add(viewers)
    eve.user_permissions.set(
        Permission.objects.filter(codename__in=["add_user", "change_user", "view_user"])
    )
    eve = User.objects.get(pk=eve.pk)
    assert roles_to_give(eve) == ["Viewers"]
    with pytest.raises(PermissionDenied):
        invite(email="lee@programme.test", role="Administrators", by=eve)
    with pytest.raises(PermissionDenied):
        give_role(user=eve, role="Administrators", by=eve)
    client = Client()
    client.force_login(eve)
    assert "role" in invited(client, role="Coordinators").context["adminform"].form.errors
    assert set(User.objects.values_list("username", flat=True)) == {"eve"}


def test_the_address_of_somebody_else_is_refused_in_words(db):
    ada = User.objects.create_superuser("ada", email="ada@programme.test")
    with refuses(ValidationError, "ada has this address already"):
        invite(email="Ada@programme.test", role="Viewers", by=ada)


# --- links ----------------------------------------------------------------------------------------
def test_another_link_is_sent_after_saying_so(ann, mailbox):
    lee = User.objects.create_user("lee", email="lee@programme.test", password=PASSWORD)
    address = reverse("admin:auth_user_link_page", args=[lee.pk])
    assert "A mail with a link goes to lee@programme.test." in ann.get(address).content.decode()
    assert mailbox.recipients == []
    ann.post(address)
    assert mailbox.recipients == ["lee@programme.test"]
    assert "the old password goes on" in mailbox.bodies[0]
    assert AuditEvent.objects.filter(what="password_link", by="ann").count() == 1


def test_a_closed_account_gets_no_link_and_one_sent_before_opens_nothing(ann, mailbox):
    lee = User.objects.create_user("lee", email="lee@programme.test", password=PASSWORD)
    address = reverse("admin:auth_user_link_page", args=[lee.pk])
    ann.post(address)
    User.objects.filter(pk=lee.pk).update(is_active=False)
    assert "opens nothing any more" in Client().get(link_in(mailbox.bodies[0])).content.decode()
    assert "Make it active first" in ann.post(address).content.decode()
    assert len(mailbox.recipients) == 1


def test_a_link_for_a_superuser_is_made_by_superusers_only(ann, administrator):
    boss = User.objects.create_superuser("boss", email="boss@programme.test")
    address = reverse("admin:auth_user_link_page", args=[boss.pk])
    assert ann.post(address).status_code == 403
    assert administrator.post(address).status_code == 200


def test_a_link_runs_out(ann, on, settings):
    on("2026-03-26", "08:00:00")
    settings.HAS_MAIL_SERVER = False
    ann.force_login(User.objects.get(username="ann"))
    link = link_in(invited(ann).content.decode())
    on("2026-03-29", "07:00:00")
    assert "Choose a password" in Client().get(link, follow=True).content.decode()
    on("2026-03-29", "08:10:00")
    assert "opens nothing any more" in Client().get(link, follow=True).content.decode()
