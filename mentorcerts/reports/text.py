"""The report as rows of a file, and as a mail of plain text."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.dateformat import format as formatted

from mentorcerts.reminders.texts import Wording
from mentorcerts.reports.figures import BoardReport
from renewals.models import RENEWED_IN_TIME_DAYS

HEADINGS = ("Quarter", "About", "What", "Number")
RATE = "Renewal rate"


def board_address(report: BoardReport) -> str:
    """The path of its page."""
    return f"{reverse('board')}?quarter={report.quarter}"


def rate_explained(report: BoardReport) -> str:
    """What the rate says, in a sentence."""
    told = (
        f"Of {report.fell_due:,} expiry dates in {report.quarter.in_words}, the share that was "
        f"renewed before, or at most {RENEWED_IN_TIME_DAYS} days after."
    )
    return told if report.is_final else f"{told} It can still change: the time is not over."


def as_rows(report: BoardReport) -> Iterator[tuple[Any, ...]]:
    """The rows of a file, below ``HEADINGS``."""
    for about, figures in report.sections:
        for figure in figures:
            yield str(report.quarter), about, figure.title, figure.number
    rate = "" if report.rate is None else round(report.rate, 1)
    yield str(report.quarter), f"From {report.quarter.in_words}", f"{RATE}, per cent", rate


def as_mail(report: BoardReport) -> Wording:
    """Numbers with links, no names."""
    subject = f"Report for the board: {report.quarter.in_words}"
    return Wording(subject, "\n".join(_lines(report)))


def _lines(report: BoardReport) -> Iterator[str]:
    yield f"As things stand on {formatted(report.today, 'j F Y')}."
    yield ""
    yield f"{RATE}: {report.rate_in_words}"
    yield f"  {rate_explained(report)}"
    for about, figures in report.sections:
        yield ""
        yield about
        for figure in figures:
            yield f"- {figure.title}: {figure.number:,}"
    if settings.MENTORCERTS_PUBLIC_URL:
        yield ""
        yield "The same as a page, on which each number opens who is counted (for those who may):"
        yield f"  {settings.MENTORCERTS_PUBLIC_URL.rstrip('/')}{board_address(report)}"
    yield ""
