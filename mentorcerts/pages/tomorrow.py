"""Tomorrow's letter as a page: what the program would do on a day to come."""

import json
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mentorcerts.access.viewers import may_view_statuses
from mentorcerts.lib import clock
from mentorcerts.lib.admin.day_fields import DayField
from mentorcerts.pages.navigation import TOMORROW
from mentorcerts.tomorrow.letter import Letter, letter_of

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


@require_safe
def tomorrow_page(request: HttpRequest) -> HttpResponse:
    """``?day=`` names the day. Each part is for those who may see what it is about."""
    if not may_view_statuses(request.user):
        raise PermissionDenied
    today = clock.today()
    form = DayForm(request.GET or {"day": today + timedelta(days=1)}, today=today)
    letter = None
    if form.is_valid():
        day = form.cleaned_data["day"]
        letter = letter_of(day=day, today=today, now=timezone.now())
    context = {
        **admin.site.each_context(request),
        "title": TOMORROW,
        "form": form,
        "letter": letter,
        "bodies": _bodies(letter) if letter else [],
    }
    return TemplateResponse(request, "admin/tomorrow.html", context)


def _bodies(letter: Letter) -> list[tuple[str, str]]:
    """Who would get each event, and its body."""
    return [
        (
            ", ".join(letter.events.receivers(message)) or "nobody: none of them wants it",
            json.dumps(body, indent=2, ensure_ascii=False),
        )
        for message, body in zip(letter.events.shown, letter.events.bodies, strict=True)
    ]
