"""Locks on mentors, always taken in one order."""

from collections.abc import Collection, Container

from certifications.models import Mentor
from certifications.services.first_use import check_key
from certifications.services.search_index import add_search_words
from mentorcerts.lib.chunks import ROWS_PER_STATEMENT, in_chunks
from mentorcerts.lib.refusals import Missing


def lock_mentors(mentor_ids: Collection[str]) -> dict[str, Mentor]:
    """Lock the rows of these mentors until the transaction ends, always in the same order.

    Everybody who writes a mentor's records takes this lock first; the order rules out
    deadlocks. (On SQLite the transaction itself is the lock.) Raises ``Missing``.
    """
    found = Mentor.objects.filter(pk__in=mentor_ids).order_by("pk").select_for_update(no_key=True)
    mentors = {mentor.pk: mentor for mentor in found}
    _refuse_missing(mentor_ids, mentors)
    return mentors


def lock_or_make_mentor(mentor_id: str) -> tuple[Mentor, bool]:
    """``lock_mentors`` for one, made on first use; returns whether it was.

    Raises ``ValidationError`` where nobody can have this id.
    """
    check_key(Mentor, mentor_id, "mentor_id")
    mentor, is_new = Mentor.objects.select_for_update(no_key=True).get_or_create(pk=mentor_id)
    if is_new:
        add_search_words([mentor])
    return mentor, is_new


def lock_mentors_in_chunks(mentor_ids: Collection[str]) -> None:
    """``lock_mentors`` for any number of them, in its order. Raises ``Missing``."""
    if len(mentor_ids) <= ROWS_PER_STATEMENT:
        _lock_rows(mentor_ids)
        return
    # The order is the database's: its collation may sort otherwise than Python does.
    everybody = Mentor.objects.order_by("pk").values_list("pk", flat=True)
    wanted = set(mentor_ids)
    for chunk in in_chunks([pk for pk in everybody.iterator() if pk in wanted]):
        _lock_rows(chunk)


def _lock_rows(mentor_ids: Collection[str]) -> None:
    """``lock_mentors`` without making objects of thousands of rows."""
    found = Mentor.objects.filter(pk__in=mentor_ids).order_by("pk").select_for_update(no_key=True)
    _refuse_missing(mentor_ids, set(found.values_list("pk", flat=True)))


def _refuse_missing(mentor_ids: Collection[str], found: Container[str]) -> None:
    if absent := [name for name in mentor_ids if name not in found]:
        raise Missing(f"There is no mentor {absent[0]}.")
