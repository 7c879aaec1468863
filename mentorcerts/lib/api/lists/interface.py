"""What filter backends and the paginator may ask of the view of a list."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet

from mentorcerts.lib.api.lists.cursors import CursorWalk
from mentorcerts.lib.api.lists.filters import ListFilterSet


class ListView(ABC):
    """``ListViewSet`` is one. DRF imports the parts before it has viewsets, hence this class."""

    ordering: ClassVar[tuple[str, ...]] = ("pk",)
    """Without ``ordering=``. The last column tells records apart."""
    ordering_fields: ClassVar[dict[str, str]] = {}
    """What ``ordering=`` may name → the model's field."""

    @property
    @abstractmethod
    def filters(self) -> ListFilterSet | None:
        """The request's filters, checked; ``None`` if it asks for none.

        Raises ``ValidationError`` (400) for a bad value.
        """

    @abstractmethod
    def read_page(
        self, queryset: QuerySet[Any], *, limit: int, offset: int
    ) -> tuple[list[Any], int]:
        """Records of the filtered and ordered list, and how many it has on all pages together."""

    @abstractmethod
    def read_following(self, walk: CursorWalk, position: Sequence[Any], *, limit: int) -> list[Any]:
        """The first records after a position."""

    @abstractmethod
    def position_of(self, record: Any, walk: CursorWalk) -> list[Any]:
        """Where it stands in the walk from which it was read."""
