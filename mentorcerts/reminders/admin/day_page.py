"""Who gets what, today or on a day to come, with the texts and as a CSV file."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst

from certifications.ladder import rung_in_words
from mentorcerts.lib import clock
from mentorcerts.lib.admin.charts import COLOURS, Chart, Series
from mentorcerts.lib.admin.day_fields import DayField
from mentorcerts.lib.admin.downloads import asked_format, file_answer, record_download
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.sheets.exporting import rows_file
from mentorcerts.lib.sheets.files import FileFormat
from mentorcerts.lib.wording import full_stop
from mentorcerts.reminders.models import Message, MessageState
from mentorcerts.reminders.outlook import (
    DAYS_AHEAD,
    WAITING,
    Outlook,
    as_rows,
    day_headings,
    days_ahead,
    outlook,
    waiting_on,
)
from mentorcerts.reminders.state import sending_state
from mentorcerts.reminders.story import sentence_of

FURTHEST = 3660
"""Days ahead: the widest ladder, and a day of grace for leap years."""


class DayForm(forms.Form):
    day = DayField(
        label="Day",
        help_text="Today or a day to come, as things stand now.",
    )

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data, initial={"day": today})
        self.today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError("What went out before today is under Messages.")
        if (day - self.today).days > FURTHEST:
            raise forms.ValidationError("That is too far ahead.")
        return day


def day_page(model_admin: ReadOnlyAdmin, request: HttpRequest) -> HttpResponseBase:
    """Show one day: what goes out, to whom, with which words; and the days that follow."""
    now, today = timezone.now(), clock.today()
    form = DayForm(request.GET if "day" in request.GET else None, today=today)
    day = form.cleaned_data["day"] if form.is_bound and form.is_valid() else today
    if file_format := asked_format(request):
        return _file(request, file_format, day, today=today, now=now)
    with outlook(day, today=today, now=now) as found:
        numbers = _numbers(found)
        paginator = Paginator(found.messages, model_admin.list_per_page)
        paginator.count = sum(numbers.values())
        page = paginator.get_page(request.GET.get("page"))
        context = {
            "rows": [_row(found, message) for message in page],
            "numbers": numbers,
            "mentors": found.messages.filter(state__in=WAITING)
            .order_by()
            .values("mentor")
            .distinct()
            .count(),
        }
    return TemplateResponse(
        request,
        "admin/reminders/day.html",
        {
            **model_admin.admin_site.each_context(request),
            **context,
            "title": "Who gets what",
            "opts": model_admin.opts,
            "form": form,
            "day": day,
            "today": today,
            "page": page,
            "plan": found.plan,
            "planned": waiting_on(today).count() if day == today else 0,
            "sending": sending_state(now=now),
            "chart": _chart(today) if day == today else None,
        },
    )


def _numbers(found: Outlook) -> dict[str, int]:
    """How many go out, have gone out, and do not go out."""
    rows = found.messages.order_by().values_list("state").annotate(n=Count("pk"))
    by_state = dict(rows)
    waiting = sum(by_state.pop(state, 0) for state in WAITING)
    sent = by_state.pop(MessageState.SENT, 0)
    return {"waiting": waiting, "sent": sent, "not_sent": sum(by_state.values())}


def _row(found: Outlook, message: Message) -> dict[str, Any]:
    return {
        "mentor": message.mentor,
        "email": message.mentor.email,
        "about": str(message),
        "type": str(message.certification.certification_type) if message.certification else "",
        "sentence": full_stop(capfirst(sentence_of(message))),
        "text": found.text_of(message),
    }


def _chart(today: date) -> Chart:
    """A bar for each of the coming days, by rung."""
    counts = days_ahead(today)
    days = [date.fromordinal(today.toordinal() + number) for number in range(DAYS_AHEAD)]
    series = [
        Series(
            label=capfirst(f"{rung_in_words(rung)} it ends"),
            counts=[counts[rung].get(day, 0) for day in days],
            colour=COLOURS[number % len(COLOURS)],
        )
        for number, rung in enumerate(sorted(counts, reverse=True))
    ]
    return Chart(
        dates=days, series=series, stacked=True, unit="Day", in_full="j M Y", in_short="j M"
    )


def _file(
    request: HttpRequest, file_format: FileFormat, day: date, *, today: date, now: datetime
) -> FileResponse:
    """Written to a temporary file first: no download holds up those who plan and send."""
    with outlook(day, today=today, now=now) as found:
        file, number = rows_file(day_headings(), as_rows(found), file_format)
    # Not before: the outlook is rolled back, and what is recorded within it.
    record_download(request, title=f"Mails of {day}", rows=number)
    return file_answer(file, file_format, file_name=f"mails-{day}")
