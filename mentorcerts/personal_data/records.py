"""Which rows of the database are about a mentor: found by walking the models, none listed by hand.

A table that is added later, with a reference to a mentor or to something of theirs, is found too.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from certifications.models import Mentor
from mentorcerts.models import PersonalDataEvent


def tables() -> list[type[models.Model]]:
    """Every model with a table of its own, those behind many-to-many fields included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def belongings(mentor_id: str) -> dict[type[models.Model], QuerySet[Any]]:
    """The mentor's own rows: their record, what refers to it, what refers to that, and so on;
    each with its history."""
    found: dict[type[models.Model], Q] = {Mentor: Q(pk=mentor_id)}
    grown = 0
    while grown != (grown := len(found)):
        for model in tables():
            if model not in found and (rows := _refer_to(model, found)):
                found[model] = rows
    return {model: model._base_manager.filter(rows) for model, rows in found.items()}


def _refer_to(model: type[models.Model], found: dict[type[models.Model], Q]) -> Q:
    """Which rows of a model refer to rows that are found already; empty where none can."""
    if tracked := getattr(model, "instance_type", None):  # a history: it holds the same key
        if tracked not in found:
            return Q()
        owners = tracked._base_manager.filter(found[tracked])
        return Q(**{f"{tracked._meta.pk.attname}__in": owners.values("pk")})
    rows = Q()
    for field in model._meta.concrete_fields:
        if field.is_relation and (owner := found.get(field.related_model)):  # type: ignore[arg-type]
            owners = field.related_model._base_manager.filter(owner)  # type: ignore[union-attr]
            rows |= Q(**{f"{field.name}__in": owners.values("pk")})
    return rows


def keys_of_mentors() -> Iterator[tuple[type[models.Model], str]]:
    """Every column that holds a mentor's id as a key: references, histories, and our own log."""
    for model in tables():
        if model is PersonalDataEvent or getattr(model, "instance_type", None) is Mentor:
            yield model, "mentor_id"
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Mentor:
                yield model, field.attname


def admin_log(mentor_id: str) -> QuerySet[LogEntry]:
    """What the admin's own log has about the mentor's rows."""
    about = Q(pk__in=())
    for model, rows in belongings(mentor_id).items():
        keys = [str(pk) for pk in rows.values_list("pk", flat=True)]
        about |= Q(content_type__in=_content_types(model), object_id__in=keys)
    return LogEntry.objects.filter(about)


def _content_types(model: type[models.Model]) -> list[ContentType]:
    """Of the model and of its proxies, under which the admin logs as well."""
    same_table = [each for each in apps.get_models() if each._meta.concrete_model is model]
    return list(ContentType.objects.get_for_models(*same_table, for_concrete_models=False).values())


def note(*, what: str, mentor_id: str, user: Any, by: str, source: str) -> None:
    """Put on record who did it; ``user`` is ``None`` for a command."""
    PersonalDataEvent.objects.create(
        what=what, mentor_id=mentor_id, user=user, by=by[:150], source=source, at=timezone.now()
    )
