"""The texts of mails: written, previewed, tried on oneself, and given up again."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from certifications.ladder import rung_in_words
from mentorcerts.lib.admin.forms import LinesField, ServiceForm
from mentorcerts.lib.admin.page_names import NamedPage
from mentorcerts.lib.admin.proposals import Proposal, proposal_page
from mentorcerts.lib.admin.stale_forms import GuardedAdmin
from mentorcerts.lib.wording import full_stop
from mentorcerts.reminders.delivery import DELIVERY_ERRORS, what_was_said
from mentorcerts.reminders.models import Message, Text
from mentorcerts.reminders.models.texts import BODY_LENGTH
from mentorcerts.reminders.texts import (
    SAMPLE,
    WORDS,
    Wording,
    check_wording,
    default_wording,
    filled,
    remove_text,
    save_text,
    send_sample,
    wording_of,
)

PREVIEW_BUTTON = "reminders_text_preview"
"""The name of the button that shows a text, and saves nothing."""
_WORDS_IN_WORDS = " ".join(
    f"{{{word}}}: {what}." for word, what in WORDS[Message.Kind.REMINDER].items()
)


class TextForm(ServiceForm):
    """A text; of which mails is decided once."""

    rung = forms.IntegerField(
        label="Days before expiry",
        required=False,
        min_value=-32_768,
        max_value=32_767,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="Of reminders only. Empty: all that have no text of their own. Negative: in the "
        "days of grace.",
    )
    body = LinesField(
        max_length=BODY_LENGTH,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 14}),
        help_text="Plain text. These words are replaced: "
        f"{_WORDS_IN_WORDS} Mails about pauses have no days_left and no pauses_on.",
    )

    class Meta:
        model = Text
        fields = ["kind", "rung", "subject", "body"]
        widgets = {"kind": UnfoldAdminSelectWidget, "subject": UnfoldAdminTextInputWidget}
        help_texts = {
            "subject": "It is read on locked screens and over shoulders: it can hold neither names "
            "nor types."
        }

    def write(self, *, today: date, by: str) -> Text:
        existing, values = bool(self.instance.pk), self.cleaned_data
        kind = Message.Kind(self.instance.kind if existing else values["kind"])
        rung = self.instance.rung if existing else values["rung"]
        if PREVIEW_BUTTON in self.data:
            check_wording(kind, Wording(values["subject"], values["body"]))
            raise ValidationError("Nothing is saved yet: above you see how it reads.")
        return save_text(
            kind=kind,
            rung=rung,
            subject=values["subject"],
            body=values["body"],
            check=self._check,
            by=by,
        )

    def _check(self, current: Text | None) -> None:
        if self.instance.pk and current is not None:
            self.refuse_if_changed(current)
        elif self.instance.pk:
            raise ValidationError("Nothing was saved: somebody has gone back to the program's own.")
        elif current is not None:
            raise ValidationError({"kind": "There is such a text already: change that one."})


@admin.register(Text)
class TextAdmin(GuardedAdmin, NamedPage, ModelAdmin):  # type: ignore[misc,type-arg]
    """Written by services only."""

    page_name = "Texts of mails"
    form = TextForm
    list_display = ["about", "subject", "changed_at", "changed_by"]
    list_filter = ["kind"]
    show_full_result_count = False
    compressed_fields = True
    warn_unsaved_form = True
    list_before_template = "admin/reminders/own_texts.html"
    change_form_before_template = "admin/reminders/text_preview.html"
    actions_detail = ["sample", "reset"]
    actions_submit_line = ["preview"]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.request = request  # the form class is made for this request
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Text | None = None) -> list[str]:
        return [] if obj is None else ["kind", "rung"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new one begins with what is written now."""
        kind, rung = _asked_about(request)
        wording = wording_of(kind, rung)
        return {"kind": kind, "rung": rung, "subject": wording.subject, "body": wording.body}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Do nothing: the form has written the record."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """*Back to the program's own* shows first what that is."""
        return False

    @display(description="Of", ordering="kind")
    def about(self, obj: Text) -> str:
        return _about(Message.Kind(obj.kind), obj.rung)

    # --- pages -------------------------------------------------------------------------------
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """List the program's own texts as well, where nobody has written another."""
        context = {"programs_own": _programs_own(), **(extra_context or {})}
        return super().changelist_view(request, context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show how it reads: as it is saved, or as it was typed."""
        text = self.get_object(request, object_id) if object_id else None
        if request.method == "POST":
            shown = Wording(request.POST.get("subject", ""), request.POST.get("body", ""))
        elif text is not None:
            shown = Wording(text.subject, text.body)
        else:
            shown = wording_of(*_asked_about(request))
        context = {
            "sample": _as_sample(shown),
            "actions_submit_line": self.get_actions_submit_line(request, 0),
            **(extra_context or {}),
        }
        return super().changeform_view(request, object_id, form_url, context)

    @action(description="Preview", permissions=["change"])
    def preview(self, request: HttpRequest, obj: Text) -> None:
        """A button of the form, which saves nothing: see ``TextForm.write``."""

    # --- actions -----------------------------------------------------------------------------
    @action(description="Send me a sample", url_path="sample", icon="send", permissions=["change"])
    def sample(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show where it goes; ``POST`` sends it at once."""
        to = str(getattr(request.user, "email", ""))
        return self._confirmed(request, object_id, lambda text: _propose_sample(text, to))

    @action(
        description="Back to the program's own…",
        url_path="reset",
        icon="undo",
        permissions=["change"],
    )
    def reset(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what is sent then; ``POST`` gives this text up."""
        return self._confirmed(request, object_id, _propose_reset, to_list=True)

    def _confirmed(
        self, request: HttpRequest, object_id: str, make: Any, *, to_list: bool = False
    ) -> HttpResponse:
        text, texts = self.get_object(request, object_id), "admin:reminders_text_changelist"
        if text is None:
            return redirect(texts)
        here = reverse("admin:reminders_text_change", args=[text.pk])
        return proposal_page(
            self,
            request,
            text,
            lambda: make(text),
            back=reverse(texts) if to_list else here,
            in_transaction=to_list,
        )


def _propose_sample(text: Text, to: str) -> Proposal:
    shown = _as_sample(Wording(text.subject, text.body))

    def send(_: str) -> tuple[bool, str]:
        try:
            send_sample(kind=Message.Kind(text.kind), rung=text.rung, to=to)
        except ValidationError as error:
            return False, " ".join(error.messages)
        except DELIVERY_ERRORS as error:
            return False, full_stop(f"The mail server did not take it: {what_was_said(error)}")
        return True, f"Sent to {to}."

    if not to:
        sentence = "Your user has no e-mail address: ask an administrator to record one."
        return Proposal(title="Send me a sample", sentences=[sentence], do=send)
    return Proposal(
        title="Send me a sample",
        sentences=[f"This is sent to {to} at once, with made-up words, marked as a sample."],
        texts=[f"{shown.subject}\n\n{shown.body}"],
        choices=[("send", "Send")],
        do=send,
        facts=[shown.subject, shown.body],
    )


def _propose_reset(text: Text) -> Proposal:
    text = Text.objects.select_for_update().filter(pk=text.pk).first() or text
    kind = Message.Kind(text.kind)
    general = text.rung is not None and text.rung >= 0
    others = Text.objects.filter(kind=kind, rung=None).first() if general else None
    then = Wording(others.subject, others.body) if others else default_wording(kind, text.rung)

    def reset(_: str) -> tuple[bool, str]:
        remove_text(kind=kind, rung=text.rung)
        return True, "The text is given up."

    shown = _as_sample(then)
    return Proposal(
        title="Back to the program's own",
        sentences=["This text is deleted. From then on the mails read as follows."],
        texts=[f"{shown.subject}\n\n{shown.body}"],
        choices=[("reset", "Delete this text")],
        do=reset,
        facts=[text.subject, text.body, then.subject, then.body],
        dangerous=True,
    )


def _asked_about(request: HttpRequest) -> tuple[Message.Kind, int | None]:
    """Of which mails a new text shall be, by the address; else of all reminders."""
    kind, rung = request.GET.get("kind", ""), request.GET.get("rung", "")
    known = Message.Kind(kind) if kind in Message.Kind.values else Message.Kind.REMINDER
    try:
        return known, int(rung)
    except ValueError:
        return known, None


def _about(kind: Message.Kind, rung: int | None) -> str:
    if rung is not None:
        return capfirst(f"{kind.label} {rung_in_words(rung)} it ends")
    return capfirst(kind.label)


def _as_sample(wording: Wording) -> Wording:
    return Wording(filled(wording.subject, SAMPLE), filled(wording.body, SAMPLE))


def _programs_own() -> list[tuple[str, Wording, str]]:
    """Those in use: of what, filled with made-up words, and where another one is written."""
    add = reverse("admin:reminders_text_add")

    def row(about: str, kind: Message.Kind, **rung: int) -> tuple[str, Wording, str]:
        shown = _as_sample(default_wording(kind, **rung))
        asked: dict[str, str | int] = {"kind": kind.value, **rung}
        return about, shown, f"{add}?{urlencode(asked)}"

    written = set(Text.objects.filter(rung=None).values_list("kind", flat=True))
    found = [row(_about(kind, None), kind) for kind in Message.Kind if kind not in written]
    return [*found, row("Reminders in the days of grace", Message.Kind.REMINDER, rung=-1)]
