"""Dates of certifications on pages: UTC calendar dates, whatever the programme's time zone is."""

from datetime import datetime

from django import template

from certifications import expiry
from mentorcerts.lib import moments

register = template.Library()


@register.filter
def utc_day(moment: datetime) -> str:
    """``1 Mar 2026``, or ``never``."""
    return expiry.in_words(moment)


@register.filter
def dates_in_words(text: object) -> str:
    """A sentence that was kept, with its dates as pages write them."""
    return moments.dates_in_words(str(text))


@register.filter
def valid_through(moment: datetime) -> str:
    """``valid through 1 Mar 2026``, or that it never expires."""
    return "never expires" if expiry.never_expires(moment) else f"valid through {utc_day(moment)}"
