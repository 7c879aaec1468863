"""Search every list of people, or of records about them, by the same words and ids."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpRequest

from certifications.models import ids_found
from certifications.registry import registry

HELP = "By name (in any order), e-mail or id: of the mentor, or of any record of theirs."


class MentorSearch:
    """Find mentors by the beginnings of words of their name, e-mail and id, and show their records.

    Case and accents make no difference (``mentorcerts.lib.folding``). A public id of any record
    finds that record, what belongs to it, or else all that the list has of its mentor. Stands
    before the model admin among the bases.
    """

    search_fields = ["mentor"]
    """Only says that there is a search: Django's own is not used."""
    search_help_text = HELP
    mentor_path: ClassVar[str] = "mentor"
    """From a record of the list to its mentor."""
    record_paths: ClassVar[Mapping[str, str]] = {}
    """Label of a model with public ids → the path to it from a record of the list."""

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        if not search_term.strip():
            return queryset, False
        for kind in registry.public_ids:
            named = kind.found(search_term)
            if named is None or not named.exists():
                continue
            if path := self.record_paths.get(kind.model._meta.label):
                return queryset.filter(**{f"{path}__in": named.values("pk")}), False
            return queryset.filter(**{f"{self.mentor_path}__in": named.values(kind.mentors)}), False
        return queryset.filter(**{f"{self.mentor_path}__in": ids_found(search_term)}), False
