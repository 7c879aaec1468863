"""How records and their history are written: one record or thousands.

The library (django-simple-history) writes a line whenever a record is saved. What changes many
records at once writes its lines here, and they say the same: who and from where come from the
request that is being served.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import F, Value
from django.utils import timezone
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords, ModelChange
from simple_history.utils import get_history_manager_for_model, get_history_model_for_model

from mentorcerts.lib import change_source
from mentorcerts.lib.chunks import update_rows
from mentorcerts.lib.lengths import REASON_LENGTH, USERNAME_LENGTH

M = TypeVar("M", bound=models.Model)

CREATED, CHANGED = "+", "~"


class Change(models.Model):
    """What each line of a record's history says besides who, when and what."""

    source = models.CharField(max_length=16, default=change_source.source, editable=False)
    by = models.CharField(
        max_length=USERNAME_LENGTH, default=change_source.author, db_default="", editable=False
    )
    """The user's name, kept when the user is deleted."""

    class Meta:
        abstract = True


class CachedHistoryManager(HistoryManager):
    """The library's, whose class is put together once, not at every record that is written."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[Any], class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


def tracked(*derived: str) -> HistoricalRecords:
    """The history of a model: what people and clients change, without what follows from it."""
    return HistoricalRecords(
        bases=[Change],
        history_manager=CachedHistoryManager,
        excluded_fields=derived,
        history_id_field=models.BigAutoField(),
        history_change_reason_field=models.CharField(
            max_length=REASON_LENGTH, blank=True, null=True
        ),
    )


def author(line: Any) -> str:
    """Who made this change, by name; also if the user is deleted by now."""
    return line.by or (line.history_user.get_username() if line.history_user else "")


def changes_between(line: Any, before: Any) -> list[ModelChange]:
    """Which tracked fields differ between two lines of a record's history.

    The library's own ``diff_against`` leaves out fields that no form edits, which are those that
    services write: pauses, exemptions, revocations, removals.
    """
    return [
        ModelChange(field.name, old, new)
        for field in line.tracked_fields
        if (old := getattr(before, field.attname)) != (new := getattr(line, field.attname))
    ]


def save(record: M, reason: str = "", *, fields: Sequence[str] | None = None) -> M:
    """Save a record (or only these fields of it); its line of history gives the reason."""
    record._change_reason = reason[:REASON_LENGTH] or None  # type: ignore[attr-defined]
    record.save(update_fields=fields)
    return record


def create_many(records: Sequence[models.Model]) -> None:
    """Insert new records of one model, each with its first line of history."""
    if records:
        type(records[0])._base_manager.bulk_create(records)
        copy_to_history(records, CREATED)


def update_many(records: Sequence[models.Model], fields: Sequence[str], reason: str = "") -> None:
    """Update these fields of locked records of one model, each with a line of history."""
    update_rows(records, fields)
    copy_to_history(records, CHANGED, reason)


def record_steps(steps: Sequence[tuple[models.Model, str]]) -> None:
    """Write a line for each of these states of records of one model, with its reason.

    For records that several steps of one transaction change: the database knows only the last.
    """
    for step, reason in steps:
        step._change_reason = reason[:REASON_LENGTH]  # type: ignore[attr-defined]
    if steps:
        get_history_manager_for_model(type(steps[0][0])).bulk_history_create(
            [step for step, _ in steps], update=True, default_change_reason=None
        )


def copy_to_history(records: Sequence[models.Model], what: str, reason: str = "") -> None:
    """Write a line for each of these records as the database has it: ``CREATED`` or ``CHANGED``.

    The database copies the lines, since the library makes an object of each and prepares its
    values one by one, which an import of thousands would feel.
    """
    if not records:
        return
    model = type(records[0])
    lines = get_history_model_for_model(model)
    line = lines(
        history_date=timezone.now(),
        history_type=what,
        history_change_reason=reason[:REASON_LENGTH] or None,
        history_user=lines.get_default_history_user(records[0]),
    )
    fields = [field for field in lines._meta.concrete_fields if not field.primary_key]
    copied = {field.attname for field in lines.tracked_fields}
    values = [
        F(field.attname)
        if field.attname in copied
        else Value(getattr(line, field.attname), output_field=field)
        for field in fields
    ]
    same = model._base_manager.filter(pk__in=[record.pk for record in records])
    _insert_from(lines, fields, same.order_by("pk").values_list(*values))


def _insert_from(
    model: type[models.Model], fields: Sequence[Any], rows: models.QuerySet[Any, Any]
) -> None:
    """Insert what a query finds, without fetching it."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    select, parameters = rows.query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) {select}", parameters
        )
