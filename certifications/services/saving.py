"""What services share: records made on first use, and saving with a reason."""

from typing import TypeVar

from django.core.exceptions import ValidationError

from certifications.models import Certification, CertificationType, Mentor

M = TypeVar("M", Mentor, CertificationType)


R = TypeVar("R", Mentor, CertificationType, Certification)


def get_or_make(model: type[M], pk: str, field: str) -> M:
    check_key(model, pk, field)
    found = model.objects.filter(pk=pk).first()
    if found is not None:
        return found
    return model.objects.get_or_create(pk=pk)[0]


def check_key(model: type[M], pk: str, field: str) -> None:
    """Raise ``ValidationError`` (on ``field``) unless a new mentor or type may have this key."""
    try:
        model._meta.pk.clean(pk, None)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from None


def _save(record: R, reason: str = "") -> R:
    """Save, with the reason in the record's history."""
    record._change_reason = reason[:500]
    record.save()
    return record
