"""Who may be the same person: an equal name, however it is written, or an equal address."""

import unicodedata

from django.db.models import Q
from django.db.models.functions import Length

from certifications.models import Mentor

MOST = 5
"""So many are named at most."""
_SPREAD = 6
"""By how many characters the same name may differ in length: a comma, ``ß`` for ``ss``, spaces."""
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
"""What no decomposition takes an accent from."""


def folded(name: str) -> str:
    """A name without case, accents, commas and surplus spaces; in one order of its words.

    >>> folded("Müller-Groß,  JÜRGEN") == folded("Jurgen Muller-Gross")
    True
    """
    if name.isascii():
        plain = name.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", name.casefold())
        plain = "".join(each for each in decomposed if not unicodedata.combining(each))
        plain = plain.translate(_LETTERS)
    return " ".join(sorted(plain.replace(",", " ").split()))


def may_be_the_same(*, name: str, email: str, but: str) -> list[Mentor]:
    """Mentors with this name or address, five at most, ``but`` the one with this id.

    Databases fold accents each in their own way, so that names are compared here, those of about
    the same length only.
    """
    found = _with_address(email, but)
    if wanted := folded(name):
        others = Mentor.objects.exclude(pk=but).alias(length=Length("name"))
        length = len(name.strip())
        like = others.exclude(name="").filter(
            length__gte=length - _SPREAD, length__lte=length + _SPREAD
        )
        rows = like.order_by().values_list("pk", "name")
        pks = [pk for pk, theirs in rows.iterator() if folded(theirs) == wanted]
        found += Mentor.objects.filter(pk__in=pks[:MOST]).exclude(
            pk__in=[each.pk for each in found]
        )
    return found[:MOST]


def _with_address(email: str, but: str) -> list[Mentor]:
    if not email:
        return []
    same = Mentor.objects.filter(Q(email__iexact=email)).exclude(pk=but)
    return list(same.order_by("pk")[:MOST])
