"""The report for the board: on one page for paper, as a file, and by mail."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from mentorcerts.access.viewers import may_view_report
from mentorcerts.lib import clock
from mentorcerts.lib.admin.downloads import asked_format, file_answer
from mentorcerts.lib.refusals import Refused, sentences
from mentorcerts.lib.sheets.exporting import rows_file
from mentorcerts.pages.navigation import BOARD
from mentorcerts.reminders.installation import may_write
from mentorcerts.reports.figures import BoardReport, board_report
from mentorcerts.reports.models import ReportMail
from mentorcerts.reports.quarters import Quarter
from mentorcerts.reports.services import ADDRESSES_AT_ONCE, addresses_in, mail_report
from mentorcerts.reports.text import HEADINGS, RATE, as_rows, board_address, rate_explained

QUARTERS_OFFERED = 8
"""Before the one that goes on; others are reached by their address."""
MAILS_SHOWN = 5


class QuarterForm(forms.Form):
    quarter = forms.ChoiceField(label="Quarter", widget=UnfoldAdminSelectWidget)

    def __init__(self, shown: Quarter, *, today: date) -> None:
        super().__init__(initial={"quarter": str(shown)})
        newest = Quarter.of(today)
        offered = {newest.later(-back) for back in range(QUARTERS_OFFERED + 1)} | {shown}
        field: Any = self.fields["quarter"]
        field.choices = [
            (str(each), f"{each}: {each.in_words}") for each in sorted(offered, reverse=True)
        ]


class MailForm(forms.Form):
    to = forms.CharField(
        label="To",
        max_length=4000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=f"Addresses, separated by commas or lines; {ADDRESSES_AT_ONCE} at most.",
    )

    def clean_to(self) -> list[str]:
        return addresses_in(self.cleaned_data["to"])


@require_http_methods(["GET", "HEAD", "POST"])
def board_page(request: HttpRequest) -> HttpResponseBase:
    """``?quarter=2026-Q4`` names it, ``&format=`` asks for the file; ``POST`` mails it."""
    person: Any = request.user
    if not may_view_report(person):
        raise PermissionDenied
    today = clock.today()
    quarter = Quarter.parse(request.GET.get("quarter", ""))
    report = board_report(quarter or Quarter.asked_about(today), today=today)
    if file_format := asked_format(request):
        file, _ = rows_file(HEADINGS, as_rows(report), file_format)
        return file_answer(file, file_format, file_name=f"board-{report.quarter}")
    form = MailForm(request.POST or None, initial={"to": person.email})
    if request.method == "POST" and form.is_valid() and _mailed(request, form, report):
        return redirect(board_address(report))
    context = {
        **admin.site.each_context(request),
        "title": BOARD,
        "report": report,
        "rate": RATE,
        "rate_explained": rate_explained(report),
        "quarters": QuarterForm(report.quarter, today=today),
        "form": form,
        "mails_are_on": may_write(now=timezone.now()),
        "mails": ReportMail.objects.filter(user=person)[:MAILS_SHOWN],
    }
    return TemplateResponse(request, "admin/board.html", context)


def _mailed(request: HttpRequest, form: MailForm, report: BoardReport) -> bool:
    """Plan the mails, and say so; ``False`` with an error on the form where it is refused."""
    to = form.cleaned_data["to"]
    try:
        planned = mail_report(report=report, to=to, user=request.user, now=timezone.now())
    except (Refused, ValidationError) as error:
        form.add_error(None, sentences(error))
        return False
    opens = clock.format_local(planned[0].not_before)
    messages.success(request, f"It goes out to {', '.join(to)}, within minutes of {opens}.")
    return True
