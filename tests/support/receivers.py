"""A mail server on this machine: what arrives is what was sent."""

from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

ADDRESS = "operator@certs.test"


class MailServer:
    def __init__(self) -> None:
        self.received: list[Message] = []
        self.refuses = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuses:
            return "451 Try again later"
        self.received.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for message in self.received]
