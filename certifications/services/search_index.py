"""Keep the words by which mentors are found (``models.search_words``) as their rows are.

Called by every service that makes a mentor or changes what they are called, in its transaction
and under its lock on the mentor.
"""

from collections.abc import Collection, Iterable, Sequence

from certifications.models import Mentor, SearchWord, search_words_of
from mentorcerts.lib.chunks import ROWS_PER_BATCH, in_chunks
from mentorcerts.lib.insert_select import insert_texts


def add_search_words(mentors: Iterable[Mentor]) -> None:
    """Write the words of mentors who have just been made."""
    _insert((word, mentor.pk) for mentor in mentors for word in sorted(search_words_of(mentor)))


def replace_search_words(mentors: Sequence[Mentor]) -> None:
    """Write the words of mentors who may be called otherwise than before; nothing where not."""
    for some in in_chunks(mentors, ROWS_PER_BATCH):
        stored, needed = stored_words(some), {each.pk: search_words_of(each) for each in some}
        renamed = [pk for pk, words in needed.items() if stored[pk] - words]
        SearchWord.objects.filter(mentor__in=renamed).delete()
        for pk in renamed:
            stored[pk] = set()
        _insert((word, pk) for pk, words in needed.items() for word in sorted(words - stored[pk]))


def remove_search_words(mentor_id: str) -> None:
    """Remove the words that find this mentor."""
    SearchWord.objects.filter(mentor=mentor_id).delete()


def stored_words(mentors: Collection[Mentor]) -> dict[str, set[str]]:
    """Return the words that find each of these mentors now."""
    words: dict[str, set[str]] = {mentor.pk: set() for mentor in mentors}
    rows = SearchWord.objects.filter(mentor__in=list(words))
    for word, mentor_id in rows.values_list("word", "mentor_id"):
        words[mentor_id].add(word)
    return words


def _insert(rows: Iterable[tuple[str, str]]) -> None:
    insert_texts(SearchWord, ["word", "mentor_id"], list(rows))
