"""How long the body of an API request may be."""

from django.conf import settings

COMPARISON = "/certification-events/compare"
"""The one path that takes a list of tens of thousands of ids."""
COMPARISON_BYTES = 4 * 1024 * 1024


def body_limit(path: str) -> int:
    """Bytes that a request to this path may send."""
    if path.rstrip("/").endswith(COMPARISON):
        return COMPARISON_BYTES
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
