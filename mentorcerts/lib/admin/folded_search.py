"""Search a short list without regard to case and accents."""

from typing import Any, ClassVar

from django.http import HttpRequest

from mentorcerts.lib.folding import finds, words_asked, words_of


class FoldedSearch:
    """For lists that are read whole at each search, such as types and accounts: some hundred rows.

    Each word of the query must begin a word of one of ``search_fields``. Stands before the model
    admin among the bases.
    """

    search_fields: ClassVar[list[str]] = []

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        if not search_term.strip():
            return queryset, False
        asked = words_asked(search_term)
        rows = queryset.order_by().values_list("pk", *self.search_fields)
        found = [pk for pk, *texts in rows if finds(asked, words_of(*map(str, texts)))]
        return queryset.filter(pk__in=found), False
