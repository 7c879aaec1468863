"""Mentors and types are made the first time that somebody names them: one, or thousands."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from certifications.models import CertificationType, Mentor
from certifications.services.search_index import add_search_words
from certifications.services.type_names import TypeNames, not_a_new_one
from mentorcerts.lib import history
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks
from mentorcerts.lib.random_ids import retry_on_collision

M = TypeVar("M", Mentor, CertificationType)


def get_or_make_type(code: str, field: str) -> CertificationType:
    """The type with this code, made on first use.

    ``ValidationError`` (on ``field``) if none can have it, or if it differs from that of another
    one by case only, or is the name of another one: that one was probably meant.
    """
    check_key(CertificationType, code, field)
    known = CertificationType.objects.filter(pk=code).first()
    if known is not None:
        return known
    if meant := TypeNames().meant_by(code):
        raise ValidationError({field: not_a_new_one(code, meant)})
    return CertificationType.objects.get_or_create(pk=code)[0]


def check_key(model: type[M], pk: str, field: str) -> None:
    """Raise ``ValidationError`` (on ``field``) unless a new mentor or type may have this key."""
    try:
        model._meta.pk.clean(pk, None)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from None


def existing_keys(model: type[M], keys: Collection[str]) -> set[str]:
    """Which of these mentors or types there are."""
    return {
        key
        for chunk in in_chunks(list(keys))
        for key in model.objects.filter(pk__in=chunk).values_list("pk", flat=True)
    }


def make_missing(model: type[M], keys: set[str]) -> list[str]:
    """Make those of these mentors or types that nobody knows; returns their keys."""

    def insert_missing() -> list[str]:
        # Sorted: two imports that make the same ones wait for each other, not in a circle.
        missing = sorted(keys - existing_keys(model, keys))
        for chunk in in_chunks(missing, ROWS_PER_BATCH):
            made: list[Any] = [model(pk=key) for key in chunk]
            history.create_many(made)
            if issubclass(model, Mentor):
                add_search_words(made)
        return missing

    # A collision is somebody else who has just made one of them: look again.
    return retry_on_collision(insert_missing)
