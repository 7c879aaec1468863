"""Erase a mentor's personal data; what happened is kept under a pseudonym.

Name, e-mail, mentor id and all free text are erased from the mentor's own records and their
history; wherever else the database names them, the pseudonym replaces the name. Dates, pauses,
renewals, runs and counts stay, so that all totals still add up.

Backups, exported files and other systems that know the id are not reached: if one of them sends
the id again, a new mentor is created. Those that follow the change log are told that the mentor was
erased: for this the id stays in that one line for a while (``certifications.change_log.erased``).
"""

import secrets
from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django_q.models import Task

from certifications.change_log.erased import record_erasure, withdraw_events
from certifications.models import Event, Mentor, SearchWord
from certifications.services.locks import lock_mentors
from certifications.services.search_index import add_search_words, remove_search_words
from mentorcerts.action_log.models import ActedMentor, ExecutedAction
from mentorcerts.lib.idempotency.models import StoredAnswer
from mentorcerts.lib.identifiers import CROCKFORD
from mentorcerts.lib.refusals import Conflict
from mentorcerts.lib.sheets import waiting
from mentorcerts.lib.sheets.remembered import forget_headings_with
from mentorcerts.models import PersonalDataEvent
from mentorcerts.personal_data.mentions import ERASED, Mentions
from mentorcerts.personal_data.records import (
    admin_log,
    mentor_key_columns,
    record_event,
    rows_of_mentor,
    stored_about,
    tables,
)
from mentorcerts.promises.models import Promise

IDENTITY = {"name", "email"}
WRITTEN_TO = {"recipient", "refused_address", "refusal", "subject", "body"}
"""Of mails: to whom, and what was written."""
FREE_TEXT = {
    "pause_reason",
    "exempt_reason",
    "left_reason",
    "revocation_reason",
    "updated_reason",
    "lift_reason",
    "off_reason",
    "notes",
    "history_change_reason",
}
"""Columns with text that people type. The other columns of the mentor's records are made by the
program or name the staff who worked on them; they are only searched for the mentor's name."""
FREE_TEXT_OF: Mapping[type[models.Model], set[str]] = {
    Event: {"reason"},
    Promise: {"note"},
    ActedMentor: {"previous_reason"},
}
"""The same, of a model whose column another one uses for what the program makes."""

SKIPPED_APPS = {"auth", "contenttypes", "sessions", "django_q"}
"""Apps without texts about mentors; results of tasks and sessions are handled one by one."""

KEY_COLUMNS = {"source", "object_id", "job_run_id", "kind"}
"""Text columns whose values are keys."""
KEY_COLUMNS_OF: Mapping[type[models.Model], set[str]] = {
    Event: {"data"},
    SearchWord: {"word"},
    ExecutedAction: {"name", "title"},
    ActedMentor: {"left"},
}
"""The same, of one model. An event's ids, codes and dates: the former id of whoever was erased
before is kept there for a while, also where the same id has come again. And the words by which
other mentors are found: they are called so."""


@transaction.atomic
def erase_mentor(
    *, mentor_id: str, by: str, source: str, user: Any = None, confirmed: str | None = None
) -> str:
    """Erase the mentor's personal data everywhere in the database; return the pseudonym.

    ``by`` is the name of the person who erases, ``source`` one of ``lib.change_source``. The
    erasure is recorded, without what was erased. Raises ``Missing`` for an unknown mentor, and
    ``Conflict`` where ``confirmed`` is given and isn't the digest of what is stored by now.
    """
    mentor = lock_mentors([mentor_id])[mentor_id]
    if confirmed is not None and confirmed != stored_about(mentor_id).digest:
        raise Conflict(
            "Nothing was erased: what is recorded about the mentor has changed since it was shown. "
            "Look again."
        )
    pseudonym = "erased_" + "".join(secrets.choice(CROCKFORD) for _ in range(12))
    mentions = Mentions(mentor, pseudonym)
    withdraw_events(mentor_id)
    _empty_admin_log(mentor_id, pseudonym)
    _empty_free_text(mentor_id)
    remove_search_words(mentor_id)
    _rename_keys(mentor_id, pseudonym)
    add_search_words(Mentor.objects.filter(pk=pseudonym))
    _delete_stored_answers(mentions)
    waiting.forget_all()
    forget_headings_with([*mentions.ids, *mentions.names, *mentions.addresses])
    for model in tables():
        _replace_mentions(model, mentions)
    _replace_in_results(mentions)
    _replace_in_sessions(mentions)
    record_erasure(former_mentor_id=mentor_id, by=by, source=source, now=timezone.now())
    record_event(
        what=PersonalDataEvent.What.ERASED, mentor_id=pseudonym, user=user, by=by, source=source
    )
    return pseudonym


# --- the mentor's own records ------------------------------------------------------------------
def _empty_free_text(mentor_id: str) -> None:
    for model, rows in rows_of_mentor(mentor_id).items():
        for field in model._meta.concrete_fields:
            if field.name in IDENTITY | WRITTEN_TO:
                rows.update(**{field.name: ""})
            elif is_free_text(model, field.name):
                rows.exclude(**{field.name: ""}).exclude(**{field.name: None}).update(
                    **{field.name: ERASED}
                )


def is_free_text(model: type[models.Model], column: str) -> bool:
    """Whether people type into this column of a mentor's records."""
    return column in FREE_TEXT or column in FREE_TEXT_OF.get(model, ())


def _empty_admin_log(mentor_id: str, pseudonym: str) -> None:
    entries = admin_log(mentor_id)
    entries.update(object_repr=pseudonym, change_message="")
    entries.filter(content_type__model=Mentor._meta.model_name, object_id=mentor_id).update(
        object_id=pseudonym
    )


def _rename_keys(mentor_id: str, pseudonym: str) -> None:
    """Rename in any order: the database checks references when the transaction ends."""
    Mentor.objects.filter(pk=mentor_id).update(mentor_id=pseudonym)
    for model, column in mentor_key_columns():
        model._base_manager.filter(**{column: mentor_id}).update(**{column: pseudonym})


# --- everywhere else -----------------------------------------------------------------------------
def text_columns(model: type[models.Model]) -> "Iterator[models.Field[Any, Any]]":
    """Yield columns whose text could mention a mentor: no keys, no names of other people."""
    tracked = getattr(model, "instance_type", model)
    if model._meta.app_label in SKIPPED_APPS:
        return
    keys = {field.name for field in tracked._meta.concrete_fields if field.unique}
    keys |= KEY_COLUMNS | KEY_COLUMNS_OF.get(model, set())
    others = {"mentor_id", *IDENTITY} if tracked is Mentor else set()
    for field in model._meta.concrete_fields:
        text = isinstance(field, models.CharField | models.TextField | models.JSONField)
        if text and not field.choices and field.name not in keys | others:
            yield field


def _replace_mentions(model: type[models.Model], mentions: Mentions) -> None:
    columns = list(text_columns(model))
    if not columns:
        return
    as_text = {f"text_of_{field.name}": Cast(F(field.name), TextField()) for field in columns}
    named = reduce(or_, (mentions.maybe_in(column) for column in as_text))
    rows = model._base_manager.annotate(**as_text).filter(named)
    # Read everything before the first write, and keep only what changes.
    changes = [
        (pk, changed)
        for pk, *values in rows.values_list("pk", *[field.name for field in columns]).iterator()
        if (changed := _changed(columns, values, mentions))
    ]
    for pk, changed in changes:
        model._base_manager.filter(pk=pk).update(**changed)


def _changed(columns: list[Any], values: list[Any], mentions: Mentions) -> dict[str, Any]:
    changed = {}
    for field, value in zip(columns, values, strict=True):
        new = mentions.replaced(value)
        if new != value:  # the pseudonym may be longer than what it replaces
            changed[field.name] = new[: field.max_length] if isinstance(new, str) else new
    return changed


def _delete_stored_answers(mentions: Mentions) -> None:
    """Delete the answers of retried requests that mention the mentor: they are only copies."""
    answers = StoredAnswer.objects.filter(mentions.maybe_in("body")).values_list("pk", "body")
    mentioned = [pk for pk, body in answers.iterator() if mentions.replaced(body) != body]
    StoredAnswer.objects.filter(pk__in=mentioned).delete()


def _replace_in_results(mentions: Mentions) -> None:
    """Replace in Python, one by one: results are pickled. There are a few hundred."""
    for task in Task.objects.all():
        changed = {
            name: new
            for name in ("args", "kwargs", "result")
            if (new := mentions.replaced(getattr(task, name))) != getattr(task, name)
        }
        if changed:
            Task.objects.filter(pk=task.pk).update(**changed)


def _replace_in_sessions(mentions: Mentions) -> None:
    """Drop the session values that mention the mentor, such as selections and previews."""
    for session in Session.objects.iterator():
        data = session.get_decoded()
        kept = {key: value for key, value in data.items() if mentions.replaced(value) == value}
        if kept != data:
            Session.objects.filter(pk=session.pk).update(session_data=Session.objects.encode(kept))
