"""API tokens in the admin: shown once, with owner, end and last use; revoked by deleting."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from knox.models import AuthToken
from rest_framework.test import APIClient

from mentorcerts.access import tokens
from mentorcerts.models import TokenUse
from tests.support.pages import page


@pytest.fixture
def ann(db, on) -> User:
    on("2026-03-26")
    user = User.objects.create_user("ann")
    user.groups.add(Group.objects.get(name="Viewers"))
    return user


def made(administrator: Client, owner: User, last_day: str = "") -> str:
    answer = administrator.post(page(AuthToken, "add"), {"user": owner.pk, "last_day": last_day})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    [text] = re.findall(r'id="token"[^>]*>([0-9a-f]{64})<', answer.content.decode())
    return text


def opens(text: str) -> bool:
    client = APIClient(HTTP_AUTHORIZATION=f"Token {text}")
    return client.get("/api/v1/certifications").status_code == 200


def test_it_is_shown_once_and_opens(administrator, ann, settings):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    text = made(administrator, ann)
    assert opens(text)
    for address in (page(AuthToken), page(AuthToken, "change", AuthToken.objects.get().pk)):
        shown = administrator.get(address).content.decode()
        assert text not in shown
        assert text[:8] in shown
    assert text not in str(dict(administrator.session))
    assert text not in str(administrator.cookies)
    assert text[:15] not in str(list(LogEntry.objects.values()))


def test_the_list_tells_owner_end_and_last_use(administrator, ann, on):
    text = made(administrator, ann, "2026-03-28")
    TokenUse.objects.create(
        token=AuthToken.objects.get(), used_at=datetime(2026, 3, 27, 8, 15, tzinfo=UTC)
    )
    shown = administrator.get(page(AuthToken)).content.decode()
    for words in (text[:8], "ann", "29 Mar 2026, 00:00 UTC", "27 Mar 2026, 08:15 UTC"):
        assert words in shown
    on("2026-03-28", "23:59:00")
    assert opens(text)
    on("2026-03-29", "00:00:01")
    assert not opens(text)
    administrator.force_login(User.objects.get(username="ada"))
    assert "ran out" in administrator.get(page(AuthToken)).content.decode()


def test_a_day_that_has_passed_is_refused(administrator, ann):
    answer = administrator.post(page(AuthToken, "add"), {"user": ann.pk, "last_day": "2026-03-25"})
    assert "Choose a later one" in answer.content.decode()
    assert not AuthToken.objects.exists()


@pytest.mark.parametrize("selected", [True, False])
def test_deleting_revokes(selected, administrator, ann):
    text = made(administrator, ann)
    token = AuthToken.objects.get()
    address, sent = page(AuthToken, "delete", token.pk), {"post": "yes"}
    if selected:
        address = page(AuthToken)
        sent |= {"action": "delete_selected", "_selected_action": token.pk}
    else:
        assert f"{text[:8]}… of ann" in administrator.get(address).content.decode()
    assert administrator.post(address, sent).status_code == 302
    assert not opens(text)
    assert not AuthToken.objects.exists()


def test_a_token_is_never_changed(administrator, ann):
    made(administrator, ann)
    token = AuthToken.objects.get()
    answer = administrator.post(page(AuthToken, "change", token.pk), {"user": 1})
    assert answer.status_code == 403


def test_only_a_superuser_makes_a_superusers_token(administrator, ann):
    boss = User.objects.get(username="ada")
    ann.is_staff = True
    ann.save()
    ann.user_permissions.set(Permission.objects.filter(content_type__app_label="knox"))
    client = Client()
    client.force_login(ann)
    refused = client.post(page(AuthToken, "add"), {"user": boss.pk})
    assert "Select a valid choice" in refused.content.decode()
    assert not AuthToken.objects.exists()
    made(client, ann)
    made(administrator, boss)
    assert AuthToken.objects.count() == 2


@pytest.fixture
def office(db) -> Client:
    """Somebody who may do all with tokens, and is no superuser."""
    return with_tokens("otto")


def with_tokens(name: str) -> Client:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name="Administrators"))
    client = Client()
    client.force_login(user)
    return client


def test_a_superusers_tokens_are_neither_seen_nor_revoked_by_others(administrator, office, ann):
    boss = User.objects.get(username="ada")
    token, _ = tokens.create_token(owner=boss)
    tokens.create_token(owner=ann)
    listed = office.get(page(AuthToken)).context["cl"].queryset
    assert [each.user for each in listed] == [ann]
    for view in ("change", "delete"):
        assert office.get(page(AuthToken, view, token.pk)).status_code == 302
    office.post(page(AuthToken, "delete", token.pk), {"post": "yes"})
    sent = {"action": "delete_selected", "_selected_action": token.pk, "post": "yes"}
    office.post(page(AuthToken), sent)
    assert AuthToken.objects.filter(pk=token.pk).exists()
    assert len(administrator.get(page(AuthToken)).context["cl"].queryset) == 2


def test_an_administrator_makes_no_token_for_another_one(office, ann):
    with_tokens("olga")
    olga = User.objects.get(username="olga")
    refused = office.post(page(AuthToken, "add"), {"user": olga.pk})
    assert "Select a valid choice" in refused.content.decode()
    for allowed in (ann, User.objects.get(username="otto")):
        made(office, allowed)
    assert AuthToken.objects.count() == 2


def test_who_has_left_gets_no_token(administrator, ann):
    User.objects.filter(pk=ann.pk).update(is_active=False)
    answer = administrator.post(page(AuthToken, "add"), {"user": ann.pk})
    assert "Select a valid choice" in answer.content.decode()


def test_a_list_of_tokens_asks_no_more_for_many(administrator, ann, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    tokens.create_token(owner=ann)
    administrator.get(page(AuthToken))
    with CaptureQueriesContext(connection) as one:
        administrator.get(page(AuthToken))
    for _ in range(3):
        tokens.create_token(owner=ann)
    with CaptureQueriesContext(connection) as many:
        administrator.get(page(AuthToken))
    assert len(many) == len(one)
