"""Guessing passwords ends soon, by name and by address; an administrator lets people in again."""

import logging

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from tests.support.pages import page

pytestmark = pytest.mark.slow

LOGIN = reverse("admin:login")
PASSWORD = "correct horse battery"
HOME = "192.0.2.1"


@pytest.fixture(autouse=True)
def _three_failures(settings, on):
    on("2026-03-26", "08:00:00")
    settings.AXES_FAILURE_LIMIT = 3


@pytest.fixture
def kim(db) -> User:
    return viewer_named("kim")


def viewer_named(name: str) -> User:
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Viewers"))
    return user


def attempt(username="kim", password="wrong", address=HOME, **headers) -> int:
    """200 is the form again, 302 the way in, 429 the page that says: locked."""
    sent = {"username": username, "password": password}
    return Client(REMOTE_ADDR=address, **headers).post(LOGIN, sent).status_code


def test_after_so_many_failures_not_even_the_right_password_opens(kim):
    assert [attempt() for _ in range(3)] == [200, 200, 429]
    assert attempt(password=PASSWORD) == 429


def test_a_name_is_locked_wherever_the_failures_come_from(kim):
    assert [attempt(address=f"192.0.2.{n}") for n in (1, 2, 3)] == [200, 200, 429]
    assert attempt(password=PASSWORD, address="198.51.100.1") == 429


def test_an_address_is_locked_whichever_names_it_tries(kim):
    assert [attempt(username=name) for name in ("ann", "bob", "eve")] == [200, 200, 429]
    assert attempt(password=PASSWORD) == 429
    assert attempt(password=PASSWORD, address="198.51.100.1") == 302


def test_another_browser_or_a_forged_header_is_no_way_round(kim):
    for number in range(3):
        attempt(HTTP_USER_AGENT=f"b{number}", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert attempt(password=PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.9") == 429


def test_a_proxy_that_is_known_tells_addresses_apart(kim, settings):
    settings.MENTORCERTS_PROXIES = 1
    for name in ("ann", "bob", "eve"):
        attempt(username=name, HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert attempt(password=PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.9") == 429
    assert attempt(password=PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.10") == 302


def test_the_page_says_what_to_do_and_the_lock_ends_by_itself(kim, on):
    for _ in range(3):
        attempt()
    answer = Client(REMOTE_ADDR=HOME).post(LOGIN, {"username": "kim", "password": PASSWORD})
    text = answer.content.decode()
    assert "For 30 minutes after the last of them" in text
    assert "ask an administrator" in text
    assert answer["Retry-After"] == "1800"
    on("2026-03-26", "08:29:00")
    assert attempt(password=PASSWORD) == 429, "who keeps trying does not make it longer"
    on("2026-03-26", "08:30:30")
    assert attempt(password=PASSWORD) == 302


def test_a_good_login_forgets_the_failures(kim):
    assert [attempt(), attempt(), attempt(password=PASSWORD)] == [200, 200, 302]
    assert [attempt(), attempt()] == [200, 200]


# --- a good login of one's own is no way to go on guessing ----------------------------------------
def test_logging_in_as_somebody_else_forgets_no_guesses(kim, settings):
    """Nine wrong passwords for A, one right login as B, and again, from one address."""
    settings.AXES_FAILURE_LIMIT = 10
    viewer_named("lee")
    nine = [attempt() for _ in range(9)]
    assert nine == [200] * 9
    assert attempt(username="lee", password=PASSWORD) == 302
    assert attempt() == 429
    assert attempt(password=PASSWORD) == 429


def test_nor_do_guesses_at_many_names_from_one_address_with_logins_between(kim, settings):
    settings.AXES_FAILURE_LIMIT = 10
    viewer_named("lee")
    for number in range(9):
        assert attempt(username=f"name-{number}") == 200
        assert attempt(username="lee", password=PASSWORD) == 302
    assert attempt(username="name-9") == 429
    assert attempt(username="lee", password=PASSWORD) == 429
    assert attempt(username="lee", password=PASSWORD, address="198.51.100.1") == 302


def test_an_office_whose_people_mistype_and_then_log_in_is_not_shut_out(db, settings):
    settings.AXES_FAILURE_LIMIT = 10
    for number in range(8):
        viewer_named(f"p{number}")
        assert [attempt(username=f"p{number}") for _ in range(3)] == [200] * 3
        assert attempt(username=f"p{number}", password=PASSWORD) == 302
    assert not AccessAttempt.objects.exists()


# --- the old password, when it is changed ---------------------------------------------------------
def change_password(client: Client, old: str, new: str = "a whole new sentence") -> int:
    sent = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(reverse("admin:password_change"), sent).status_code


def test_guesses_of_the_old_password_are_counted(kim):
    client = Client(REMOTE_ADDR=HOME)
    client.force_login(kim)
    assert [change_password(client, f"guess {n}") for n in range(3)] == [200, 200, 429]
    assert change_password(client, PASSWORD) == 429
    kim.refresh_from_db()
    assert kim.check_password(PASSWORD)


def test_with_the_right_one_it_is_changed(kim):
    client = Client(REMOTE_ADDR=HOME)
    client.force_login(kim)
    assert change_password(client, PASSWORD) == 302
    kim.refresh_from_db()
    assert kim.check_password("a whole new sentence")


def test_a_new_one_has_twelve_characters(kim):
    client = Client(REMOTE_ADDR=HOME)
    client.force_login(kim)
    assert change_password(client, PASSWORD, new="xk3-Tq9-vbn") == 200
    assert change_password(client, PASSWORD, new="xk3-Tq9-vbnm") == 302


# --- how long a session lasts ---------------------------------------------------------------------
def test_a_session_ends_twelve_hours_after_the_login_whatever_is_done(kim, on):
    client = Client()
    sent = {"username": "kim", "password": PASSWORD}
    assert client.post(LOGIN, sent).status_code == 302
    for hour in range(9, 20):
        on("2026-03-26", f"{hour:02}:30:00")
        session = client.session
        session["a page wrote"] = hour
        session.save()
        assert client.get(reverse("admin:index")).status_code == 200
    on("2026-03-26", "19:59:00")
    assert client.get(reverse("admin:index")).status_code == 200
    on("2026-03-26", "20:00:01")
    assert client.get(reverse("admin:index")).status_code == 302


def administrator(role: str = "Administrators") -> Client:
    ada = User.objects.create_user("ada", is_staff=True)
    ada.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(ada)
    return client


def test_an_administrator_sees_who_is_locked_and_unlocks(kim):
    for number in range(3):
        attempt(HTTP_USER_AGENT=f"b{number}")
    attempt(username="bob", address="198.51.100.1")
    ada = administrator()
    shown = ada.get(page(AccessAttempt))
    assert shown.content.decode().count("name and address locked") == 3
    row = AccessAttempt.objects.filter(username="kim").first()
    answer = ada.post(
        page(AccessAttempt), {"action": "unlock", "_selected_action": row.pk}, follow=True
    )
    assert "They can try again at once" in answer.content.decode()
    assert [each.username for each in AccessAttempt.objects.all()] == ["bob"]
    assert attempt(password=PASSWORD) == 302


def test_who_may_only_look_unlocks_nobody(kim):
    attempt(username="eve")
    row = AccessAttempt.objects.get()
    kim.user_permissions.add(Permission.objects.get(codename="view_accessattempt"))
    client = Client()
    client.force_login(kim)
    client.post(page(AccessAttempt), {"action": "unlock", "_selected_action": row.pk})
    assert client.get(page(AccessAttempt)).status_code == 200
    assert AccessAttempt.objects.exists()


def test_unlocking_is_for_administrators(kim):
    attempt()
    row = AccessAttempt.objects.get()
    ada = administrator("Coordinators")
    assert ada.get(page(AccessAttempt)).status_code == 403
    sent = {"action": "unlock", "_selected_action": row.pk}
    assert ada.post(page(AccessAttempt), sent).status_code == 403
    assert AccessAttempt.objects.exists()


def test_a_password_is_neither_kept_nor_logged(kim, caplog):
    caplog.set_level(logging.DEBUG)
    for _ in range(4):
        attempt(password="my-own-secret")
    assert "my-own-secret" not in str(list(AccessAttempt.objects.values()))
    assert "my-own-secret" not in caplog.text
    assert "kim" not in caplog.text
    assert HOME not in caplog.text


@pytest.mark.parametrize("is_staff", [True, False])
def test_who_has_no_rights_yet_is_told_so_and_not_that_the_password_is_wrong(is_staff, db):
    User.objects.create_user("new", password=PASSWORD, is_staff=is_staff)
    sent = {"username": "new", "password": PASSWORD}
    text = Client().post(LOGIN, sent).content.decode()
    assert "Your account has no rights here yet: ask an administrator" in text
    assert "correct username and password" not in text
    text = Client().post(LOGIN, sent | {"password": "wrong"}).content.decode()
    assert "has no rights" not in text
    assert "correct username and password" in text


def test_the_login_page_leads_to_who_has_forgotten_the_password(db):
    text = Client().get(LOGIN).content.decode()
    assert f'href="{reverse("password-forgotten")}">Forgot password?</a>' in text
