"""Who may be the same person: an equal name, however it is written, or an equal address."""

from certifications.models import Mentor
from certifications.models.search_words import ids_found
from mentorcerts.lib.folding import fold

MOST = 5
"""So many are named at most."""


def comparable(name: str) -> str:
    """A name without case, accents, commas and surplus spaces; in one order of its words.

    >>> comparable("Müller-Groß,  JÜRGEN") == comparable("Jurgen Muller-Gross")
    True
    """
    return " ".join(sorted(fold(name).replace(",", " ").split()))


def may_be_the_same(*, name: str, email: str, but: str) -> list[Mentor]:
    """Mentors with this name or address, five at most, ``but`` the one with this id.

    The words of the search narrow them down; the whole name is compared here.
    """
    others = Mentor.objects.exclude(pk=but).order_by("pk")
    found = list(others.filter(pk__in=ids_found(email), email__iexact=email)[:MOST])
    wanted = comparable(name)
    rows = others.filter(pk__in=ids_found(name)).values_list("pk", "name")
    pks = [pk for pk, theirs in rows.iterator() if comparable(theirs) == wanted]
    known = {each.pk for each in found}
    found += others.filter(pk__in=[pk for pk in pks if pk not in known][:MOST])
    return found[:MOST]
