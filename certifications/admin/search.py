"""Search by the mentor's id, name or e-mail."""

from typing import Any

from django.db import models
from django.http import HttpRequest

from certifications.models import Mentor


class MentorSearch:
    """Search mentors first, then their records: no index could help a single query.

    Every word must occur in the mentor's id, name or e-mail. A public id of the list's own
    records (``own_id``, starting with ``own_prefix``) finds that record alone.
    """

    own_id = ""
    own_prefix = ""

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        words = search_term.split()
        if not words:
            return queryset, False
        if self.own_prefix and words[0].startswith(self.own_prefix):
            return queryset.filter(**{self.own_id: words[0]}), False
        mentors = Mentor.objects.all()
        for word in words:
            mentors = mentors.filter(
                models.Q(mentor_id__icontains=word)
                | models.Q(name__icontains=word)
                | models.Q(email__icontains=word)
            )
        return queryset.filter(mentor__in=mentors.values("pk")), False
