"""What a mentor's page says of mails: the ladder, rung by rung, and the last mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

from certifications.ladder import rung_in_words
from certifications.models import Certification, Mentor
from mentorcerts.lib.wording import full_stop
from mentorcerts.reminders.installation import is_confirmed
from mentorcerts.reminders.models import Message
from mentorcerts.reminders.story import (
    LadderOfMentor,
    RungState,
    ladders_of,
    messages_of,
    sentence_of,
)
from mentorcerts.reminders.suppress import HAS_LEFT, Suppression

MESSAGES_SHOWN = 10
MESSAGES = "admin:reminders_message_changelist"
MESSAGE = "admin:reminders_message_change"
RUNG_COLOURS = {
    RungState.SENT: "success",
    RungState.NOT_SENT: "warning",
    RungState.PLANNED: "info",
    RungState.TO_COME: "info",
    RungState.SKIPPED: "default",
}


class RungRow(NamedTuple):
    """A rung, as a row of a table."""

    when: str
    day: date
    state: str
    colour: str
    sentence: str
    page: str
    """Of its message; empty where there is none."""


@dataclass(frozen=True, kw_only=True)
class Mails:
    """What the page shows."""

    off: str
    """Why nobody is written to at present; empty where mails are on."""
    obstacle: str
    """Why this mentor is not written to; empty where they are."""
    ladders: list[tuple[Certification, list[RungRow]]]
    last: list[tuple[Message, str, str]]
    """The newest mails, each with its sentence and its page."""
    all_of_them: str
    """The address of the list."""


def mails_of(
    request: HttpRequest,
    mentor: Mentor,
    obstacles: Sequence[Suppression],
    *,
    held: Sequence[Certification],
    promised: dict[int, date],
    today: date,
) -> Mails | None:
    """``None`` for those who may not see messages.

    ``obstacles``: of ``story.obstacles_of``; ``held``, ``promised``: as ``ladders_of`` takes them.
    """
    if not request.user.has_perm("reminders.view_message"):
        return None
    obstacle = HAS_LEFT.sentence if mentor.has_left else ""
    obstacle = obstacle or next((each.sentence for each in obstacles), "")
    messages = list(messages_of(mentor.pk))
    ladders = ladders_of(held, messages, today=today, obstacle=obstacle, promised=promised)
    return Mails(
        off=_why_off(),
        obstacle=obstacle,
        ladders=[(each.certification, _rows(each)) for each in ladders],
        last=[
            (each, _told(each, promised), reverse(MESSAGE, args=[each.pk]))
            for each in messages[:MESSAGES_SHOWN]
        ],
        all_of_them=f"{reverse(MESSAGES)}?{urlencode({'mentor__exact': mentor.pk})}",
    )


def _told(message: Message, promised: dict[int, date]) -> str:
    asleep = promised.get(message.certification_id or 0)
    return full_stop(capfirst(sentence_of(message, asleep)))


def _why_off() -> str:
    if not settings.MENTORCERTS_REMINDERS:
        return "Mails to mentors are off: MENTORCERTS_REMINDERS is not set."
    if not is_confirmed():
        return "Mails to mentors are off here: nobody has switched them on yet."
    return ""


def _rows(each: LadderOfMentor) -> list[RungRow]:
    return [
        RungRow(
            capfirst(f"{rung_in_words(rung.rung)} it ends"),
            rung.day,
            rung.state.value,
            RUNG_COLOURS[rung.state],
            full_stop(capfirst(rung.sentence)),
            reverse(MESSAGE, args=[rung.message.pk]) if rung.message else "",
        )
        for rung in each.rungs
    ]
