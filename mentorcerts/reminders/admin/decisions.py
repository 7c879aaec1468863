"""What people decide about mails: each is shown first, and exactly that is done."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Count, Sum
from unfold.widgets import UnfoldAdminTextInputWidget

from certifications.ladder import rung_in_words
from mentorcerts.lib import clock, moments
from mentorcerts.lib.admin.proposals import Proposal
from mentorcerts.lib.lengths import REASON_LENGTH
from mentorcerts.lib.refusals import Conflict
from mentorcerts.lib.wording import number_of
from mentorcerts.reminders.hours import next_opening
from mentorcerts.reminders.installation import identity, is_confirmed, locked_state
from mentorcerts.reminders.models import Message, MessageState, Round
from mentorcerts.reminders.services import drop_round, release_round
from mentorcerts.reminders.starting import Impact, Start, impact_of_switching_on, switch_on

MENTORS_NAMED = 10
SEND, DROP = "send", "drop"


class DecisionForm(forms.Form):
    """Dropping needs a reason; the service asks for it."""

    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=REASON_LENGTH,
        widget=UnfoldAdminTextInputWidget,
        help_text="Needed to drop a round: each mail keeps it.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.data.get("choice") == DROP and not cleaned.get("reason"):
            self.add_error("reason", "Say why it is dropped.")
        return cleaned


# --- held rounds ---------------------------------------------------------------------------------
def propose_decision(pk: int, form: DecisionForm, *, now: datetime, by: str) -> Proposal:
    """Send or drop a held round. Locks, so that what it shows is what is decided on."""
    locked_state()
    round_ = Round.objects.get(pk=pk)
    if round_.state != Round.State.HELD:
        text = f"This round is not held: it is {round_.get_state_display()}."
        return Proposal(title="Send or drop", sentences=[text], do=lambda _: (False, text))
    held = Message.objects.filter(round=round_, state=MessageState.HELD)
    found = held.aggregate(n=Count("pk"), keys=Sum("pk"), mentors=Count("mentor", distinct=True))

    def decide(choice: str) -> tuple[bool, str]:
        reason = form.cleaned_data["reason"]
        if choice == SEND:
            release_round(round_id=pk, by=by, now=now, reason=reason)
            return True, f"{number_of(found['n'], 'mail')} planned."
        drop_round(round_id=pk, by=by, now=now, reason=reason)
        return True, f"{number_of(found['n'], 'mail')} dropped."

    opening = next_opening(now)
    return Proposal(
        title="Send or drop",
        sentences=[
            f"This round would write to {found['mentors']:,} of {round_.of_mentors:,} mentors. "
            "That is unusually many, so nothing of it goes out by itself.",
            _what_is_held(held),
            _who_is_held(held, found["mentors"]),
            "Sent: they go out "
            f"{'now' if opening <= now else f'from {clock.format_local(opening)} on'}; each is "
            "judged again just before. Dropped: none of them goes out, ever; they count as done.",
        ],
        choices=[(SEND, f"Send {found['n']:,}"), (DROP, f"Drop {found['n']:,}")],
        do=decide,
        facts=[found["n"], found["keys"]],
    )


def _what_is_held(held: Any) -> str:
    rows = held.order_by("-rung").values_list("kind", "rung").annotate(n=Count("pk"))
    labels = dict(Message.Kind.choices)
    parts = [
        f"{rung_in_words(rung)} the date: {number:,}"
        if rung is not None
        else f"{labels[kind]}: {number:,}"
        for kind, rung, number in rows
    ]
    return f"Mails: {'; '.join(parts)}."


def _who_is_held(held: Any, mentors: int) -> str:
    some = held.select_related("mentor").order_by("expires_on", "pk")[:MENTORS_NAMED]
    names = [
        f"{each.mentor} ({moments.in_words(each.expires_on)})"
        if each.expires_on
        else str(each.mentor)
        for each in some
    ]
    more = f" and {mentors - len(names):,} more" if mentors > len(names) else ""
    return f"Look at the dates: {', '.join(names)}{more}."


# --- the first start -----------------------------------------------------------------------------
def propose_switching_on(*, today: date, now: datetime, by: str) -> Proposal:
    """Let this installation write to mentors: quietly, or to all who are due by now."""
    locked_state()
    title = "Switch mails on"
    try:
        quietly = impact_of_switching_on(start=Start.QUIETLY, today=today, now=now)
        write = impact_of_switching_on(start=Start.WRITE, today=today, now=now)
    except Conflict as refusal:
        return Proposal(title=title, sentences=[refusal.message], do=lambda _: (False, ""))

    def start(choice: str) -> tuple[bool, str]:
        done = switch_on(start=Start(choice), today=today, now=now, by=by)
        return True, f"Mails to mentors are on here. {done.in_words()}"

    return Proposal(
        title=title,
        sentences=[
            *(["Mails are on here already: this starts them anew."] if is_confirmed() else []),
            f"This confirms {identity()} as the installation that writes to mentors. A machine of "
            "another name that sends, such as one for the task cluster, has to be confirmed there.",
            f"Start quietly: {quietly.in_words()} Pauses so far are not told.",
            f"Write to them: {write.in_words()}",
        ],
        choices=[
            (Start.QUIETLY.value, "Start quietly"),
            (Start.WRITE.value, f"Write to {number_of(write.plan.mentors, 'mentor')}"),
        ],
        do=start,
        facts=[impact_facts(quietly), impact_facts(write)],
    )


def impact_facts(impact: Impact) -> list[Any]:
    """What of an impact must be the same when it is confirmed."""
    return [impact.passed_over, impact.withdrawn, impact.plan.as_json()]
