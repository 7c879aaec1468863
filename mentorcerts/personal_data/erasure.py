"""Erasing a mentor: what says who they are goes, what happened stays under a pseudonym.

Gone are name, e-mail, the mentor id and all free text of the mentor's own records and their
history; and wherever else in the database they are named, the name gives way to the pseudonym.
Dates, pauses, renewals, runs and counts stay as they are, so that the books still balance.

Out of reach are backups, files that were exported, and the systems that hold the id as well: one
that sends the id again makes a new mentor.
"""

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from django_q.models import Task

from certifications.models import Mentor
from certifications.services.locks import lock_mentors
from mentorcerts.lib.identifiers import CROCKFORD
from mentorcerts.models import PersonalDataEvent
from mentorcerts.personal_data.records import admin_log, belongings, keys_of_mentors, note, tables

ERASED = "(erased)"
"""What stands in place of a free text; not nothing, where the database wants a reason."""

IDENTITY = {"name", "email"}
FREE_TEXT = {
    "pause_reason",
    "exempt_reason",
    "revocation_reason",
    "updated_reason",
    "lift_reason",
    "notes",
    "history_change_reason",
}
"""Columns that people write into. Everything else in the mentor's records is made by the program
or names who worked on them, and is only searched for the mentor's own name."""

KEPT_APART = {"auth", "contenttypes", "sessions", "django_q"}
"""Apps whose texts are no texts about mentors; results and sessions are looked into one by one."""

NO_TEXT = {"source", "object_id", "job_run_id", "kind"}
"""Columns of text in which a word is a key."""


def _unmistakable(mentor_id: str) -> bool:
    """Whether it can't be meant otherwise where it stands in a sentence.

    ``7`` can, and so can ``2026`` and ``Maria``: they are replaced as whole values only.
    """
    number, word = mentor_id.isdigit() and len(mentor_id) < 6, mentor_id.isalpha()
    return len(mentor_id) >= 4 and not number and not word


@transaction.atomic
def erase_mentor(*, mentor_id: str, by: str, source: str, user: Any = None) -> str:
    """Erase the mentor's personal data everywhere in the database; return the pseudonym.

    ``by`` names who asked, ``source`` is where (``origin``). Put on record without what was
    erased. Raises ``Missing``.
    """
    mentor = lock_mentors([mentor_id])[mentor_id]
    pseudonym = "erased_" + "".join(secrets.choice(CROCKFORD) for _ in range(12))
    known_as = _Names(mentor, pseudonym)
    _empty_admin_log(mentor_id, pseudonym)
    _empty_free_text(mentor_id)
    _rename_keys(mentor_id, pseudonym)
    for model in tables():
        _replace_mentions(model, known_as)
    _replace_in_results(known_as)
    _replace_in_sessions(known_as)
    note(what=PersonalDataEvent.What.ERASED, mentor_id=pseudonym, user=user, by=by, source=source)
    return pseudonym


class _Names:
    """How a mentor is known, and what to put there instead."""

    def __init__(self, mentor: Mentor, pseudonym: str) -> None:
        self.mentor_id, self.pseudonym = mentor.pk, pseudonym
        former = mentor.history.values_list("name", "email")
        said = {text for pair in (*former, (mentor.name, mentor.email)) for text in pair}
        # A single word (May, Ann) is also somebody else's name, or no name at all.
        names = [word.strip() for word in said if " " in word.strip() or "@" in word]
        names.sort(key=len, reverse=True)
        # As JSON in the database has them: Zo\u00eb.
        names += [escaped for word in names if (escaped := json.dumps(word)[1:-1]) != word]
        ids = [mentor.pk] if _unmistakable(mentor.pk) else []
        self.words = [*ids, *names]
        self._pattern = re.compile(
            rf"(?<![\w-])(?<![\w-][.:@])(?:{_either(ids)}|(?i:{_either(names)}))"
            r"(?![\w-]|[.:@][\w-])"
        )

    def replaced(self, value: Any) -> Any:
        """The value, with the pseudonym in place of the mentor at any depth."""
        if isinstance(value, str):
            if value == self.mentor_id:
                return self.pseudonym
            return self._pattern.sub(self.pseudonym, value)
        if isinstance(value, Mapping):
            whole = {self.replaced(key): self.replaced(inner) for key, inner in value.items()}
            if value.get("mentor_id") == self.mentor_id and "error" in value:
                whole["error"] = ERASED  # a database's error can quote the whole row
            return whole
        if isinstance(value, list | tuple):
            return type(value)(self.replaced(inner) for inner in value)
        return value


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in words) or "(?!)"


# --- the mentor's own records ------------------------------------------------------------------
def _empty_free_text(mentor_id: str) -> None:
    for model, rows in belongings(mentor_id).items():
        for field in model._meta.concrete_fields:
            if field.name in IDENTITY:
                rows.update(**{field.name: ""})
            elif field.name in FREE_TEXT:
                rows.exclude(**{field.name: ""}).exclude(**{field.name: None}).update(
                    **{field.name: ERASED}
                )


def _empty_admin_log(mentor_id: str, pseudonym: str) -> None:
    entries = admin_log(mentor_id)
    entries.update(object_repr=pseudonym, change_message="")
    entries.filter(content_type__model=Mentor._meta.model_name, object_id=mentor_id).update(
        object_id=pseudonym
    )


def _rename_keys(mentor_id: str, pseudonym: str) -> None:
    """The database checks references when the transaction ends: the order does not matter."""
    Mentor.objects.filter(pk=mentor_id).update(mentor_id=pseudonym)
    for model, column in keys_of_mentors():
        model._base_manager.filter(**{column: mentor_id}).update(**{column: pseudonym})


# --- everywhere else -----------------------------------------------------------------------------
def text_columns(model: type[models.Model]) -> "Iterator[models.Field[Any, Any]]":
    """The columns in which somebody could be named in passing: no keys, no other people's names."""
    tracked = getattr(model, "instance_type", model)
    if model._meta.app_label in KEPT_APART:
        return
    keys = {field.name for field in tracked._meta.concrete_fields if field.unique}
    others = {"mentor_id", *IDENTITY} if tracked is Mentor else set()
    for field in model._meta.concrete_fields:
        text = isinstance(field, models.CharField | models.TextField | models.JSONField)
        if text and not field.choices and field.name not in keys | others | NO_TEXT:
            yield field


def _replace_mentions(model: type[models.Model], known_as: _Names) -> None:
    columns = list(text_columns(model))
    if not columns:
        return
    as_text = {f"text_of_{field.name}": Cast(F(field.name), TextField()) for field in columns}
    named = reduce(or_, (_holds(column, known_as) for column in as_text))
    rows = model._base_manager.annotate(**as_text).filter(named)
    # All read before the first is written, and of them only what changes.
    changes = [
        (pk, changed)
        for pk, *values in rows.values_list("pk", *[field.name for field in columns]).iterator()
        if (changed := _changed(columns, values, known_as))
    ]
    for pk, changed in changes:
        model._base_manager.filter(pk=pk).update(**changed)


def _holds(column: str, known_as: _Names) -> Q:
    named = [Q(**{f"{column}__icontains": word}) for word in known_as.words]
    if known_as.mentor_id not in known_as.words:  # then as a whole value, in JSON as well
        named += [Q(**{column: known_as.mentor_id})]
        named += [Q(**{f"{column}__contains": f'"{known_as.mentor_id}"'})]
    return reduce(or_, named)


def _changed(columns: list[Any], values: list[Any], known_as: _Names) -> dict[str, Any]:
    changed = {}
    for field, value in zip(columns, values, strict=True):
        new = known_as.replaced(value)
        if new != value:  # the pseudonym may be longer than what it replaces
            changed[field.name] = new[: field.max_length] if isinstance(new, str) else new
    return changed


def _replace_in_results(known_as: _Names) -> None:
    """Results of tasks are pickled: no query can look into them. There are a few hundred."""
    for task in Task.objects.all():
        changed = {
            name: new
            for name in ("args", "kwargs", "result")
            if (new := known_as.replaced(getattr(task, name))) != getattr(task, name)
        }
        if changed:
            Task.objects.filter(pk=task.pk).update(**changed)


def _replace_in_sessions(known_as: _Names) -> None:
    """What a page has put aside about the mentor is dropped: selections, previews."""
    for session in Session.objects.iterator():
        data = session.get_decoded()
        kept = {key: value for key, value in data.items() if known_as.replaced(value) == value}
        if kept != data:
            Session.objects.filter(pk=session.pk).update(session_data=Session.objects.encode(kept))
