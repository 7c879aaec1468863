"""Lines of the log for what is printed and not logged: tracebacks, warnings, errors of commands.

Where the log is JSON, whoever collects it can then read every line of every process. At a terminal,
where a person reads, everything stays as it is.
"""

import logging
import os
import sys
import threading
from io import TextIOBase
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import environ

from mentorcerts.lib.logs import JsonLine, TextLine

_ENV_FILE = Path(__file__).parents[2] / ".env"
_NO = ("0", "false", "no", "off", "")


def json_is_chosen() -> bool:
    """Whether the log is JSON: by ``MENTORCERTS_LOG_FORMAT``, or without it because ``DEBUG`` is
    off. Needs no settings: they may be wrong, and that is to be logged as well."""

    class Both(environ.Env):  # type: ignore[misc]
        """The environment and ``.env``, without writing to the environment."""

        ENVIRON = dict(os.environ)

    Both.read_env(_ENV_FILE)
    chosen = Both.ENVIRON.get("MENTORCERTS_LOG_FORMAT", "").strip()
    debug = Both.ENVIRON.get("DEBUG", "true").strip().lower()
    return chosen == "json" or (not chosen and debug in _NO)


def log_what_is_printed() -> None:
    """Make each line that this process writes to standard error one of the log, from now on."""
    if isinstance(sys.stderr, LogLines) or sys.stderr.isatty() or not json_is_chosen():
        return
    sys.stderr = LogLines(sys.stderr)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda error: _log_uncaught(
        error.exc_type, error.exc_value, error.exc_traceback
    )
    logging.captureWarnings(capture=True)


class LogLines(TextIOBase):
    """Standard error, each line of which becomes a line of the log, and so does each traceback."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._begun = ""
        self._traceback: list[str] = []

    def write(self, text: str) -> int:
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._take(line)
        return len(text)

    def _take(self, line: str) -> None:
        if self._traceback or line.startswith("Traceback (most recent call last)"):
            self._traceback.append(line)
            if line.startswith((" ", "Traceback")):
                return
            _write(self._stream, line, exc_text="\n".join(self._traceback))
            self._traceback.clear()
        elif line.strip():
            _write(self._stream, line)

    def flush(self) -> None:
        begun, self._begun = self._begun, ""
        if begun:
            self._take(begun)
        self._stream.flush()

    def fileno(self) -> int:
        return self._stream.fileno()

    def isatty(self) -> bool:
        return False


def _log_uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if not issubclass(kind, SystemExit):
        told = (kind, error or kind(), trace)
        _write(sys.__stderr__, f"{kind.__name__}: {error}", exc_info=told)


def _write(stream: TextIO | None, event: str, exc_text: str = "", exc_info: Any = None) -> None:
    record = logging.LogRecord("stderr", logging.ERROR, "", 0, event, None, exc_info)
    record.exc_text = exc_text or None
    if stream is not None:
        stream.write(JsonLine().format(record) + "\n")
        stream.flush()


# --- granian (mentorcerts/settings/granian-log.json) ----------------------------------------------
def web_server_line() -> logging.Formatter:
    """The formatter of granian's own lines. What else its processes print is logged as well."""
    log_what_is_printed()
    return JsonLine() if json_is_chosen() else TextLine()


class NoAdvice(logging.Filter):
    """Leaves out granian's advice on how many workers and threads a machine should have.

    How many there are was measured with this program (docs/web-servers.md).
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return not str(record.msg).startswith(
            ("Configuration allows spawning", "Configured number of workers")
        )
