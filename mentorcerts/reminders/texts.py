"""The texts of mails: plain, with a few words in braces that a function of ours replaces.

Neither templates nor ``str.format``: a text can name these words and nothing else, and what a word
stands for is never read as a text again. Subjects are neutral: they tell neither names nor types,
since they are read over shoulders and on locked screens.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import make_msgid

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as formatted

from certifications import expiry
from mentorcerts.lib import moments
from mentorcerts.lib.lengths import USERNAME_LENGTH
from mentorcerts.reminders.models import Message, Text

_WORD = re.compile(r"\{([^{}]*)\}")

_ABOUT_DATES = {
    "last_day": "the last valid day, such as 1 March 2026",
    "days_left": "how many days are left; in the days of grace, how many have passed",
    "pauses_on": "the day on which the mentor would be paused",
}
_ABOUT_ALL = {"name": "the mentor's name", "type": "the certification's name"}
WORDS: dict[Message.Kind, dict[str, str]] = {
    Message.Kind.REMINDER: _ABOUT_ALL | _ABOUT_DATES,
    Message.Kind.PAUSED: _ABOUT_ALL | {"last_day": _ABOUT_DATES["last_day"]},
    Message.Kind.RESUMED: _ABOUT_ALL | {"last_day": _ABOUT_DATES["last_day"]},
}
"""Message.Kind → the words that its body may hold, and what each stands for."""
PERSONAL = frozenset(("name", "type"))
"""Words that a subject may not hold."""


@dataclass(frozen=True)
class Wording:
    """A subject and a body, with words in braces or without."""

    subject: str
    body: str


DEFAULTS: dict[Message.Kind, Wording] = {
    Message.Kind.REMINDER: Wording(
        "A date to keep in mind",
        "Hello {name},\n\nyour certification “{type}” is valid through {last_day} (days left: "
        "{days_left}).\n\nPlease have it renewed before then. Otherwise you would be paused as "
        "a peer mentor on {pauses_on}, until it is.\n\nIf you have renewed it already, you need "
        "not do anything.\n",
    ),
    Message.Kind.PAUSED: Wording(
        "A note on your peer mentoring",
        "Hello {name},\n\nyour certification “{type}” was valid through {last_day}. So you are "
        "paused as a peer mentor for now, and get no new matches.\n\nOnce it is renewed you are "
        "active again, without anything else to do. If you think that this is a mistake, please "
        "answer this mail.\n",
    ),
    Message.Kind.RESUMED: Wording(
        "A note on your peer mentoring",
        "Hello {name},\n\nyou are active again as a peer mentor. Thank you.\n",
    ),
}
IN_GRACE = Wording(
    "A date that has passed",
    "Hello {name},\n\nyour certification “{type}” was valid through {last_day}.\n\nPlease have it "
    "renewed. Otherwise you will be paused as a peer mentor on {pauses_on}, until it is.\n",
)
"""Of reminders in the days of grace."""


def default_wording(kind: Message.Kind, rung: int | None = None) -> Wording:
    """The program's own text, where coordinators have written none."""
    if kind == Message.Kind.REMINDER and rung is not None and rung < 0:
        return IN_GRACE
    return DEFAULTS[kind]


def wording_of(kind: Message.Kind, rung: int | None = None) -> Wording:
    """The text of this rung, else of its kind, else the program's own.

    The days of grace have a text of their own: what is said of a day to come does not fit there.
    """
    rows = {row.rung: row for row in Text.objects.filter(kind=kind)}
    own = rows.get(rung)
    if own is None and (rung is None or rung >= 0):
        own = rows.get(None)
    return Wording(own.subject, own.body) if own is not None else default_wording(kind, rung)


def check_wording(kind: Message.Kind, wording: Wording) -> None:
    """Raise ``ValidationError`` where a text holds unknown words, or nothing."""
    errors: dict[str, list[str]] = {}
    for field, allowed in (
        ("subject", WORDS[kind].keys() - PERSONAL),
        ("body", WORDS[kind].keys()),
    ):
        text = getattr(wording, field)
        problems = [] if text.strip() else ["Write something."]
        if field == "subject" and len(text.splitlines()) > 1:
            problems.append("Write one line.")
        if unknown := sorted(set(_WORD.findall(text)) - allowed):
            words = ", ".join(f"{{{word}}}" for word in unknown)
            known = ", ".join(f"{{{word}}}" for word in sorted(allowed)) or "none"
            problems.append(f"Not possible here: {words}. You can use: {known}.")
        if set(_WORD.sub("", text)) & set("{}"):
            problems.append("A brace has no counterpart: words are written like {name}.")
        if problems:
            errors[field] = problems
    if errors:
        raise ValidationError(errors)


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with its words replaced, in one pass: what a word stands for stays as it is."""
    return _WORD.sub(lambda found: words.get(found[1], found[0]), text)


def words_for(message: Message, *, today: date) -> dict[str, str]:
    """What the words stand for in this message; dates in words."""
    words = {"name": message.mentor.name or "there"}
    if (certification := message.certification) is not None:
        days = expiry.days_until_expiry(certification.expires_at, today=today)
        paused = expiry.first_due(
            certification.expires_at,
            grace_days=certification.grace_days,
            exempt_until=message.mentor.exempt_until,
        )
        last_day = message.expires_on or moments.utc_date(certification.expires_at)
        words |= {
            "type": str(certification.certification_type),
            "last_day": _in_words(last_day),
            "days_left": str(abs(days)),
            "pauses_on": _in_words(paused) if paused is not None else "",
        }
    return words


def written(message: Message, *, today: date, wording: Wording | None = None) -> Wording:
    """Subject and body of this message as it goes out on ``today``.

    ``wording`` is ``wording_of`` its kind and rung, where the caller has it at hand.
    """
    wording = wording or wording_of(Message.Kind(message.kind), message.rung)
    words = words_for(message, today=today)
    return Wording(filled(wording.subject, words), filled(wording.body, words))


def _in_words(day: date) -> str:
    return str(formatted(day, "j F Y"))


@transaction.atomic
def save_text(
    *,
    kind: Message.Kind,
    rung: int | None,
    subject: str,
    body: str,
    check: Callable[[Text | None], None] | None = None,
    by: str,
) -> Text:
    """Keep a text in place of the program's own. Raises ``ValidationError`` for unknown words.

    ``check`` is called with the text so far under its lock, ``None`` for none, and may refuse.
    """
    check_wording(kind, Wording(subject, body))
    if rung is not None and kind != Message.Kind.REMINDER:
        raise ValidationError({"rung": "Only reminders have texts by days."})
    text = Text.objects.select_for_update().filter(kind=kind, rung=rung).first()
    if check is not None:
        check(text)
    text = text or Text(kind=kind, rung=rung)
    text.subject, text.body = subject.strip(), body.strip() + "\n"
    text.changed_at, text.changed_by = timezone.now(), by[:USERNAME_LENGTH]
    text.full_clean(validate_unique=False, validate_constraints=False)
    text.save()
    return text


def remove_text(*, kind: Message.Kind, rung: int | None) -> bool:
    """Go back to the program's own text; return whether there was another."""
    return Text.objects.filter(kind=kind, rung=rung).delete()[0] > 0


SAMPLE = {
    "name": "Maria Example",
    "type": "Basic certificate",
    "last_day": "1 March 2026",
    "days_left": "30",
    "pauses_on": "2 March 2026",
}


def send_sample(*, kind: Message.Kind, rung: int | None = None, to: str) -> None:
    """Send this text, filled with made-up words and marked as a sample, to an address at once.

    For whoever edits texts. Raises ``ValidationError`` for a bad address, ``SMTPException`` or
    ``OSError`` where the server does not take it.
    """
    validate_email(to)
    wording = wording_of(kind, rung)
    EmailMessage(
        f"[Sample] {filled(wording.subject, SAMPLE)}",
        filled(wording.body, SAMPLE),
        to=[to],
        headers={"Message-ID": make_msgid(domain="sample.invalid")},
    ).send()
