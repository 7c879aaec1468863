"""Whom nobody could write to, though something was due."""

from django.db.models import Exists, OuterRef, QuerySet

from certifications.models import Mentor
from mentorcerts.reminders.models import Message, MessageState
from mentorcerts.reminders.suppress import NO_ADDRESS, OFF, REFUSED, condition_of


def cannot_be_reached() -> "QuerySet[Mentor]":
    """Mentors to whom a mail was due that could not go out for want of an address that works.

    Until they have another one, want no mails, or have left.
    """
    not_sent = Message.objects.filter(
        mentor=OuterRef("pk"),
        state__in=(MessageState.SUPPRESSED, MessageState.FAILED),
        cause__in=(NO_ADDRESS.cause, REFUSED.cause),
    )
    without = condition_of(NO_ADDRESS, mentor="") | condition_of(REFUSED, mentor="")
    mentors = Mentor.objects.filter(without, Exists(not_sent), left_at=None)
    return mentors.exclude(condition_of(OFF, mentor=""))


def why_unreached(mentor: Mentor) -> str:
    """Of one of those: what stands against mails to them, as a sentence."""
    return (REFUSED if mentor.email else NO_ADDRESS).sentence
