"""URLs with or without a trailing slash."""

from typing import TYPE_CHECKING

from rest_framework.routers import SimpleRouter

if TYPE_CHECKING:
    pass


class OptionalSlashRouter(SimpleRouter):
    """Every path with or without a trailing slash."""

    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"
