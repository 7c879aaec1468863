"""The list of connected systems: whether each is in step, and how far it has read."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince
from unfold.admin import TabularInline
from unfold.decorators import display

from certifications.change_log.publish import last_number
from mentorcerts.lib import clock
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.wording import number_of
from mentorcerts.sync.models import Comparison, Reader

SHOWN = 50
"""Comparisons on the page of a system."""


class ComparisonInline(TabularInline):  # type: ignore[misc]
    model = Comparison
    verbose_name_plural = "Comparisons"
    fields = ["at", "which", "sent", "missing", "superfluous", "unknown", "last"]
    readonly_fields = fields
    per_page = SHOWN
    extra = 0
    can_delete = False
    hide_title = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Reader)
class ReaderAdmin(ReadOnlyAdmin):
    """Systems that follow the change log over the API, one line each."""

    page_name = "Connected systems"
    list_display = ["system", "token", "compared", "read"]
    fields = ["system", "token", "compared_in_words", "read"]
    readonly_fields = fields
    ordering = ["name"]
    search_fields = ["name", "source"]
    search_help_text = "By the owner of the token, or its first characters."
    inlines = [ComparisonInline]

    @display(description="System", ordering="name")
    def system(self, obj: Reader) -> str:
        return obj.name or "Anybody without a token"

    @display(description="Token", ordering="source")
    def token(self, obj: Reader) -> str:
        return obj.source.removeprefix("token ") or "none"

    @display(
        description="In step?",
        ordering="compared_at",
        label={"in step": "success", "out of step": "danger", "never": "info"},
    )
    def compared(self, obj: Reader) -> tuple[str, str]:
        if obj.compared_at is None:
            return "never", self.compared_in_words(obj)
        return "out of step" if obj.differences else "in step", self.compared_in_words(obj)

    @display(description="In step?")
    def compared_in_words(self, obj: Reader) -> str:
        if obj.compared_at is None:
            return "never compared"
        how = number_of(obj.differences, "difference") if obj.differences else "in step"
        return f"{how}, {_ago(obj.compared_at)}"

    @display(description="Last read", ordering="read_at")
    def read(self, obj: Reader) -> str:
        if obj.read_at is None or obj.after is None:
            return "never"
        behind = max(last_number() - obj.after, 0)
        return f"{_ago(obj.read_at)}, " + (
            f"{number_of(behind, 'event')} behind" if behind else "has every event"
        )


def _ago(moment: datetime) -> str:
    """``2 hours ago``; what a wrong clock has dated ahead is shown as it is."""
    now = timezone.now()
    if clock.is_ahead(moment, now=now):
        return clock.format_local(moment)
    words = timesince(min(moment, now), now, depth=1).replace("\xa0", " ")
    return "just now" if words.startswith("0 ") else f"{words} ago"
