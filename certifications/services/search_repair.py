"""Are all mentors found by what they are called, and by nothing else?

The services keep the words right. What goes past them leaves the words behind: SQL by hand, or the
version before while an upgrade lets both run.
"""

from collections.abc import Collection, Iterator

from django.db import transaction

from certifications.models import Mentor, search_words_of
from certifications.services.first_use import existing_keys
from certifications.services.locks import lock_mentors
from certifications.services.search_index import replace_search_words, stored_words
from mentorcerts.lib.chunks import ROWS_PER_BATCH


def wrongly_found() -> Iterator[list[str]]:
    """Yield the ids of those whose words are not what they should be, some hundreds at a time.

    Nobody waits: a mentor who is renamed meanwhile may be among them, and is none when it is
    repaired (``repair_search_words`` looks again under the lock).
    """
    last = ""
    while mentors := list(Mentor.objects.filter(pk__gt=last).order_by("pk")[:ROWS_PER_BATCH]):
        last, stored = mentors[-1].pk, stored_words(mentors)
        if wrong := [each.pk for each in mentors if stored[each.pk] != search_words_of(each)]:
            yield wrong


@transaction.atomic
def repair_search_words(mentor_ids: Collection[str]) -> None:
    """Write the words that these mentors should have, as they are called now, if they still are."""
    there = existing_keys(Mentor, mentor_ids)
    replace_search_words(list(lock_mentors(there).values()))
