"""*Connected systems* in the admin: a line each, in words; and how long they are kept."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from certifications.models import EventCursor
from certifications.registry import registry
from mentorcerts.personal_data import retention
from mentorcerts.sync import readers
from mentorcerts.sync.models import Comparison, Reader
from tests.support.dates import TODAY
from tests.support.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_that_day(on, db):
    on(TODAY, "12:00:00")
    EventCursor.objects.update_or_create(pk=1, defaults={"last": 4712})


def ago(**time):
    return timezone.now() - timedelta(**time)


def words(client, reader: Reader | None = None) -> str:
    address = page(Reader) if reader is None else page(Reader, "change", reader.pk)
    answer = client.get(address)
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(text.replace("\xa0", " ").split())


def role(name: str) -> Client:
    user = User.objects.create_user(name.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=name))
    client = Client()
    client.force_login(user)
    return client


def test_a_system_that_is_in_step(administrator):
    Reader.objects.create(
        name="matching app", source="token 3f9a2b1c", after=4712, read_at=ago(minutes=5),
        compared_at=ago(hours=2), paused_differences=0,
    )  # fmt: skip
    shown = words(administrator)
    assert "matching app 3f9a2b1c in step, 2 hours ago 5 minutes ago, has every event" in shown


def test_a_system_that_is_out_of_step_and_behind(administrator):
    Reader.objects.create(
        name="newsletter", source="token 77aa77aa", after=4700, read_at=ago(days=1),
        compared_at=ago(days=1), paused_differences=0, active_differences=3,
    )  # fmt: skip
    shown = words(administrator)
    assert "newsletter 77aa77aa 3 differences, 1 day ago 1 day ago, 12 events behind" in shown


def test_systems_that_only_read_or_only_compare(administrator):
    Reader.objects.create(after=4711, read_at=ago(seconds=5))
    Reader.objects.create(name="kim", compared_at=ago(seconds=5), paused_differences=1)
    shown = words(administrator)
    assert "Anybody without a token none never compared just now, 1 event behind" in shown
    assert "kim none 1 difference, just now never" in shown


def test_a_wrong_clock_and_a_restored_backup_are_shown_as_they_are(administrator):
    Reader.objects.create(after=5000, read_at=timezone.now() + timedelta(days=30))
    assert "25 Apr 2026, 12:00 UTC, has every event" in words(administrator)


def test_the_page_of_a_system_lists_its_comparisons(administrator):
    reader = Reader.objects.create(
        name="matching app", compared_at=ago(hours=2), paused_differences=4
    )
    Comparison.objects.create(
        reader=reader, which="paused", last=4712, sent=900, missing=1, superfluous=3, unknown=0
    )
    shown = words(administrator, reader)
    assert "In step? 4 differences, 2 hours ago" in shown
    assert "paused 900 1 3 0 4712" in shown


@pytest.mark.parametrize(
    ("name", "sees"), [("Administrators", True), ("Coordinators", True), ("Viewers", False)]
)
def test_who_sees_the_list_has_it_in_the_menu(name, sees):
    Reader.objects.create(name="matching app")
    client = role(name)
    assert client.get(page(Reader)).status_code == (200 if sees else 403)
    assert ("Connected systems" in client.get("/admin/").content.decode()) is sees


# --- kept, and asked by others -----------------------------------------------------------------
def test_comparisons_and_systems_unheard_of_go_with_the_audit_log(settings, monkeypatch):
    monkeypatch.setattr(retention, "STANDSTILL", timedelta.max)
    settings.MENTORCERTS_KEEP_AUDIT_DAYS = 365
    reads = Reader.objects.create(name="reads", read_at=ago(days=300), compared_at=ago(days=500))
    compares = Reader.objects.create(name="compares", compared_at=ago(days=300))
    Reader.objects.create(name="gone", read_at=ago(days=400), after=1)
    for days in (366, 364):
        Comparison.objects.create(
            reader=reads, at=ago(days=days), which="paused", last=1, sent=0, missing=0,
            superfluous=0, unknown=0,
        )  # fmt: skip
    pruned = retention.prune(now=timezone.now())
    assert (pruned["comparisons"], pruned["connected systems"]) == (1, 1)
    assert set(Reader.objects.all()) == {reads, compares}
    assert Comparison.objects.get().at == pytest.approx(ago(days=364), abs=timedelta(minutes=1))


def test_the_former_id_of_an_erased_mentor_waits_for_readers_who_may_still_come(settings):
    settings.MENTORCERTS_FEED_DAYS = 90
    Reader.objects.create(name="follows", after=4700, read_at=ago(minutes=5))
    Reader.objects.create(name="away", after=100, read_at=ago(days=60))
    Reader.objects.create(name="gone", after=7, read_at=ago(days=91))
    Reader.objects.create(name="compares only", compared_at=ago(days=1))
    assert readers.positions in registry.event_readers
    assert sorted(readers.positions()) == [100, 4700]
    settings.MENTORCERTS_FEED_DAYS = 0
    assert sorted(readers.positions()) == [7, 100, 4700]
