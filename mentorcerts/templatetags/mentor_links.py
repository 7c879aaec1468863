"""Links to mentors' pages, in templates: the filters have the names of the functions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from certifications import mentor_links
from certifications.models import Mentor

register = template.Library()
for function in (
    mentor_links.mentor_link,
    mentor_links.known_mentors_linked,
    mentor_links.rows_with_mentor_links,
):
    register.filter(function.__name__, function)


@register.filter
def mentors_linked(mentors: Iterable[Mentor | str]) -> list[SafeString]:
    """Each of them as a link: for ``join``."""
    return [mentor_links.mentor_link(mentor) for mentor in mentors]


@register.filter
def linked_for(text: Any, record: Any) -> SafeString:
    """A text, with a link wherever it names the mentor whom the record is about."""
    return mentor_links.with_mentor_links(str(text), mentor_links.mentors_of(record))


@register.filter
def problems_with_mentor_links(problems: Sequence[Any]) -> list[tuple[Any, SafeString]]:
    """What is wrong with the rows of a file, each with its message: mentors in it are links."""
    linked = mentor_links.known_mentors_linked([problem.message for problem in problems])
    return list(zip(problems, linked, strict=True))


@register.filter
def mentor_among(mentor_id: str, mentors: Mapping[str, Mentor]) -> SafeString:
    """A link that says the mentor's name too, where ``mentors`` has them by id."""
    return mentor_links.mentor_link(mentors.get(mentor_id, mentor_id))
