"""Are mails to mentors well? What waits, what is held, and whether the server takes them."""

from datetime import datetime

from mentorcerts.health.run_health import Notice
from mentorcerts.lib import clock, moments
from mentorcerts.reminders.models import Round
from mentorcerts.reminders.state import (
    SendingState,
    is_late,
    is_planned_late,
    sending_state,
)

MAIL_HOST, MAIL_HELD, MAIL_DOWN, MAIL_LATE = "mail-host", "mail-held", "mail-down", "mail-late"
MAIL_UNPLANNED = "mail-unplanned"
ABOUT_MAILS = frozenset((MAIL_HOST, MAIL_HELD, MAIL_DOWN, MAIL_LATE, MAIL_UNPLANNED))
"""The kinds of notices about mails to mentors."""


def sending_notices(*, now: datetime) -> list[Notice]:
    """What to say about mails to mentors; an empty list while all is well."""
    state = sending_state(now=now)
    found = [_about_installation(state), _about_held(state), _about_server(state)]
    if state.down_since is None and is_late(state, now=now):
        found.append(_about_late(state))
    if is_planned_late(state, now=now):
        found.append(_about_planning(state))
    return [notice for notice in found if notice is not None]


def _about_installation(state: SendingState) -> Notice | None:
    if not state.refused_as:
        return None
    return Notice(
        kind=MAIL_HOST,
        title="This installation may not write to mentors",
        text=f"Mails to mentors were switched on elsewhere, not for {state.refused_as}. So nothing "
        "is planned or sent here, as is right for a copy or a restored backup.",
        advice="If the programme has moved here, confirm it with manage.py send_reminders "
        "--switch-on write. If this is a copy, unset MENTORCERTS_REMINDERS.",
    )


def _about_held(state: SendingState) -> Notice | None:
    if not state.held_rounds:
        return None
    number = len(state.held_rounds)
    return Notice(
        kind=MAIL_HELD,
        title="A round of mails is held by the safety limit"
        if number == 1
        else f"{number} rounds of mails are held by the safety limit",
        text=" ".join(map(_about_round, state.held_rounds))
        + " Nothing of that goes out by itself.",
        advice="Check whether the dates are right (was a wrong file imported?). If they are, "
        "send the round; else drop it.",
    )


def _about_round(round_: Round) -> str:
    day = moments.in_words(round_.day)
    return (
        f"The round of {round_.get_kind_display()} of {day} would write to "
        f"{round_.mentors:,} of {round_.of_mentors:,} mentors."
    )


def _about_server(state: SendingState) -> Notice | None:
    if state.down_since is None:
        return None
    return Notice(
        kind=MAIL_DOWN,
        title="The mail server does not take mails to mentors",
        text=f"Since {clock.format_local(state.down_since)}; it was: {state.down_error}. "
        f"Waiting: {state.waiting:,}. They are tried again, and none is lost.",
        advice="Ask the operators of the server to check EMAIL_URL and the mail server.",
    )


def _about_late(state: SendingState) -> Notice:
    assert state.oldest_waiting is not None
    return Notice(
        kind=MAIL_LATE,
        title="Mails to mentors are late",
        text=f"Waiting: {state.waiting:,}, the oldest since "
        f"{clock.format_local(state.oldest_waiting)}.",
        advice="Ask the operators of the server whether its background tasks "
        "(or cron) send them, and whether MENTORCERTS_MAIL_PER_MINUTE is large enough.",
    )


def _about_planning(state: SendingState) -> Notice:
    last = (
        f"The last time was {moments.in_words(state.planned_on)}."
        if state.planned_on
        else "They never were."
    )
    return Notice(
        kind=MAIL_UNPLANNED,
        title="Reminders are not planned",
        text=f"They should be every day. {last} What is due by then is caught up: one mail for "
        "each mentor, of the right number of days.",
        advice="Ask the operators of the server whether its background tasks "
        "(or cron) are running.",
    )
