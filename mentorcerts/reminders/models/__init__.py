"""What mentors are written: rounds, messages, texts, and what sending needs to know."""

from mentorcerts.reminders.models.messages import Message, MessageState, Round
from mentorcerts.reminders.models.outgoing import OutgoingMail
from mentorcerts.reminders.models.recipients import Recipient
from mentorcerts.reminders.models.state import AcceptedLadder, Installation, SenderState
from mentorcerts.reminders.models.texts import Text

__all__ = [
    "AcceptedLadder",
    "Installation",
    "Message",
    "MessageState",
    "OutgoingMail",
    "Recipient",
    "Round",
    "SenderState",
    "Text",
]
