"""Pages that show what would be done, and do exactly that once it is confirmed."""

import hashlib
import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from mentorcerts.lib.admin.outcomes import NOT_AS_SHOWN
from mentorcerts.lib.refusals import Refused, sentences


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a page shows and offers. ``do`` gets the choice, and says what came of it."""

    title: str
    sentences: list[str]
    do: Callable[[str], tuple[bool, str]]
    """Returns whether it went well, and a sentence."""
    choices: list[tuple[str, str]] = field(default_factory=list)
    """Value and label of each button; none: there is nothing to confirm."""
    bodies: list[str] = field(default_factory=list)
    """For machines: shown as they are."""
    texts: list[str] = field(default_factory=list)
    """For people: shown line by line."""
    facts: Any = None
    """What must be the same when it is confirmed, beside what is shown."""
    dangerous: bool = False

    @property
    def digest(self) -> str:
        return digest_of([self.title, self.sentences, self.choices, self.facts])


def digest_of(facts: Any) -> str:
    """Identifies what was shown."""
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()


def proposal_page(
    model_admin: Any,
    request: HttpRequest,
    record: Any,
    make: Callable[[], Proposal],
    *,
    back: str,
    asked_before: forms.Form | None = None,
    asked_with: forms.Form | None = None,
    in_transaction: bool = False,
) -> HttpResponse:
    """Show a proposal; ``POST`` with the digest of what was shown carries it out.

    ``asked_before`` is a form that the proposal depends on, ``asked_with`` one that goes along with
    the choice; ``do`` reads either. ``record`` may be ``None``: then nothing is logged. In a
    transaction, ``make`` takes the locks, and what it finds under them is done or not.
    """
    with transaction.atomic() if in_transaction else nullcontext():
        proposal, chosen = make(), request.POST.get("choice", "")
        is_shown = request.POST.get("shown") == proposal.digest
        if request.method == "POST" and not (
            is_shown and chosen in {value for value, _ in proposal.choices}
        ):
            messages.warning(request, NOT_AS_SHOWN)
        elif request.method == "POST" and (asked_with is None or asked_with.is_valid()):
            well, sentence = _done(proposal, chosen)
            if record is not None:
                model_admin.log_change(request, record, f"{proposal.title}. {sentence}")
            (messages.success if well else messages.error)(request, sentence)
            return HttpResponseRedirect(back)
    about = f"{proposal.title}: {record}" if record is not None else proposal.title
    context = {
        **model_admin.admin_site.each_context(request),
        "title": about,
        "opts": model_admin.opts,
        "proposal": proposal,
        "asked_before": asked_before,
        "asked_with": asked_with,
        "back": back,
    }
    return TemplateResponse(request, "admin/proposal.html", context)


def _done(proposal: Proposal, chosen: str) -> tuple[bool, str]:
    try:
        return proposal.do(chosen)
    except (ValidationError, Refused) as error:
        return False, sentences(error)
