"""Insert records with random ids; ids that turn out to be taken are drawn again."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

T = TypeVar("T")

MAX_TRIES = 5
"""Five collisions in a row are no coincidence: then something else is wrong."""


def retry_on_collision(
    write: Callable[[], T], redraw: Callable[[], bool] = lambda: True, *, tries: int = MAX_TRIES
) -> T:
    """Call ``write`` in a transaction of its own (a savepoint inside another).

    On an ``IntegrityError`` all is rolled back, ``redraw`` called, and ``write`` called again:
    ``tries`` times in all. The error is raised where ``redraw`` finds no id that was taken, and
    after the last try.
    """
    for _ in range(tries - 1):
        try:
            with transaction.atomic():
                return write()
        except IntegrityError:
            if not redraw():
                raise
    with transaction.atomic():
        return write()


def redraw_taken(records: Sequence[models.Model], field: str) -> bool:
    """Draw again (the field's default) where an id is taken, or is in ``records`` twice.

    Returns whether there was any. Meant for records whose insert has just failed.
    """
    model = type(records[0])
    column: Any = model._meta.get_field(field)
    drawn = [getattr(record, field) for record in records]
    taken = set(model._base_manager.filter(**{f"{field}__in": drawn}).values_list(field, flat=True))
    found = False
    for record in records:
        record.pk, record._state.adding = None, True  # the failed statement may have set them
        if getattr(record, field) in taken:
            setattr(record, field, column.get_default())
            found = True
        taken.add(getattr(record, field))
    return found
