"""The words by which mentors are found.

One row for each word of a mentor's name, e-mail and id, folded, and for each tail of one
(``mentorcerts.lib.folding``). Whatever begins with *mull* is one range of the primary key, on both
databases and at any size: no extension is needed, which a database's owner would have to install,
and nothing is read that does not match. Services write them with the mentor, in the same
transaction (``services.search_index``); ``manage.py check_search`` compares and repairs them.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from certifications.models.mentors import Mentor
from mentorcerts.lib.folding import END, WORD_LENGTH, words_asked, words_of


class BytewiseCharField(models.CharField):  # type: ignore[type-arg]
    """Sorted by code points on both databases, as ranges of beginnings need it.

    PostgreSQL would sort by the rules of some language; SQLite does so anyway.
    """

    def db_parameters(self, connection: object) -> dict[str, str | None]:
        parameters: dict[str, str | None] = super().db_parameters(connection)  # type: ignore[arg-type]
        if connection.vendor == "postgresql":  # type: ignore[attr-defined]
            parameters["collation"] = "C"
        return parameters


class SearchWord(models.Model):
    """A word that finds a mentor. Derived: it says nothing that the mentor's row does not."""

    pk = models.CompositePrimaryKey("word", "mentor")
    word = BytewiseCharField(max_length=WORD_LENGTH)
    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        default_permissions = ()  # neither shown nor edited
        verbose_name = "word of the search"
        verbose_name_plural = "words of the search"
        indexes = [models.Index(fields=["mentor"], name="search_word_mentor")]

    def __str__(self) -> str:
        return f"{self.word} ({self.mentor_id})"


def search_words_of(mentor: Mentor) -> set[str]:
    """Return the words that find this mentor: those of the id, the name and the e-mail."""
    domain = mentor.email.rpartition(".")[2]  # everybody has it
    return words_of(mentor.mentor_id, mentor.name) | (words_of(mentor.email) - words_of(domain))


def ids_found(query: str) -> "models.QuerySet[SearchWord, Any]":
    """Return the ids of mentors in whose name, e-mail and id each word of the query begins a word.

    In any order, case and accents folded. Nobody if there is no word in the query. To be used as
    ``…__in``: each word is read once, whatever the planner expects of it. Joined with each other,
    two words that it took for rare were looked up mentor by mentor.
    """
    asked = words_asked(query)
    if not asked:
        return SearchWord.objects.none().values("mentor_id")
    first, *others = (
        SearchWord.objects.filter(_begins(each)).values("mentor_id") for each in asked
    )
    return first.intersection(*others) if others else first


def first_mentors_found(query: str, most: int) -> list[Mentor]:
    """Return at most so many of those found, the first whose word is nearest to a single one asked.

    A single word reads that many rows and no more, however many mentors have it.
    """
    found = ids_found(query)
    if len(words_asked(query)) == 1:  # one mentor may have some words with that beginning
        found = found.order_by("word", "mentor_id")[: 4 * most]
    else:
        found = found.order_by("mentor_id")[:most]
    ids = list(dict.fromkeys(row["mentor_id"] for row in found))[:most]
    mentors = Mentor.objects.in_bulk(ids)
    return [mentors[pk] for pk in ids if pk in mentors]


def _begins(spellings: set[str]) -> Q:
    """The condition of words that begin with one of these."""
    begins = Q()
    for word in sorted(spellings):
        begins |= Q(word__gte=word, word__lt=word + END)
    return begins
