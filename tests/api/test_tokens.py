"""A token's life: made, shown once, used, run out, revoked; and its name in the history."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from knox.models import AuthToken

from certifications.models import Certification
from mentorcerts.access import tokens
from mentorcerts.lib.refusals import Refused
from mentorcerts.models import TokenUse
from renewals.models import Renewal
from tests.support.answers import refused
from tests.support.api import CERTIFICATIONS, RENEWALS, STATUSES, api_client
from tests.support.records import recorded


@pytest.fixture
def ann(db, django_user_model):
    user = django_user_model.objects.create_user("ann")
    user.groups.add(Group.objects.get(name="Coordinators"))
    return user


def command(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("api_token", *arguments, stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue()


def opened_with(text: str):
    return api_client(HTTP_AUTHORIZATION=f"Token {text}").get(CERTIFICATIONS)


# --- the command --------------------------------------------------------------------------
def test_the_command_makes_a_token_that_opens_and_shows_it_once(ann, settings):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    text, told = command("create", "ann")
    assert len(text) == 64
    assert "never" in told
    assert opened_with(text).status_code == 200
    listed, _ = command("list")
    assert text not in listed
    assert listed.startswith(text[:8])
    assert "ann" in listed


def test_nothing_that_is_kept_is_the_token(ann):
    text, _ = command("create", "ann")
    kept = AuthToken.objects.values().get()
    assert text not in str(kept)
    assert kept["token_key"] == text[:15]


def test_a_token_of_so_many_days_runs_out_and_stays_in_the_list(ann, on):
    text, _ = command("create", "ann", "--days", "10")
    on("2026-04-05", "00:59:59")
    assert opened_with(text).status_code == 200
    on("2026-04-05", "01:00:05")
    refused(opened_with(text), 401, "authentication_failed")
    assert "ran out 5 Apr 2026, 01:00 UTC" in command("list")[0]


def test_a_revoked_token_opens_nothing(ann):
    text, _ = command("create", "ann")
    other, _ = command("create", "ann")
    assert opened_with(text).status_code == 200
    said, _ = command("revoke", text[:8])
    assert "revoked" in said
    refused(opened_with(text), 401)
    assert opened_with(other).status_code == 200
    assert TokenUse.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (("create", "nobody"), "no user 'nobody'"),
        (("create", "ann", "--days", "0"), "from 1 to"),
        (("revoke", "ffffffff"), "Take a name from the list"),
        (("revoke", ""), "Take a name from the list"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, advice, ann):
    command("create", "ann")
    with pytest.raises(CommandError, match=advice):
        command(*arguments)
    assert AuthToken.objects.count() == 1


def test_a_beginning_that_two_tokens_share_revokes_neither(ann):
    for _ in range(2):
        tokens.create_token(owner=ann)
    AuthToken.objects.update(token_key="aaaaaaaabbbbbbb")
    with pytest.raises(CommandError, match="More than one"):
        command("revoke", "aaaaaaaa")
    assert AuthToken.objects.count() == 2


def test_who_has_left_gets_no_token(ann):
    ann.is_active = False
    ann.save()
    with pytest.raises(CommandError, match="not active"):
        command("create", "ann")


def test_no_token_begins_after_its_end(ann):
    with pytest.raises(Refused, match="has passed"):
        tokens.create_token(owner=ann, expiry=timezone.now() - timedelta(seconds=1))


# --- last use -------------------------------------------------------------------------------
def test_the_last_use_is_noted_at_most_once_a_minute(ann, on):
    text, _ = command("create", "ann")
    assert "last used never" in command("list")[0]
    on("2026-03-26", "09:00:00")
    opened_with(text)
    assert "last used 26 Mar 2026, 09:00 UTC" in command("list")[0]
    on("2026-03-26", "09:00:50")
    with CaptureQueriesContext(connection) as captured:
        opened_with(text)
    assert not [query for query in captured if query["sql"].startswith(("INSERT", "UPDATE"))]
    on("2026-03-26", "09:01:30")
    opened_with(text)
    assert TokenUse.objects.get().used_at.minute == 1


def test_a_token_that_was_refused_was_not_used(ann, on):
    text, _ = command("create", "ann", "--days", "1")
    on("2026-04-26")
    refused(opened_with(text), 401)
    assert not TokenUse.objects.exists()


def test_not_being_able_to_note_it_keeps_nobody_from_reading(ann, monkeypatch):
    from django.db import OperationalError

    def locked(*arguments, **options):
        raise OperationalError("attempt to write a readonly database")

    text, _ = command("create", "ann")
    monkeypatch.setattr(TokenUse.objects, "bulk_create", locked)
    assert opened_with(text).status_code == 200


# --- who did it -----------------------------------------------------------------------------
def test_the_history_names_user_and_token(ann, settings):
    settings.MENTORCERTS_API_ACCESS = "authenticated"
    text, _ = command("create", "ann")
    record = recorded()
    holder = api_client(HTTP_AUTHORIZATION=f"Token {text}")
    assert holder.put(f"{STATUSES}/mentor-1", {"expiry_date": "2029-01-01"}).status_code == 200
    line = Certification.objects.get(pk=record.pk).history.first()
    assert line.history_user == ann
    assert line.source == f"token {text[:8]}"


def test_a_renewal_without_a_name_was_processed_by_the_tokens_owner(ann):
    recorded()
    text, _ = command("create", "ann")
    answer = api_client(HTTP_AUTHORIZATION=f"Token {text}").post(
        RENEWALS,
        {"mentor_id": "mentor-1", "renewal_date": "2026-03-26", "new_expiry_date": "2028-01-01"},
    )
    assert answer.json()["processed_by"] == "ann"
    assert Renewal.objects.get().history.first().source == f"token {text[:8]}"


def test_changes_without_a_token_are_not_ascribed_to_one(api):
    recorded()
    api.put(f"{STATUSES}/mentor-1", {"expiry_date": "2029-01-01"})
    assert Certification.objects.get().history.first().source == "API"
