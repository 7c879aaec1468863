"""The form of scheduled tasks refuses what would not run, and what would stop all others."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django_q.models import Schedule

from mentorcerts.lib.task_cluster.schedules import blocking_problems, problems
from tests.support.dates import TODAY, at
from tests.support.forms import form_fields
from tests.support.pages import page

NOW = at("2026-03-26T09:00:00")
GOOD = {
    "name": "Ours",
    "func": "mentorcerts.tasks.give_sign_of_life",
    "schedule_type": "C",
    "cron": "0 1 * * *",
    "repeats": "-1",
    "next_run_0": "2026-03-27",
    "next_run_1": "01:00:00",
}


@pytest.fixture(autouse=True)
def _in_the_morning(on, db) -> None:
    on(str(TODAY), "09:00:00")


BAD = {
    "cron without expression": ({"cron": ""}, "cron", "The type Cron needs an expression"),
    "cron of another day": ({"cron": "0 1 * * 9"}, "cron", "is not acceptable, out of range"),
    "cron that never comes": ({"cron": "0 1 31 2 *"}, "cron", "ever comes true"),
    "year 0202": ({"next_run_0": "0202-03-27"}, "next_run", "in the year 0202. Is the year right?"),
    "year 2206": ({"next_run_0": "2206-03-27"}, "next_run", "in the year 2206. Is the year right?"),
    "keyword func": ({"kwargs": "func='x'"}, "kwargs", "No argument may be called func"),
    "keywords of no shape": ({"kwargs": "a, b"}, "kwargs", "x=1, name='John'"),
    "keyword and more": ({"kwargs": "5, x=1"}, "kwargs", "The task would get none of them"),
    "option broker": (
        {"kwargs": "q_options={'broker': 1}"},
        "kwargs",
        "can't use the option broker",
    ),
    "option unknown": ({"kwargs": "q_options={'sav': 1}"}, "kwargs", "There is no option sav"),
    "options of no shape": ({"kwargs": "q_options=1"}, "kwargs", "must be a dictionary"),
    "run in the scheduler": ({"kwargs": "sync=True"}, "kwargs", "can't use the option sync"),
    "timeout": ({"kwargs": "timeout=-1"}, "kwargs", "whole number of seconds"),
    "args": ({"args": "1, foo"}, "args", "texts in quotes: 1, 2, 'John'"),
    "no function": ({"func": "mentorcerts.tasks.nothing"}, "func", "There is no function"),
    "no module": ({"func": "give_sign_of_life"}, "func", "Write its module and name"),
    "no hook": ({"hook": "a.b"}, "hook", "There is no function “a.b”"),
    "no minutes": ({"schedule_type": "I"}, "minutes", "a number of minutes, 1 or more"),
    "0 minutes": ({"schedule_type": "I", "minutes": "0"}, "minutes", "1 or more"),
    "repeats": ({"repeats": "-7"}, "repeats", "Enter -1 (for ever), 0 (never)"),
    "cluster": ({"cluster": "-1"}, "cluster", "No task cluster is called “-1”"),
    "date": ({"intended_date_kwarg": "func"}, "intended_date_kwarg", "can't be the name"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_would_not_run_is_refused_with_a_sentence_at_its_field(case, administrator):
    sent, field, sentence = BAD[case]
    answer = administrator.post(page(Schedule, "add"), GOOD | sent)
    assert answer.status_code == 200
    errors = answer.context["adminform"].form.errors
    assert list(errors) == [field]
    assert sentence in str(errors[field][0])
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"args": "1, 2, 'John'", "kwargs": "x=1, name='John', q_options={'save': False}"},
        {"kwargs": "{'x': 1}", "intended_date_kwarg": "day", "hook": "builtins.print"},
        {"schedule_type": "I", "minutes": "5", "cron": ""},
        {"schedule_type": "O", "cron": "", "repeats": "-1"},
        {"schedule_type": "Q", "cron": "", "next_run_0": "2026-09-01", "cluster": "mentorcerts"},
    ],
)
def test_what_would_run_is_saved(sent, administrator):
    answer = administrator.post(page(Schedule, "add"), GOOD | sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert Schedule.objects.count() == 1


def test_who_may_not_change_what_it_runs_is_told_who_can(db):
    user = User.objects.create_user("ann", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrators"))
    ann = Client()
    ann.force_login(user)
    bad = Schedule(func="os.nothing", schedule_type="D", next_run=NOW)
    Schedule.objects.bulk_create([bad])
    bad = Schedule.objects.get()
    sent = form_fields(ann.get(page(Schedule, "change", bad.pk)))
    answer = ann.post(page(Schedule, "change", bad.pk), sent)
    (error,) = answer.context["adminform"].form.non_field_errors()
    assert error.startswith("Function: There is no function “os.nothing”")
    assert error.endswith("A superuser can correct it.")


def test_only_what_stops_others_is_called_blocking():
    """An old version's cluster must not set aside what it does not know yet."""
    schedule = Schedule(func="mentorcerts.tasks.of_tomorrow", schedule_type="D", next_run=NOW)
    assert list(problems(schedule, now=NOW)) == ["func"]
    assert blocking_problems(schedule, now=NOW) == {}
    schedule.next_run = datetime(202, 1, 1, tzinfo=UTC)
    assert list(blocking_problems(schedule, now=NOW)) == ["next_run"]
