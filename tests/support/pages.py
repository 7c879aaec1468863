"""Pages of the admin: their addresses, and their forms filled in."""

import re
from html import unescape
from typing import Any

from django.urls import reverse

from certifications.models import Certification
from mentorcerts.lib.admin.stale_forms import SHOWN_RECORD, as_shown


def page(model: Any, view: str = "changelist", *args: Any) -> str:
    """The address of a page about a model, or about one of its records."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def certification(public_id: str = "cert_03PQ7SY1") -> Certification:
    return Certification.objects.get(certification_id=public_id)


def hidden_fields(answer: Any) -> dict[str, str]:
    """What a page's form carries unseen, but the protection against forgery."""
    return {
        name: unescape(value)
        for name, value in re.findall(
            r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode()
        )
        if name != "csrfmiddlewaretoken"
    }


def filled_in(record: Certification, **changes: str) -> dict[str, str]:
    """The form of a certification as the page shows it, with these fields changed."""
    return {
        SHOWN_RECORD: as_shown(Certification.objects.get(pk=record.pk)),
        "certification_type": record.certification_type_id,
        "issued_on": f"{record.issued_at:%Y-%m-%d}",
        "expires_on": f"{record.expires_at:%Y-%m-%d}",
        "reason": "",
    } | changes
