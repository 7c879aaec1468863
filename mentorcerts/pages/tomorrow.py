"""Tomorrow's letter as a page: what the program would do on a day to come."""

import json
from datetime import date, timedelta
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

from certifications.models import Mentor
from mentorcerts.access.viewers import may_view_statuses
from mentorcerts.lib import clock
from mentorcerts.lib.admin import places
from mentorcerts.lib.admin.day_fields import DayField
from mentorcerts.lib.admin.downloads import asked_format
from mentorcerts.lib.refusals import sentences
from mentorcerts.lib.wording import full_stop, number_of
from mentorcerts.pages.navigation import TOMORROW
from mentorcerts.pages.tomorrow_file import letter_file
from mentorcerts.reminders.delivery import DELIVERY_ERRORS, what_was_said
from mentorcerts.tomorrow.letter import Letter, letter_of
from mentorcerts.tomorrow.trials import mail_letter

FURTHEST = timedelta(days=3660)


class DayForm(forms.Form):
    day = DayField(label="Day", required=False)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean_day(self) -> date:
        """Tomorrow, unless another day to come is named."""
        day: date = self.cleaned_data["day"] or self.today + timedelta(days=1)
        if not self.today < day <= self.today + FURTHEST:
            raise ValidationError("Choose a day after today, at most ten years ahead.")
        return day


@require_http_methods(["GET", "HEAD", "POST"])
@places.place
def tomorrow_page(request: HttpRequest) -> HttpResponseBase:
    """``?day=`` names the day; ``POST`` mails that day's mails to oneself, marked as tests.

    Each part is for those who may see what it is about.
    """
    if not may_view_statuses(request.user):
        raise PermissionDenied
    today = clock.today()
    form = DayForm(request.GET or {"day": today + timedelta(days=1)}, today=today)
    letter = None
    if form.is_valid():
        day = form.cleaned_data["day"]
        if file_format := asked_format(request):
            everything = letter_of(day=day, today=today, now=timezone.now(), most=None)
            return letter_file(request, file_format, everything)
        letter = letter_of(day=day, today=today, now=timezone.now())
    may_try = request.user.has_perm("reminders.change_round")
    if request.method == "POST":
        if not may_try:
            raise PermissionDenied
        if letter is not None:
            _mail_to_oneself(request, letter)
        return redirect(request.get_full_path())
    context = {
        **admin.site.each_context(request),
        "title": TOMORROW,
        "form": form,
        "letter": letter,
        "mentors": _mentors(letter) if letter else {},
        "bodies": _bodies(letter) if letter else [],
        "may_try": may_try,
    }
    return TemplateResponse(request, "admin/tomorrow.html", context)


def _mail_to_oneself(request: HttpRequest, letter: Letter) -> None:
    address = getattr(request.user, "email", "")
    try:
        if not address:
            raise ValidationError("Your user has no e-mail address: ask for one to be recorded.")
        number = mail_letter(letter, to=address)
    except ValidationError as error:
        messages.error(request, sentences(error))
    except DELIVERY_ERRORS as error:
        text = full_stop(f"The mail server did not take it: {what_was_said(error)}")
        messages.error(request, text)
    else:
        messages.success(request, f"Sent {number_of(number, 'mail')} to {address}, as tests.")


def _mentors(letter: Letter) -> dict[str, Mentor]:
    """Who is named, by id."""
    paused = {each.mentor_id for each in letter.pauses.shown}
    return Mentor.objects.in_bulk(paused | {each.mentor_id for each in letter.mails.shown})


def _bodies(letter: Letter) -> list[tuple[str, str]]:
    """Who would get each event, and its body."""
    return [
        (
            ", ".join(letter.events.receivers(message)) or "nobody: none of them wants it",
            json.dumps(body, indent=2, ensure_ascii=False),
        )
        for message, body in zip(letter.events.shown, letter.events.bodies, strict=True)
    ]
