"""Mails and rounds of reminders as spreadsheets. They are for reading: nothing is imported."""

from datetime import date

from django.db.models import QuerySet
from django.utils.text import capfirst

from mentorcerts.lib.sheets.tables import Column, Table
from mentorcerts.lib.wording import full_stop
from mentorcerts.reminders.models import Message, Round
from mentorcerts.reminders.story import sentence_of


def _about(message: Message, *, today: date) -> str:
    return str(message)


def _state(record: Message | Round, *, today: date) -> str:
    return record.get_state_display()


def _told(message: Message, *, today: date) -> str:
    return full_stop(capfirst(sentence_of(message)))


class MessageTable(Table):
    title = "messages"

    mentor_id = Column("mentor_id")
    name = Column("mentor__name")
    email = Column("mentor__email", heading="E-mail")
    about = Column(computed=_about)
    state = Column(computed=_state)
    told = Column(computed=_told, heading="What became of it")
    recipient = Column("recipient")
    subject = Column("subject")
    planned_at = Column("planned_at", moment=True)
    finished_at = Column("finished_at", moment=True)

    def prepare_export(self, records: QuerySet[Message]) -> QuerySet[Message]:
        return records.select_related("mentor").defer("body")


def _kind(round_: Round, *, today: date) -> str:
    return round_.get_kind_display()


class RoundTable(Table):
    title = "reminders"

    day = Column("day")
    kind = Column(computed=_kind)
    state = Column(computed=_state)
    messages_planned = Column("messages_planned")
    mentors = Column("mentors")
    suppressed = Column("suppressed")
    decided_by = Column("decided_by")
    decision_reason = Column("decision_reason", heading="Decision")
