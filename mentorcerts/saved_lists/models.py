"""Filtered lists under a name."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mentorcerts.lib.lengths import USERNAME_LENGTH

LIST_NAME_LENGTH = 60
"""It stands in the menu."""
QUERY_LENGTH = 1000


class SavedListQuerySet(models.QuerySet[Any]):
    def seen_by(self, user: Any) -> Self:
        """This person's own, and those for all. Whether they may see the list is asked apart."""
        return self.filter(Q(owner=user) | Q(owner=None))


class SavedList(models.Model):
    """A list of the admin, its filters, and a name.

    Two may have the same name: an erasure puts a pseudonym in the place of a mentor's name.
    """

    name = models.CharField(max_length=LIST_NAME_LENGTH)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="saved_lists",
        help_text="Whose it is; empty: for all.",
    )
    list = models.CharField(max_length=100, help_text="The model's label, in small letters.")
    query = models.CharField(max_length=QUERY_LENGTH, help_text="The filters, as a query string.")
    made_by = models.CharField(max_length=USERNAME_LENGTH)
    made_at = models.DateTimeField(default=timezone.now)

    objects = SavedListQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ()  # everybody has their own
        permissions = [("share_savedlist", "Can save lists for all, and change those for all")]
        constraints = [
            models.CheckConstraint(name="saved_list_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="saved_list_is_filtered", condition=~Q(query="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_for_all(self) -> bool:
        return self.owner_id is None
