"""The cards of the home page about mails to mentors."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentorcerts.pages.cards import Card
from mentorcerts.reminders.installation import is_confirmed
from mentorcerts.reminders.models import Round, SenderState
from mentorcerts.reminders.outlook import waiting_on
from mentorcerts.reminders.unreached import cannot_be_reached

ROUNDS = "admin:reminders_round_changelist"


def mail_section(user: Any, *, today: date) -> list[tuple[str, list[Card]]]:
    """A heading with its cards; nothing while mails are off, or for those who may not see them."""
    may_look = user.has_perms(("reminders.view_round", "reminders.view_message"))
    if not (may_look and settings.MENTORCERTS_REMINDERS and is_confirmed()):
        return []
    planned_today = SenderState.objects.filter(pk=1, planned_on__gte=today).exists()
    cards = [
        Card(
            title="To be reminded today",
            number=waiting_on(today).count(),
            caption="See who gets what before it goes out."
            if planned_today
            else "Not planned yet today: see what will be.",
            link=reverse("admin:reminders_round_who_gets_what"),
        ),
        Card(
            title="Cannot be reached",
            number=cannot_be_reached().count(),
            caption="A mail was due, and there is no address that works.",
            link=reverse("admin:reminders_round_cannot_be_reached"),
        ),
        Card(
            title="Held rounds",
            number=Round.objects.filter(state=Round.State.HELD).count(),
            caption="Unusually many mails: send or drop them.",
            link=f"{reverse(ROUNDS)}?state__exact={Round.State.HELD.value}",
            urgent=True,
        ),
    ]
    return [("Mails to mentors", cards)]
