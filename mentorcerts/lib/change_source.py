"""The source of a change, for the history."""

from simple_history.models import HistoricalRecords

ADMIN, API, IMPORT, COMMAND = "admin", "API", "import", "command"


IN_WORDS = {
    ADMIN: "",
    API: "over the API",
    IMPORT: "by a spreadsheet",
    COMMAND: "on the server",
}


def in_words(source: str) -> str:
    """Where a change came from, after a name; empty for the admin, where people are expected."""
    return IN_WORDS.get(source, source)


def source() -> str:
    """Return where the present change comes from: ``command`` outside of a request.

    In a request it is ``request.change_source`` if that is set (``import``, or the name of the
    token), otherwise ``API`` or ``admin`` by the path.
    """
    request = getattr(HistoricalRecords.context, "request", None)
    if request is None:
        return COMMAND
    if named := getattr(request, "change_source", None):
        return str(named)
    return API if request.path_info.startswith("/api/") else ADMIN


def author() -> str:
    """The name of the user whose request is being served; empty outside of requests."""
    request = getattr(HistoricalRecords.context, "request", None)
    user = getattr(request, "user", None)
    return user.get_username() if user is not None and user.is_authenticated else ""
