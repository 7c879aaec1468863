"""Send one message over HTTP, and never wait longer, read more or go elsewhere than meant.

requests-hardened resolves the name once, refuses addresses that are not public and connects to the
one that it has checked; certificates are checked for the name. It takes no proxy and no password
from the environment. No time limit of a socket covers a name server that does not answer or a
receiver that sends a byte a second: so each request has a thread, and what is open after 15 seconds
is cut.
"""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from socket import SHUT_RDWR
from threading import Thread
from typing import Any, Self

import requests
from django.conf import settings
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from mentorcerts.webhooks.addresses import NOT_PUBLIC, NotPublic, refuse_more

TIMEOUT_SECONDS = 15.0
"""For everything: the name, the connection, the answer."""
MAX_ANSWER = 64 * 1024
"""Bytes of an answer that are read, so that the connection can be used again. None is kept."""
USER_AGENT = "mentorcerts-webhooks"

# It logs each name that it refuses, once a try: the attempt says so, in the admin.
logging.getLogger("requests_hardened").setLevel(logging.ERROR)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of a request."""

    status: int | None = None
    """``None``: there was no answer, and ``error`` says why."""
    error: str = ""
    retry_after: str = ""
    """The header as it came."""
    milliseconds: int = 0


class _Connections:
    """What is open, to be cut from another thread when time is up."""

    def __init__(self) -> None:
        self._opened: list[HTTPConnection] = []
        self._ended = False

    def add(self, connection: HTTPConnection) -> None:
        """Raise ``ConnectionError`` once time is up: what comes late must not be sent any more."""
        if self._ended:
            raise ConnectionError("too late")
        self._opened = [connection]  # there is one at a time

    def cut(self) -> None:
        self._ended = True
        for connection in self._opened:
            sock = getattr(connection, "sock", None)
            if sock is not None:
                with suppress(OSError):  # it has ended by itself
                    sock.shutdown(SHUT_RDWR)


@dataclass
class Sender:
    """Sends to one endpoint, over a connection that is kept between messages."""

    timeout: float = TIMEOUT_SECONDS
    _session: requests.Session | None = None
    _connections: "_Connections" = field(default_factory=lambda: _Connections())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget the connection."""
        if self._session is not None:
            self._session.close()
        self._session, self._connections = None, _Connections()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send the body once; never raises for what the other side does."""
        started, answers = time.monotonic(), list[Answer]()
        session = self._session = self._session or _new_session(self._connections, self.timeout)

        def attempt() -> None:
            answers.append(_post(session, url, body, headers))

        worker = Thread(target=attempt, name="webhook", daemon=True)
        worker.start()
        worker.join(self.timeout)
        answer = answers[0] if answers else Answer(error=f"no answer within {self.timeout:.0f} s")
        if not answers:
            self._connections.cut()
            self.close()
        took = round((time.monotonic() - started) * 1000)
        return Answer(
            status=answer.status,
            error=answer.error,
            retry_after=answer.retry_after,
            milliseconds=took,
        )


def _new_session(connections: _Connections, timeout: float) -> requests.Session:
    private = settings.MENTORCERTS_WEBHOOK_PRIVATE
    session: requests.Session = Manager(
        Config(
            ip_filter_enable=not private,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(timeout, timeout),
            user_agent_override=USER_AGENT,
        )
    ).get_session()
    session.trust_env = False
    session.verify = settings.MENTORCERTS_WEBHOOK_CA or True
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    pools = _pools(connections, check=not private)
    for adapter in session.adapters.values():
        adapter.poolmanager.pool_classes_by_scheme = pools  # type: ignore[attr-defined]
    return session


def _pools(connections: _Connections, *, check: bool) -> dict[str, type[HTTPConnectionPool]]:
    """urllib3's pools, whose connections can be cut from outside."""

    def watch(connection: HTTPConnection) -> None:
        if check:
            refuse_more(connection.host)
        connections.add(connection)

    plain: Any = type("Plain", (HTTPConnection,), {"connect": _watched(HTTPConnection, watch)})
    secure: Any = type("Secure", (HTTPSConnection,), {"connect": _watched(HTTPSConnection, watch)})
    return {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }


def _watched(
    of: type[HTTPConnection], watch: Callable[[HTTPConnection], None]
) -> Callable[[HTTPConnection], None]:
    def connect(self: HTTPConnection) -> None:
        watch(self)
        of.connect(self)
        watch(self)  # the name may have taken its time

    return connect


def _post(session: requests.Session, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    try:
        with session.post(
            url, data=body, headers=dict(headers), stream=True, allow_redirects=False
        ) as response:
            response.raw.read(MAX_ANSWER, decode_content=False)
            return Answer(
                status=response.status_code,
                retry_after=response.headers.get("Retry-After", "")[:60],
            )
    except Exception as error:  # noqa: BLE001  whatever the other side makes of HTTP
        return Answer(error=_in_words(error))


def _in_words(error: Exception) -> str:
    """Why there was no answer, without the address: it may hold a password."""
    if isinstance(error, (InvalidIPAddress, NotPublic)):
        return NOT_PUBLIC
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted, or TLS failed"
    if isinstance(error, requests.Timeout):
        return "it did not answer in time"
    if isinstance(error, requests.ConnectionError):
        return "no connection, or it was lost"
    return f"the request failed ({type(error).__name__})"


def seconds_to_wait(retry_after: str, *, now: datetime) -> float:
    """What a ``Retry-After`` header asks for: seconds, or until a date; 0 if it says neither."""
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
        return max((until - now).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return 0.0
