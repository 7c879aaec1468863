"""Send the reports that wait, with the words that were on the page."""

from collections.abc import Callable
from datetime import datetime

from mentorcerts.access.viewers import may_view_report
from mentorcerts.reminders.outgoing import Mails, SentMails, send_outgoing
from mentorcerts.reminders.texts import Wording
from mentorcerts.reports.models import ReportMail


def send_reports(*, now_is: Callable[[], datetime]) -> SentMails:
    """Send what is due, some at a time. Safe to run several at once, and to kill."""
    return send_outgoing(REPORTS, now_is=now_is)


def _why_not(mail: ReportMail) -> str:
    return "" if may_view_report(mail.user) else "Who asked for it may not see the report any more."


def _wording(mail: ReportMail, now: datetime) -> Wording:
    return Wording(mail.subject, mail.body)


REPORTS = Mails(
    rows=ReportMail.objects.all,
    name="report",
    why_not=_why_not,
    address=lambda mail: mail.address,
    wording=_wording,
)
