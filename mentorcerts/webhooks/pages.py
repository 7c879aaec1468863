"""Pages of an endpoint: a plan is shown, and exactly that is done once it is confirmed."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from mentorcerts.access import audit
from mentorcerts.lib.admin.outcomes import NOT_AS_SHOWN
from mentorcerts.lib.refusals import Refused, sentences
from mentorcerts.models import AuditEvent
from mentorcerts.webhooks.models import Endpoint
from mentorcerts.webhooks.secrets import secret_of


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a page shows and offers. ``do`` gets the choice, and says what came of it."""

    title: str
    sentences: list[str]
    do: Callable[[str], tuple[bool, str]]
    """Returns whether it went well, and a sentence."""
    choices: list[tuple[str, str]] = field(default_factory=list)
    """Value and label of each button; none: there is nothing to confirm."""
    bodies: list[str] = field(default_factory=list)
    facts: Any = None
    """What must be the same when it is confirmed, beside what is shown."""
    dangerous: bool = False

    @property
    def digest(self) -> str:
        return digest_of([self.title, self.sentences, self.choices, self.facts])


def digest_of(facts: Any) -> str:
    """Identifies what was shown."""
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()


def confirmed(
    model_admin: Any,
    request: HttpRequest,
    object_id: str,
    make: Callable[[Endpoint], Plan],
    form: forms.Form | None = None,
) -> HttpResponse:
    """Show a plan; ``POST`` with the digest of what was shown carries it out."""
    endpoint = model_admin.get_object(request, object_id)
    if endpoint is None:
        return HttpResponseRedirect(reverse("admin:webhooks_endpoint_changelist"))
    here = reverse("admin:webhooks_endpoint_change", args=[endpoint.pk])
    plan, chosen = make(endpoint), request.POST.get("choice", "")
    if request.method == "POST":
        offered = chosen in {value for value, _ in plan.choices}
        if offered and request.POST.get("shown") == plan.digest:
            try:
                well, sentence = plan.do(chosen)
            except (ValidationError, Refused) as error:
                well, sentence = False, sentences(error)
            model_admin.log_change(request, endpoint, f"{plan.title}. {sentence}")
            (messages.success if well else messages.error)(request, sentence)
            return HttpResponseRedirect(here)
        messages.warning(request, NOT_AS_SHOWN)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{plan.title}: {endpoint.name}",
        "opts": model_admin.opts,
        "plan": plan,
        "form": form,
        "back": here,
    }
    return TemplateResponse(request, "admin/webhooks/confirm.html", context)


def secret_page(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """``POST`` shows the secret, on this answer only; that somebody looked is recorded."""
    endpoint = model_admin.get_object(request, object_id)
    if endpoint is None:
        return HttpResponseRedirect(reverse("admin:webhooks_endpoint_changelist"))
    shown = request.method == "POST"
    if shown:
        audit.record_secret(AuditEvent.What.SECRET_SHOWN, request=request, about=endpoint.name)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Secret: {endpoint.name}",
        "opts": model_admin.opts,
        "secret": secret_of(endpoint) if shown else "",
        "back": reverse("admin:webhooks_endpoint_change", args=[endpoint.pk]),
    }
    return TemplateResponse(request, "admin/webhooks/secret.html", context)
