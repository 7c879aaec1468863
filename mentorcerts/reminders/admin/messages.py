"""All mails to mentors, read only; what was not sent can be sent again."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from unfold.decorators import action, display

from certifications.admin.search import MentorSearch
from certifications.mentor_links import mentor_link
from mentorcerts.lib import clock
from mentorcerts.lib.admin.model_admins import ReadOnlyAdmin
from mentorcerts.lib.admin.proposals import Proposal, proposal_page
from mentorcerts.lib.admin.spreadsheets import SpreadsheetExport
from mentorcerts.lib.wording import full_stop
from mentorcerts.reminders.hours import next_opening
from mentorcerts.reminders.installation import locked_state
from mentorcerts.reminders.models import Message, MessageState
from mentorcerts.reminders.services import send_again
from mentorcerts.reminders.sheets import MessageTable
from mentorcerts.reminders.story import sentence_of

MESSAGE_COLOURS = {
    MessageState.PLANNED.label: "info",
    MessageState.SENDING.label: "info",
    MessageState.SENT.label: "success",
    MessageState.SUPPRESSED.label: "warning",
    MessageState.FAILED.label: "danger",
    MessageState.HELD.label: "warning",
}
NOT_SENT = (MessageState.FAILED, MessageState.SUPPRESSED)


class CauseFilter(admin.SimpleListFilter):
    """Why a message was not sent: the causes that there are."""

    title = "why not sent"
    parameter_name = "cause"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        not_sent = Message.objects.filter(state__in=NOT_SENT).order_by("cause")
        causes = not_sent.values_list("cause", flat=True).distinct()
        return [(cause, cause.replace("_", " ")) for cause in causes]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.filter(state__in=NOT_SENT, cause=self.value())


@admin.register(Message)
class MessageAdmin(MentorSearch, SpreadsheetExport, ReadOnlyAdmin):
    """Only planning and sending write them."""

    page_name = "Messages"
    table = MessageTable
    list_display = ["mentor_page", "about", "shown_state", "told", "planned_at"]
    list_display_links = ["about"]
    list_filter = ["state", "kind", CauseFilter, ("planned_at", admin.DateFieldListFilter)]
    list_select_related = ["mentor"]
    record_paths = {"certifications.Certification": "certification"}
    actions_detail = ["again"]
    fields = [
        "mentor_page",
        "about",
        "shown_state",
        "told",
        "recipient",
        "subject",
        "body",
        "planned_at",
        "not_before",
        "attempts",
        "tried_at",
        "finished_at",
        "round",
        "certification",
        "message_id",
    ]
    readonly_fields = fields

    @display(description="Mentor", ordering="mentor")
    def mentor_page(self, obj: Message) -> str:
        return mentor_link(obj.mentor)

    @display(description="About")
    def about(self, obj: Message) -> str:
        return str(obj)

    @display(description="State", ordering="state", label=MESSAGE_COLOURS)
    def shown_state(self, obj: Message) -> str:
        return obj.get_state_display()

    @display(description="What became of it")
    def told(self, obj: Message) -> str:
        return full_stop(capfirst(sentence_of(obj)))

    # --- again -------------------------------------------------------------------------------
    def has_again_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("reminders.change_message"))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer it for what was not sent."""
        not_sent = Message.objects.filter(pk=object_id, state__in=NOT_SENT)
        return super().get_actions_detail(request, object_id) if not_sent.exists() else []

    @action(description="Send again…", url_path="again", icon="send", permissions=["again"])
    def again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what it says about and when it goes out; ``POST`` plans it once more."""
        message = self.get_object(request, object_id)
        if message is None:
            return redirect("admin:reminders_message_changelist")
        return proposal_page(
            self,
            request,
            message,
            lambda: propose_again(message.pk, now=timezone.now()),
            back=reverse("admin:reminders_message_change", args=[message.pk]),
            in_transaction=True,
        )


def propose_again(pk: int, *, now: datetime) -> Proposal:
    """Plan it once more; it is judged again before it goes out."""
    locked_state()
    message = Message.objects.select_related("mentor").get(pk=pk)

    def send(_: str) -> tuple[bool, str]:
        planned = send_again(message_id=pk, now=now)
        return True, f"Planned: {sentence_of(planned)}, if nothing stands against it then."

    if message.state not in NOT_SENT:
        text = f"There is nothing to send again: {sentence_of(message)}."
        return Proposal(title="Send again", sentences=[text], do=send)
    opening = next_opening(now)
    when = "at once" if opening <= now else f"on {clock.format_local(opening)}"
    return Proposal(
        title="Send again",
        sentences=[
            f"It was not sent: {message.reason}",
            f"It is planned for {message.mentor.email or 'a mentor without an address'}, and goes "
            f"out {when}. It is judged again just before that: what stood against it may still do.",
        ],
        choices=[("again", "Send again")],
        do=send,
        facts=[message.state, message.attempts, message.finished_at],
    )
