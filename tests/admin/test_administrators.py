"""Administrators manage people and look after tasks; they don't make themselves superusers."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import Failure, OrmQ, Schedule, Task

from mentorcerts.lib.admin.stale_forms import SHOWN_RECORD, as_shown
from tests.support.pages import page


@pytest.fixture
def ann(db) -> Client:
    """An administrator, and no superuser."""
    user = User.objects.create_user("ann", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrators"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def boss(db) -> User:
    return User.objects.create_superuser("boss")


@pytest.mark.parametrize("view", ["change", "delete", "password_change"])
def test_a_superuser_is_touched_by_superusers_only(view, ann, boss):
    plain = User.objects.create_user("plain")
    assert ann.post(page(User, view, boss.pk), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=boss.pk).exists()
    assert ann.post(page(User, view, plain.pk), {"post": "yes"}).status_code != 403


def test_nor_among_others(ann, boss):
    plain = User.objects.create_user("plain")
    sent = {"action": "delete_selected", "_selected_action": [plain.pk, boss.pk], "post": "yes"}
    ann.post(page(User), sent)
    assert User.objects.filter(pk__in=[plain.pk, boss.pk]).count() == 2


def test_nobody_makes_themselves_a_superuser(ann):
    user = User.objects.get(username="ann")
    sent = {
        SHOWN_RECORD: as_shown(user),
        "username": "ann",
        "email": "ann@example.org",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00:00",
        "groups": [group.pk for group in user.groups.all()],
    }
    sent["role"] = "Administrators"
    for address in (page(User, "change", user.pk), page(User, "change", user.pk) + "?advanced=1"):
        sent[SHOWN_RECORD] = as_shown(User.objects.get(pk=user.pk))
        assert ann.post(address, sent).status_code == 302
        user.refresh_from_db()
        assert user.email == "ann@example.org"
        assert not user.is_superuser


def test_when_a_task_runs_is_changed_and_what_it_runs_is_not(ann):
    schedule = Schedule.objects.create(
        name="Ours", func="certifications.tasks.run_expiry_job", schedule_type="C", cron="0 1 * * *"
    )
    before = (schedule.func, schedule.args, schedule.kwargs, schedule.hook)
    sent = {
        SHOWN_RECORD: as_shown(schedule),
        "name": schedule.name,
        "func": "os.system",
        "args": "'true'",
        "hook": "os.system",
        "schedule_type": "C",
        "cron": "0 3 * * *",
        "repeats": "-1",
        "minutes": "",
        "next_run_0": "2030-01-01",
        "next_run_1": "00:00:00",
    }
    assert ann.post(page(Schedule, "change", schedule.pk), sent).status_code == 302
    schedule.refresh_from_db()
    assert schedule.cron == "0 3 * * *"
    assert (schedule.func, schedule.args, schedule.kwargs, schedule.hook) == before
    assert ann.get(page(Schedule, "add")).status_code == 403


PRIORITY_REDIS = "mentorcerts.lib.task_cluster.redis_broker.PriorityRedis"


@pytest.mark.parametrize(("codename", "queued"), [("view_failure", 0), ("change_failure", 1)])
def test_who_may_only_look_at_tasks_runs_none_again(codename, queued, db):
    now = timezone.now()
    Task.objects.create(id="t", name="t", func="f", success=False, started=now, stopped=now)
    user = User.objects.create_user("eve", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_failure", codename]))
    client = Client()
    client.force_login(user)
    client.post(page(Failure), {"action": "resubmit_task", "_selected_action": "t"})
    assert OrmQ.objects.count() == queued


def test_a_task_that_the_queue_does_not_take_stays_in_the_list(administrator, monkeypatch):
    monkeypatch.setattr(Conf, "BROKER_CLASS", PRIORITY_REDIS)
    monkeypatch.setattr(Conf, "REDIS", "redis://127.0.0.1:1/0")  # nobody is there
    now = timezone.now()
    Task.objects.create(id="t", name="t", func="f", success=False, started=now, stopped=now)
    sent = {"action": "resubmit_task", "_selected_action": "t"}
    answer = administrator.post(page(Failure), sent, follow=True)
    assert answer.status_code == 200
    assert "The queue (Redis) can&#x27;t be reached" in answer.content.decode()
    assert Failure.objects.count() == 1
