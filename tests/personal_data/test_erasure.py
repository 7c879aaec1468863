"""After an erasure nothing says who it was, and everything that happened is still there."""

import json
import pickle
import re
from base64 import b64decode
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.db import connection, connections, models, transaction
from django.utils import timezone

from certifications import services
from certifications.change_log.erased import forget_former_ids
from certifications.job.run import expire_certifications
from certifications.models import AutoPause, Certification, Event, ExpiryRun, Mentor
from mentorcerts.action_log.models import ActedMentor
from mentorcerts.lib import moments
from mentorcerts.lib.folding import fold
from mentorcerts.lib.refusals import Missing
from mentorcerts.models import PersonalDataEvent
from mentorcerts.personal_data.erasure import (
    FREE_TEXT,
    FREE_TEXT_OF,
    IDENTITY,
    WRITTEN_TO,
    erase_mentor,
    is_free_text,
    text_columns,
)
from mentorcerts.personal_data.mentions import ERASED
from mentorcerts.personal_data.records import rows_of_mentor, tables
from mentorcerts.promises.models import Promise
from mentorcerts.reminders.models import Message
from renewals.models import Renewal
from tests.support.dates import TODAY
from tests.support.factories import CertificationFactory, ExpiryRunFactory, MentorFactory
from tests.support.personal_data import (
    EMAIL,
    FORMER_NAME,
    MENTOR_ID,
    NAME,
    SECRET,
    whole_database,
)
from tests.support.processes import until
from tests.support.records import refuses
from tests.support.sql import WAITING_FOR_US, number

pytestmark = pytest.mark.slow

WHO = [MENTOR_ID, NAME, FORMER_NAME, EMAIL, "old@quill.test", SECRET]
WHO += [json.dumps(word)[1:-1] for word in WHO]  # as JSON has them
WHO += [fold(MENTOR_ID), "quillfeather"]  # as the search has them


PLACES = {
    "action_log_actedmentor",
    "sheets_rememberedheading",
    "certifications_mentor",
    "certifications_historicalmentor",
    "certifications_searchword",
    "certifications_certification",
    "certifications_historicalcertification",
    "certifications_autopause",
    "certifications_event",
    "certifications_expiryrun",
    "promises_promise",
    "renewals_renewal",
    "renewals_historicalrenewal",
    "saved_lists_savedlist",
    "django_admin_log",
    "sheets_waitingupload",
    "sessions",
    "results",
}
"""Where the fixture has put something."""


def erase(mentor_id: str = MENTOR_ID) -> str:
    return erase_mentor(mentor_id=mentor_id, by="ada", source="command")


def who_stands_in(tables: dict[str, str], but_for: str = "mntr_ZOE42.b") -> dict[str, set[str]]:
    friend = re.compile(f"(?i:{re.escape(but_for)}|(zoë )?quillfeather-smith)")
    but_for_friend = {name: friend.sub("", text) for name, text in tables.items()}
    return {
        name: words
        for name, text in but_for_friend.items()
        if (words := {word for word in WHO if word in text})
    }


@pytest.mark.usefixtures("zoe")
def test_no_table_of_the_database_says_who_it_was():
    before = who_stands_in(whole_database())
    assert set(before) == PLACES  # the test would notice
    pseudonym = erase()
    # The change log tells others that this mentor is to be erased, for a while.
    assert who_stands_in(whole_database()) == {"certifications_event": {MENTOR_ID}}
    assert Mentor.objects.filter(pk=pseudonym).exists()
    connection.check_constraints()
    assert forget_former_ids(now=timezone.now() + timedelta(days=30)) == 1
    assert who_stands_in(whole_database()) == {}


@pytest.mark.usefixtures("zoe")
def test_what_happened_is_kept_under_the_pseudonym():
    def books(mentor_id: str) -> dict[str, Any]:
        return {
            "certifications": list(
                Certification.objects.filter(mentor=mentor_id)
                .order_by("pk")
                .values_list("certification_id", "issued_at", "expires_at", "revoked_at")
            ),
            "pauses": list(
                AutoPause.objects.filter(mentor=mentor_id).values_list(
                    "log_id", "reason", "applied_at", "lifted_at", "lifted_by"
                )
            ),
            "renewals": list(
                Renewal.objects.filter(certification__mentor=mentor_id).values_list(
                    "pk", "renewal_date", "new_expiry_date"
                )
            ),
            "lines of history": [
                model.history.model.objects.count() for model in (Mentor, Certification, Renewal)
            ],
            "exempt until": Mentor.objects.get(pk=mentor_id).exempt_until,
            "lines of the change log": list(
                Event.objects.filter(mentor=mentor_id)
                .order_by("pk")
                .values_list("event_id", "type", "occurred_at", "by", "paused", "data")
            ),
            "events of history": list(
                Mentor.history.filter(mentor_id=mentor_id).values_list("history_date", "source")
            ),
        }

    before = books(MENTOR_ID)
    assert all(before.values())
    assert books(erase()) == before


def test_who_is_only_mentioned_keeps_everything_else(zoe):
    pseudonym = erase()
    friend = Mentor.objects.get(pk="mntr_ZOE42.b")
    assert friend.name == "Zoë Quillfeather-Smith"
    assert friend.pause_reason == f"Stands in for {pseudonym} ({pseudonym}, {pseudonym})."
    zoe.run.refresh_from_db()
    assert zoe.run.failures == [
        {"certification_id": "cert_00000000", "mentor_id": pseudonym, "error": ERASED},
        {"certification_id": "cert_00000001", "mentor_id": "someone", "error": "kept"},
    ]
    session = SessionStore(zoe.session.session_key)
    assert dict(session.items()) == {"_auth_user_id": zoe.session["_auth_user_id"]}


@pytest.mark.parametrize(
    ("mentor_id", "name"), [("7", "May"), ("12", "Ann"), ("2026", "Ann"), ("asked", "May")]
)
def test_what_can_be_meant_otherwise_is_not_taken_out_of_other_peoples_texts(
    mentor_id, name, on, db
):
    on(str(TODAY))
    services.save_mentor(mentor_id=mentor_id, name=name)
    other = MentorFactory(mentor_id="someone", name="May Ann")
    run = ExpiryRunFactory(failures=[{"mentor_id": mentor_id, "error": "x"}])
    reason = "On 7 May 2026 Ann asked for 12 days."
    services.pause_mentor(mentor_id=other.pk, reason=reason, by="kim")
    assert erase(mentor_id).startswith("erased_")
    other.refresh_from_db()
    run.refresh_from_db()
    assert [failure["mentor_id"] == mentor_id for failure in run.failures] == [False]
    assert (other.name, other.pause_reason) == ("May Ann", reason)


def test_two_are_erased_under_two_pseudonyms(db):
    MentorFactory(mentor_id="one")
    MentorFactory(mentor_id="two")
    assert erase("one") != erase("two")


@pytest.mark.usefixtures("zoe")
def test_the_job_goes_on_with_who_was_erased(on):
    pseudonym = erase()
    Mentor.objects.filter(pk=pseudonym).update(exempt_until=None, exempt_reason="")
    Certification.objects.filter(mentor=pseudonym, is_current=True).update(
        expires_at=moments.utc_midnight(TODAY.replace(month=1))
    )
    run = expire_certifications(today=TODAY, trigger=ExpiryRun.Trigger.COMMAND)
    assert AutoPause.objects.open().filter(mentor=pseudonym, run=run).count() == 1


@pytest.mark.usefixtures("zoe")
def test_it_is_on_record_who_erased_but_not_whom():
    pseudonym = erase()
    event = PersonalDataEvent.objects.get()
    assert (event.what, event.mentor_id, event.by, event.source) == (
        "erased", pseudonym, "ada", "command",
    )  # fmt: skip


@pytest.mark.usefixtures("zoe")
def test_an_unknown_id_is_refused_and_nothing_written():
    with refuses(Missing, "There is no mentor nobody"):
        erase("nobody")
    assert PersonalDataEvent.objects.count() == 0


def test_each_text_column_of_a_mentors_records_is_judged():
    """A new column has to be put on one of the two lists before it can be merged."""
    made_by_the_program = {
        "mentor_id", "certification_id", "log_id", "reason", "source", "history_type", "event_id",
        "type", "data", "word",
    }  # fmt: skip
    made_by_the_program |= {"key", "kind", "state", "message_id", "cause", "claim"}  # of messages
    made_by_the_program |= {"end"}  # of promises
    made_by_the_program |= {"before", "left"}  # of actions
    who_worked_on_it = {"by", "paused_by", "left_by", "lifted_by", "processed_by", "off_by"}
    who_worked_on_it |= {"made_by", "ended_by"}
    columns = {
        field.name
        for model in rows_of_mentor("nobody")
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
    }
    judged = IDENTITY | WRITTEN_TO | FREE_TEXT | made_by_the_program | who_worked_on_it
    assert columns == judged | FREE_TEXT_OF[Promise] | FREE_TEXT_OF[ActedMentor]
    reasons = {
        model: is_free_text(model, "reason")
        for model in rows_of_mentor("nobody")
        if any(field.name == "reason" for field in model._meta.concrete_fields)
    }
    assert reasons == {AutoPause: False, Event: True, Message: False}


def test_the_records_of_a_mentor_are_these_tables():
    assert {model._meta.label for model in rows_of_mentor("nobody")} == {
        "action_log.ActedMentor",
        "certifications.Mentor",
        "certifications.HistoricalMentor",
        "certifications.SearchWord",
        "certifications.Certification",
        "certifications.HistoricalCertification",
        "certifications.AutoPause",
        "certifications.Event",
        "promises.Promise",
        "renewals.Renewal",
        "renewals.HistoricalRenewal",
        "reminders.Message",
        "reminders.Recipient",
    }


def test_no_key_of_another_record_is_taken_for_text():
    assert {model._meta.label for model in tables()} >= {
        model._meta.label for model in apps.get_models() if not model._meta.proxy
    }
    for model in tables():
        names = {field.name for field in text_columns(model)}
        assert not names & {"certification_id", "log_id", "code", "job_run_id", "digest"}, model


# --- the command -----------------------------------------------------------------------------
@pytest.mark.usefixtures("zoe")
def test_the_command_erases_once_it_is_confirmed(monkeypatch, capsys):
    monkeypatch.setattr("builtins.input", lambda prompt: "mntr_ZOE4")
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("erase_mentor", MENTOR_ID)
    assert Mentor.objects.filter(pk=MENTOR_ID).exists()
    monkeypatch.setattr("builtins.input", lambda prompt: MENTOR_ID)
    call_command("erase_mentor", MENTOR_ID)
    assert "kept under erased_" in capsys.readouterr().out
    assert not Mentor.objects.filter(pk=MENTOR_ID).exists()


@pytest.mark.usefixtures("zoe")
def test_the_command_needs_yes_where_nobody_can_be_asked(monkeypatch, capsys):
    def nobody(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(CommandError):
        call_command("erase_mentor", MENTOR_ID)
    assert "--yes" in capsys.readouterr().err
    call_command("erase_mentor", MENTOR_ID, "--yes")
    assert not Mentor.objects.filter(pk=MENTOR_ID).exists()


def test_the_command_says_that_it_knows_no_such_mentor(db):
    with pytest.raises(CommandError, match="There is no mentor nobody"):
        call_command("erase_mentor", "nobody", "--yes")


def test_results_of_tasks_are_looked_into(zoe):
    erase()
    with connection.cursor() as cursor:
        cursor.execute("select result from django_q_task")
        packed = cursor.fetchone()[0]
    assert MENTOR_ID.encode() not in b64decode(packed)
    assert pickle.loads(b64decode(packed))["failures"][1]["mentor_id"] == "someone"


def test_other_certifications_stay(db):
    kept = CertificationFactory(mentor__name="Somebody Else")
    MentorFactory(mentor_id="goes", name="Somebody Gone")
    erase("goes")
    assert Certification.objects.get().mentor == kept.mentor


@pytest.mark.django_db(transaction=True)
def test_a_run_that_waits_for_an_erasure_pauses_whom_it_left_once():
    """The run has read the ids of its batch, and one of them is no more when it gets the lock."""
    for name in ("first", "mntr_ZOE42", "third"):
        CertificationFactory(mentor__mentor_id=name)
    runs: list[ExpiryRun] = []

    def run() -> None:
        try:
            runs.append(expire_certifications(today=TODAY, trigger="schedule"))
        finally:
            connections.close_all()

    job = Thread(target=run)
    with transaction.atomic():
        pseudonym = erase()
        job.start()
        if connection.vendor == "postgresql":
            until(lambda: number(WAITING_FOR_US))
        else:
            job.join(0.5)  # before the one lock that there is
            assert job.is_alive()
    job.join(30)
    assert (runs[0].auto_paused, runs[0].failures) == (3, [])
    paused = AutoPause.objects.open().order_by("mentor_id").values_list("mentor_id", flat=True)
    assert list(paused) == [pseudonym, "first", "third"]
