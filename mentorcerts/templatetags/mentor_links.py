"""Links to mentors' pages, in templates."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from certifications import mentor_links
from certifications.models import Mentor

register = template.Library()


@register.filter
def mentor_link(mentor: Mentor | str) -> SafeString:
    """A mentor, or the one with this id, as a link to their page."""
    return mentor_links.mentor_link(mentor)


@register.filter
def mentors_linked(mentors: Iterable[Mentor | str]) -> list[SafeString]:
    """Each of them as a link: for ``join``."""
    return [mentor_links.mentor_link(mentor) for mentor in mentors]


@register.filter
def with_mentor_links(text: Any, record: Any) -> SafeString:
    """A text, with a link wherever it names the mentor whom the record is about."""
    return mentor_links.with_mentor_links(str(text), mentor_links.mentors_of(record))


@register.filter
def rows_with_mentor_links(outcome: Any) -> list[tuple[Any, list[Any]]]:
    """The rows of an import's preview with their cells: ids of mentors on record are links."""
    return mentor_links.rows_with_mentor_links(outcome.columns, outcome.rows)


@register.filter
def problems_with_mentor_links(problems: Sequence[Any]) -> list[tuple[Any, SafeString]]:
    """What is wrong with the rows of a file, each with its message, linked in the same way."""
    linked = mentor_links.known_mentors_linked([problem.message for problem in problems])
    return list(zip(problems, linked, strict=True))


@register.filter
def known_mentors_linked(texts: Iterable[str]) -> list[SafeString]:
    """Sentences, with a link wherever they name a mentor on record by their id."""
    return mentor_links.known_mentors_linked(list(texts))
