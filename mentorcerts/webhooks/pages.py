"""Pages of an endpoint: a proposal is shown, and exactly that is done once it is confirmed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from mentorcerts.access import audit
from mentorcerts.lib.admin.proposals import Proposal, proposal_page
from mentorcerts.models import AuditEvent
from mentorcerts.webhooks.models import Endpoint
from mentorcerts.webhooks.secrets import secret_of


def confirmed(
    model_admin: Any,
    request: HttpRequest,
    object_id: str,
    make: Callable[[Endpoint], Proposal],
    form: forms.Form | None = None,
) -> HttpResponse:
    """Show a proposal; ``POST`` with the digest of what was shown carries it out."""
    endpoint = model_admin.get_object(request, object_id)
    if endpoint is None:
        return HttpResponseRedirect(reverse("admin:webhooks_endpoint_changelist"))
    here = reverse("admin:webhooks_endpoint_change", args=[endpoint.pk])
    return proposal_page(
        model_admin, request, endpoint, lambda: make(endpoint), back=here, asked_before=form
    )


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
