"""Pages of the admin: their addresses, and their forms filled in."""

from typing import Any

from django.urls import reverse

from certifications.models import Certification


def page(model: Any, view: str = "changelist", *args: Any) -> str:
    """The address of a page about a model, or about one of its records."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def certification(public_id: str = "cert_03PQ7SY1") -> Certification:
    return Certification.objects.get(certification_id=public_id)


def filled_in(record: Certification, **changes: str) -> dict[str, str]:
    """The form of a certification as the page shows it, with these fields changed."""
    return {
        "certification_type": record.certification_type_id,
        "issued_on": f"{record.issued_at:%Y-%m-%d}",
        "expires_on": f"{record.expires_at:%Y-%m-%d}",
        "reason": "",
    } | changes
