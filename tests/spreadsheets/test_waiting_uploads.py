"""An upload between its preview and its confirmation."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client

from certifications.models import Mentor
from mentorcerts.lib.admin.spreadsheet_forms import UPLOAD_AGAIN, ConfirmForm, Upload
from mentorcerts.lib.sheets import waiting
from mentorcerts.lib.sheets.bounds import MAX_BYTES
from mentorcerts.lib.sheets.models import WaitingUpload
from mentorcerts.personal_data.retention import prune
from tests.support.pages import page
from tests.support.spreadsheets import confirm, csv_file, preview

CONTENT = b"mentor_id\nm-1\n"


@pytest.fixture
def kim(db) -> User:
    return User.objects.create_user("kim")


def is_there(token: str, user: User) -> bool:
    try:
        return waiting.content_of(token, user=user) == CONTENT
    except waiting.UploadGone:
        return False


def test_an_upload_is_there_until_it_is_forgotten(kim):
    token = waiting.keep(CONTENT, user=kim)
    assert is_there(token, kim)
    waiting.forget(token, user=kim)
    waiting.forget(token, user=kim)
    assert not is_there(token, kim)
    assert not WaitingUpload.objects.exists()


def test_only_its_person_can_read_it_or_have_it_forgotten(kim):
    ada = User.objects.create_superuser("ada")
    token = waiting.keep(CONTENT, user=kim)
    waiting.forget(token, user=ada)
    assert not is_there(token, ada)
    assert is_there(token, kim)


def test_it_can_be_read_for_a_day_and_the_night_deletes_it(kim, on):
    on("2026-03-26", "12:00:00")
    token = waiting.keep(CONTENT, user=kim)
    on("2026-03-27", "11:59:00")
    assert is_there(token, kim)
    assert prune(now=datetime(2026, 3, 27, 11, 59, tzinfo=UTC))["uploads never confirmed"] == 0
    on("2026-03-27", "12:01:00")
    assert not is_there(token, kim)
    assert prune(now=datetime(2026, 3, 27, 12, 1, tzinfo=UTC))["uploads never confirmed"] == 1
    assert not WaitingUpload.objects.exists()


def test_the_next_upload_of_anybody_deletes_those_that_are_too_old(kim, on):
    on("2026-03-26", "12:00:00")
    waiting.keep(CONTENT, user=kim)
    on("2026-03-27", "12:01:00")
    token = waiting.keep(CONTENT, user=User.objects.create_user("ada"))
    assert [upload.pk for upload in WaitingUpload.objects.all()] == [token]


def test_of_one_person_the_last_few_wait(kim):
    other = waiting.keep(CONTENT, user=User.objects.create_user("ada"))
    tokens = [waiting.keep(CONTENT, user=kim) for _ in range(waiting.PER_PERSON + 2)]
    kept = set(WaitingUpload.objects.values_list("pk", flat=True))
    assert kept == {other, *tokens[-waiting.PER_PERSON :]}


def test_the_database_takes_none_that_is_too_large(kim):
    waiting.keep(b"x" * MAX_BYTES, user=kim)
    with pytest.raises(IntegrityError), transaction.atomic():
        waiting.keep(b"x" * (MAX_BYTES + 1), user=kim)


def test_they_go_with_their_person(kim):
    waiting.keep(CONTENT, user=kim)
    kim.delete()
    assert not WaitingUpload.objects.exists()


def test_a_preview_can_be_confirmed_for_a_day(on):
    on("2026-03-26", "12:00:00")
    upload = Upload(token="a", format="csv", digest="b")
    signed = {"upload": ConfirmForm(salt="kim's", upload=upload).initial["upload"]}
    on("2026-03-27", "11:59:00")
    assert ConfirmForm(signed, salt="kim's").is_valid()
    assert not ConfirmForm(signed, salt="ada's").is_valid()
    on("2026-03-27", "12:01:00")
    assert not ConfirmForm(signed, salt="kim's").is_valid()


@pytest.mark.usefixtures("demo_programme")
def test_a_confirmation_after_the_upload_has_gone_asks_for_the_file_again(coordinator):
    shown = preview(coordinator, Mentor, csv_file(["mentor_id"], ["m-1"]))
    assert WaitingUpload.objects.get().user.username == "kim"
    WaitingUpload.objects.update(created_at=datetime.now(UTC) - timedelta(days=2))
    answer = confirm(coordinator, Mentor, shown)
    assert answer.url == page(Mentor, "import")
    assert UPLOAD_AGAIN in coordinator.get(answer.url).content.decode()
    assert not Mentor.objects.filter(pk="m-1").exists()


@pytest.mark.usefixtures("demo_programme")
def test_no_upload_is_left_where_nothing_waits(coordinator):
    preview(coordinator, Mentor, csv_file(["mentor_id"], ["not an id"]))
    assert not WaitingUpload.objects.exists()
    confirm(coordinator, Mentor, preview(coordinator, Mentor, csv_file(["mentor_id"], ["m-1"])))
    assert not WaitingUpload.objects.exists()


@pytest.mark.usefixtures("demo_programme")
def test_no_page_of_the_admin_shows_them(coordinator, administrator):
    preview(coordinator, Mentor, csv_file(["mentor_id"], ["m-1"]))
    assert isinstance(administrator, Client)
    assert b"waiting upload" not in administrator.get("/admin/").content.lower()
    assert administrator.get("/admin/sheets/waitingupload/").status_code == 404
    kim = User.objects.get(username="kim")
    shown = administrator.get(page(User, "delete", kim.pk)).content.decode()
    assert "m-1" not in shown
