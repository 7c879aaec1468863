"""Where a change comes from, for the history."""

from simple_history.models import HistoricalRecords

ADMIN, API, IMPORT, COMMAND = "admin", "API", "import", "command"


def source() -> str:
    """While a request is served ``admin``, ``API``, or what the request says of itself in
    ``change_source``: ``import``, or the token that it came with. Otherwise ``command``."""
    request = getattr(HistoricalRecords.context, "request", None)
    if request is None:
        return COMMAND
    if named := getattr(request, "change_source", None):
        return str(named)
    return API if request.path_info.startswith("/api/") else ADMIN
