"""What each page of an endpoint shows, offers and does."""

import json
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from unfold.widgets import UnfoldAdminTextInputWidget

from certifications.change_log.publish import last_number
from mentorcerts.access import audit
from mentorcerts.lib import moments
from mentorcerts.lib.admin.proposals import Proposal
from mentorcerts.models import AuditEvent
from mentorcerts.webhooks import services, trials
from mentorcerts.webhooks.messages import WebhookMessage
from mentorcerts.webhooks.models import Endpoint
from mentorcerts.webhooks.transport import Answer
from mentorcerts.webhooks.wording import events, host_of

SKIPPED_OFFERED = 50


# --- tests ----------------------------------------------------------------------------------------
def plan_test(endpoint: Endpoint) -> Proposal:
    """One message that says nothing but that it is a test."""
    message = trials.plain_test(now=timezone.now())
    return Proposal(
        title="Send a test",
        sentences=[f"This is sent to {host_of(endpoint)} at once, signed like all others."],
        bodies=[_pretty(message)],
        choices=[("send", "Send")],
        do=lambda _: _outcome(*trials.send_tests(endpoint, [message], now=timezone.now())),
        facts=[endpoint.url],
    )


def plan_tonight(endpoint: Endpoint, today: date) -> Proposal:
    """What the next run would tell, marked as tests."""
    found = trials.tonight(endpoint, today=today, now=timezone.now())
    number, day = len(found.messages), moments.in_words(found.day)
    text = (
        f"The run of {day} would tell this, as things stand now. It is sent to "
        f"{host_of(endpoint)} marked as a test: its type begins with “test.”, and its data has "
        "“test”: true and no number."
    )
    if not found.messages:
        text = f"The run of {day} would tell nothing that this endpoint wants."
    more = f"Pauses that are left out here: {found.more:,}." if found.more else ""
    return Proposal(
        title="Send tonight's events",
        sentences=[each for each in (text, more) if each],
        bodies=[_pretty(message) for message in found.messages],
        choices=[("send", f"Send {number}")] if number else [],
        do=lambda _: _outcome(*trials.send_tests(endpoint, found.messages, now=timezone.now())),
        facts=[endpoint.url, [_without_time(each) for each in found.messages]],
    )


def _pretty(message: WebhookMessage) -> str:
    return json.dumps(json.loads(message.body), indent=2, ensure_ascii=False)


def _without_time(message: WebhookMessage) -> Any:
    return {**json.loads(message.body), "timestamp": ""}


def _outcome(taken: int, ended: Answer | None) -> tuple[bool, str]:
    if ended is None:
        return True, f"{taken} sent, and taken."
    answer = f"it answered {ended.status}" if ended.status else ended.error
    return False, f"{taken} taken, then: {answer}."


# --- again ----------------------------------------------------------------------------------------
class AgainForm(forms.Form):
    """From where: a number of the change log, or a moment."""

    after = forms.IntegerField(
        label="After number",
        required=False,
        min_value=0,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
        help_text="What has a higher number is sent again.",
    )
    since = forms.DateTimeField(
        label="Or: since",
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"}),
        help_text="UTC. What happened then or later is sent again.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("after") is None) == (cleaned.get("since") is None):
            raise ValidationError("Write a number or a time, not both.")
        return cleaned


def plan_again(endpoint: Endpoint, form: AgainForm) -> Proposal:
    """Set the position back to what the form says."""
    title = "Send the missed ones"
    position = f"It has everything through number {endpoint.position}."
    if not form.is_valid():
        return Proposal(
            title=title, sentences=[position], do=lambda _: (False, "Nothing was sent.")
        )
    after = form.cleaned_data["after"]
    if after is None:
        after = services.number_before(form.cleaned_data["since"])
    after = min(after, endpoint.position)
    number = services.events_after(endpoint, after).filter(sequence__lte=endpoint.position).count()

    def send_again(_: str) -> tuple[bool, str]:
        services.send_again(pk=endpoint.pk, after=after)
        return True, f"It is sent what comes after number {after}."

    text = (
        f"{events(number)} with a number above {after} {'is' if number == 1 else 'are'} sent "
        "again, in order, with the same ids: the receiver drops what it has."
    )
    return Proposal(
        title=title,
        sentences=[position, text],
        choices=[("send", f"Send {number:,} again")] if number else [],
        do=send_again,
        facts=[endpoint.position, after],
    )


def plan_skipped(endpoint: Endpoint) -> Proposal:
    """Send one of those that it has refused."""
    skipped = list(endpoint.skipped_events.all()[:SKIPPED_OFFERED])

    def send(choice: str) -> tuple[bool, str]:
        answer = trials.send_skipped(endpoint, sequence=int(choice), now=timezone.now())
        took = 200 <= (answer.status or 0) < 300
        return _outcome(int(took), None if took else answer)

    return Proposal(
        title="Skipped events",
        sentences=[
            "It refused these five times each. One is sent again at once, with the number that it "
            "has: the receiver ignores it where it has a later one of the same mentor."
            if skipped
            else "It has refused nothing."
        ],
        choices=[
            (str(each.sequence), f"Send {each} again (it answered {each.status})")
            for each in skipped
        ],
        do=send,
        facts=[endpoint.url],
    )


# --- enabling and disabling -----------------------------------------------------------------------
def plan_switching(endpoint: Endpoint, by: str) -> Proposal:
    """Disable it; or enable it, and ask whether what was missed is sent."""
    return _disabling(endpoint, by) if endpoint.enabled else _enabling(endpoint, by)


def _enabling(endpoint: Endpoint, by: str) -> Proposal:
    missed = services.events_after(endpoint, endpoint.position).count()

    def enable(choice: str) -> tuple[bool, str]:
        if choice == "leave":
            services.disable_endpoint(pk=endpoint.pk, by=by)
            return True, "It stays disabled, and nobody is alerted any more."
        services.enable_endpoint(pk=endpoint.pk, send_missed=choice == "missed")
        return True, "It is enabled."

    return Proposal(
        title="Enable",
        sentences=[
            f"It was disabled: {endpoint.disabled_reason or 'nobody said why.'}",
            f"It has everything through number {endpoint.position}. Since then there "
            f"{'was' if missed == 1 else 'were'} {events(missed)} that it wants.",
        ],
        choices=[
            *([("missed", f"Send the {missed:,} missed")] if missed else []),
            ("now", "From now on"),
            *([] if endpoint.disabled_by else [("leave", "Leave it disabled")]),
        ],
        do=enable,
        facts=[endpoint.position, last_number()],
    )


def _disabling(endpoint: Endpoint, by: str) -> Proposal:
    def disable(_: str) -> tuple[bool, str]:
        services.disable_endpoint(pk=endpoint.pk, by=by)
        return True, "It is disabled."

    return Proposal(
        title="Disable",
        sentences=[
            "Nothing is sent to it until it is enabled again. Then you are asked whether to send "
            "what it has missed."
        ],
        choices=[("disable", "Disable")],
        do=disable,
        dangerous=True,
    )


# --- the secret -----------------------------------------------------------------------------------
def plan_rotation(endpoint: Endpoint, request: HttpRequest) -> Proposal:
    """A new secret; for a day messages have both signatures."""

    def rotate(_: str) -> tuple[bool, str]:
        services.rotate_secret(pk=endpoint.pk, now=timezone.now())
        audit.record_secret(AuditEvent.What.SECRET_ROTATED, request=request, about=endpoint.name)
        return True, "There is a new secret. Give it to the receiver within 24 hours."

    return Proposal(
        title="Rotate secret",
        sentences=[
            "A new secret is made. For 24 hours each message is signed with the new one and with "
            "the one before; then the one before is worth nothing."
        ],
        choices=[("rotate", "Rotate")],
        do=rotate,
        dangerous=True,
        facts=[endpoint.generation],
    )
