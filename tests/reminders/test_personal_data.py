"""Who was mailed can be erased: nothing that was written to them stays, anywhere."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from certifications.change_log.erased import forget_former_ids
from certifications.models import ExpiryRun
from mentorcerts.personal_data import retention
from mentorcerts.personal_data.erasure import erase_mentor
from mentorcerts.personal_data.export import export_mentor
from mentorcerts.personal_data.records import tables
from mentorcerts.reminders.models import Message, Recipient, Round
from mentorcerts.reminders.services import switch_mails_off
from tests.support.mailing import NO_SUCH_USER, begin, holding, only, plan, send

pytestmark = pytest.mark.django_db


def everything_stored() -> str:
    """All rows of all tables, as text."""
    return "\n".join(
        repr(row)
        for model in tables()
        for row in model._base_manager.values_list()
        if model._meta.label != "sessions.Session"
    )


def test_no_table_says_who_was_mailed(mailbox):
    begin()
    mailbox.at_recipient["zoe@quill.test"] = f"{NO_SUCH_USER} zoe@quill.test"
    held = holding(29, mentor_id="mntr_ZOE42", email="zoe@quill.test")
    held.mentor.name = "Zoë Quillfeather"
    held.mentor.save()
    plan()
    send()
    switch_mails_off(mentor_id="mntr_ZOE42", reason="Zoë asked", by="kim")
    assert "zoe@quill.test" in everything_stored()
    pseudonym = erase_mentor(mentor_id="mntr_ZOE42", by="ada", source="command")
    forget_former_ids(now=timezone.now() + timedelta(days=31))  # the change log told it so long
    stored = everything_stored()
    for word in ("zoe@quill.test", "Quillfeather", "mntr_ZOE42", "Zoë"):
        assert word not in stored
    message, recipient = only(), Recipient.objects.get()
    assert (message.mentor_id, recipient.mentor_id) == (pseudonym, pseudonym)
    assert (message.state, message.recipient, message.body) == ("failed", "", "")
    connection.check_constraints()


def test_who_is_erased_before_a_mail_goes_out_gets_none(mailbox):
    begin()
    held = holding(29)
    plan()
    erase_mentor(mentor_id=held.mentor_id, by="ada", source="command")
    assert send().accepted == 0
    assert mailbox.received == []
    assert only().reason == "There is no address."


def test_the_export_has_what_was_written(mailbox):
    begin()
    held = holding(29)
    plan()
    send()
    document = json.loads(export_mentor(mentor_id=held.mentor_id, by="ada", source="command"))
    (message,) = document["records"]["reminders.Message"]
    assert message["recipient"] == f"{held.mentor_id}@mentors.test"
    assert "valid through" in message["body"]


# --- retention ----------------------------------------------------------------------------------
@pytest.fixture
def _pruned_on(monkeypatch, settings) -> None:
    monkeypatch.setattr(retention, "STANDSTILL", timedelta.max)
    settings.MENTORCERTS_KEEP_MESSAGES_DAYS = 200
    assert not ExpiryRun.objects.exists()


@pytest.mark.usefixtures("_pruned_on")
def test_texts_go_after_ninety_days_and_messages_once_their_date_has_passed_as_long(mailbox, on):
    begin()
    holding(29)
    plan()
    send()
    on("2026-06-23", "09:00:00")  # 89 days later
    retention.prune(now=timezone.now())
    assert only().recipient
    on("2026-06-25", "09:00:00")
    assert retention.prune(now=timezone.now())["texts of messages"] == 1
    message = only()
    assert (message.recipient, message.subject, message.body) == ("", "", "")
    on("2026-10-20", "09:00:00")  # 200 days after it was sent, not yet after the expiry date
    retention.prune(now=timezone.now())
    assert Message.objects.count() == 1
    on("2026-11-12", "09:00:00")
    retention.prune(now=timezone.now())
    assert (Message.objects.count(), Round.objects.count()) == (0, 0)


@pytest.mark.usefixtures("_pruned_on")
def test_a_key_that_may_be_reached_again_is_kept(settings, on):
    settings.MENTORCERTS_REMINDER_DAYS = (300,)
    begin()
    holding(299)
    plan()
    Message.objects.update(
        state="suppressed", cause="off", reason="Off.", finished_at=timezone.now()
    )
    on("2026-12-01", "09:00:00")  # 250 days later
    retention.prune(now=timezone.now())
    assert Message.objects.count() == 1
