"""Find the rows of the database that are about a mentor, by following the models' references.

No table is listed by hand: a new one that refers to a mentor, or to a record of theirs, is found
too.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from certifications.models import Event, Mentor
from mentorcerts.lib.lengths import USERNAME_LENGTH
from mentorcerts.models import PersonalDataEvent

BOOKKEEPING = {(Event, "sequence")}
"""Columns that the program writes later, and that tell nothing about a mentor."""


def tables() -> list[type[models.Model]]:
    """Return every model with its own table, including those of many-to-many fields."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def rows_of_mentor(mentor_id: str) -> dict[type[models.Model], QuerySet[Any]]:
    """Return the mentor's rows by model: their record, what refers to it, what refers to that,
    and so on, each with its history."""
    found: dict[type[models.Model], Q] = {Mentor: Q(pk=mentor_id)}
    grown = 0
    while grown != (grown := len(found)):
        for model in tables():
            if model not in found and (rows := _referring_rows(model, found)):
                found[model] = rows
    return {model: model._base_manager.filter(rows) for model, rows in found.items()}


@dataclass(frozen=True)
class Stored:
    """What is stored about a mentor, as a page shows it before it is erased."""

    counts: list[tuple[str, int]]
    """What the records are called, and how many of them there are."""
    digest: str
    """Identifies all of these records, value by value."""


def stored_about(mentor_id: str) -> Stored:
    """Look at all rows of a mentor."""
    counts, digest = [], hashlib.sha256()
    for model, rows in rows_of_mentor(mentor_id).items():
        fields = [field.attname for field in model._meta.concrete_fields]
        shown = [name for name in fields if (model, name) not in BOOKKEEPING]
        values = list(rows.order_by("pk").values_list(*shown))
        digest.update(repr((model._meta.label, values)).encode())
        if values:
            counts.append((str(model._meta.verbose_name_plural), len(values)))
    return Stored(counts, digest.hexdigest())


def accounts_of(mentor: Mentor) -> list[str]:
    """Return the names of the accounts that have an address of the mentor, present or former.

    An erasure leaves accounts alone: other people's work is recorded under them.
    """
    addresses = {mentor.email, *mentor.history.values_list("email", flat=True)} - {""}
    same = Q(pk__in=())
    for address in addresses:
        same |= Q(email__iexact=address) | Q(username__iexact=address)
    return list(User.objects.filter(same).order_by("username").values_list("username", flat=True))


def _referring_rows(model: type[models.Model], found: dict[type[models.Model], Q]) -> Q:
    """Return a condition for the rows that refer to rows already found; empty if none can.

    A row that names its mentor is that mentor's, whosever the record is by now that it refers to:
    a certification may have been recorded for the wrong one, and moved.
    """
    if tracked := getattr(model, "instance_type", None):  # a history table: it has the same key
        if tracked not in found:
            return Q()
        owners = tracked._base_manager.filter(found[tracked])
        rows = Q(**{f"{tracked._meta.pk.attname}__in": owners.values("pk")})
        if tracked is not Mentor and any(_refers_to_mentor(tracked)):
            mentors = Mentor._base_manager.filter(found[Mentor])
            rows = Q(mentor_id__in=mentors.values("pk"))
        return rows
    rows = Q()
    for field in [*_refers_to_mentor(model)] or model._meta.concrete_fields:
        if field.is_relation and (owner := found.get(field.related_model)):  # type: ignore[arg-type]
            owners = field.related_model._base_manager.filter(owner)  # type: ignore[union-attr]
            rows |= Q(**{f"{field.name}__in": owners.values("pk")})
    return rows


def _refers_to_mentor(model: type[models.Model]) -> "Iterator[models.Field[Any, Any]]":
    return (each for each in model._meta.concrete_fields if each.related_model is Mentor)


def mentor_key_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Yield each column that contains a mentor's id: references, histories, and our own log."""
    for model in tables():
        if model is PersonalDataEvent or getattr(model, "instance_type", None) is Mentor:
            yield model, "mentor_id"
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Mentor:
                yield model, field.attname


def admin_log(mentor_id: str) -> QuerySet[LogEntry]:
    """Return the entries of the admin's log about the mentor's rows."""
    about = Q(pk__in=())
    for model, rows in rows_of_mentor(mentor_id).items():
        keys = [str(pk) for pk in rows.values_list("pk", flat=True)]
        about |= Q(content_type__in=_content_types(model), object_id__in=keys)
    return LogEntry.objects.filter(about)


def _content_types(model: type[models.Model]) -> list[ContentType]:
    """Return the content types of the model and of its proxies: the admin logs under either."""
    same_table = [each for each in apps.get_models() if each._meta.concrete_model is model]
    return list(ContentType.objects.get_for_models(*same_table, for_concrete_models=False).values())


def record_event(*, what: str, mentor_id: str, user: Any, by: str, source: str) -> None:
    """Record an export or erasure, and who made it; ``user`` is ``None`` for a command."""
    PersonalDataEvent.objects.create(
        what=what,
        mentor_id=mentor_id,
        user=user,
        by=by[:USERNAME_LENGTH],
        source=source,
        at=timezone.now(),
    )
