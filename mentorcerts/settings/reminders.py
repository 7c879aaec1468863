"""Mails to mentors: whether, when, how many, and how far ahead (docs/reminders.md)."""

import os

from django.core.exceptions import ImproperlyConfigured

from certifications.ladder import Rungs, parse_ladder
from mentorcerts.settings import environment


def _ladder(name: str, *, default: str) -> Rungs:
    """Days before expiry, such as ``90, 60, 30, 7``; ``none`` is no reminder at all."""
    try:
        return parse_ladder(os.environ.get(name, "").strip() or default) or ()
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None


# Nothing is planned and nothing sent while this is off, whatever the database says.
MENTORCERTS_REMINDERS = environment.boolean("MENTORCERTS_REMINDERS", default=False)
MENTORCERTS_REMINDER_DAYS = _ladder("MENTORCERTS_REMINDER_DAYS", default="90, 60, 30, 7")
# From the first hour until before the second, in the programme's time zone.
MENTORCERTS_MAIL_HOURS = environment.hours("MENTORCERTS_MAIL_HOURS", default="8-18")
MENTORCERTS_MAIL_PER_MINUTE = environment.integer("MENTORCERTS_MAIL_PER_MINUTE", 60, minimum=1)
MENTORCERTS_MAIL_REPLY_TO = environment.addresses("MENTORCERTS_MAIL_REPLY_TO")
# The safety limit: a round that would write to more mentors than both of these is held.
MENTORCERTS_MAIL_LIMIT_MENTORS = environment.integer(
    "MENTORCERTS_MAIL_LIMIT_MENTORS", 50, minimum=0
)
MENTORCERTS_MAIL_LIMIT_PERCENT = environment.integer(
    "MENTORCERTS_MAIL_LIMIT_PERCENT", 20, minimum=0, maximum=100
)
# Under which address people reach the program: tasks have no request to take it from.
MENTORCERTS_PUBLIC_URL = environment.web_address("MENTORCERTS_PUBLIC_URL")
# What this installation is called, where host names change (containers). Default: the host name.
MENTORCERTS_INSTALLATION = environment.text("MENTORCERTS_INSTALLATION").strip()
MENTORCERTS_KEEP_MESSAGES_DAYS = environment.days("MENTORCERTS_KEEP_MESSAGES_DAYS", 365)
