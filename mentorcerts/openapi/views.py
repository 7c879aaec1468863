"""Serves the description, which is made once in each process."""

from functools import cache
from typing import Any

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView


class DescriptionGenerator(SchemaGenerator):
    """Makes the description once for each way in which the API may be open."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        return _description(settings.MENTORCERTS_API_ACCESS)


@cache
def _description(access: str) -> dict[str, Any]:
    """``access`` is in it, so that it is asked for by that."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    schema: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return schema


class DescriptionView(SpectacularAPIView):
    """``/api/schema/``."""

    generator_class = DescriptionGenerator
