"""Dates of certifications on pages: UTC calendar dates, whatever the programme's time zone is."""

from datetime import datetime

from django import template
from django.utils.dateformat import format as formatted

from certifications import expiry
from mentorcerts.lib import moments

register = template.Library()


@register.filter
def utc_day(moment: datetime) -> str:
    """``1 Mar 2026``, or ``never``."""
    if expiry.never_expires(moment):
        return "never"
    return formatted(moments.utc_date(moment), "j M Y")


@register.filter
def valid_through(moment: datetime) -> str:
    """``valid through 1 Mar 2026``, or that it never expires."""
    return "never expires" if expiry.never_expires(moment) else f"valid through {utc_day(moment)}"
