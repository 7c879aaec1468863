"""How often the API answers: by token, by address, and by address where tokens are guessed.

A valid token is counted by itself, wherever it is used. All other requests are counted by the
address that they come from, also those that are then refused. Counts live in Django's cache, in
windows of fixed length: as it is set up, in the memory of each web process, so that of four
processes each lets the full rate through.
"""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from knox.models import AuthToken
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from mentorcerts.access.client_address import client_address

if TYPE_CHECKING:
    from rest_framework.views import APIView

TOKEN, ADDRESS, FAILURES = "token", "address", "failures"
"""The three rates of ``MENTORCERTS_API_RATES``."""


class TooMany(Throttled):
    """429; ``Retry-After`` says in how many seconds to come back."""

    default_detail = "Too many requests."
    extra_detail_singular = "Try again in {wait} second."
    extra_detail_plural = "Try again in {wait} seconds."


@dataclass(frozen=True)
class Window:
    """The time in which a client may send ``limit`` requests; ``reset`` seconds of it are left."""

    key: str
    limit: int
    seconds: int
    reset: int

    @classmethod
    def of(cls, rate: str, client: str) -> "Window | None":
        """The one that is open now; ``None`` where this rate is off."""
        allowed: tuple[int, int] | None = settings.MENTORCERTS_API_RATES[rate]
        if allowed is None:
            return None
        limit, seconds = allowed
        number, gone = divmod(int(time.time()), seconds)
        return cls(f"{rate}-{client}-{number}", limit, seconds, seconds - gone)

    def used(self) -> int:
        """Requests so far."""
        return int(cache.get(self.key, 0))

    def count(self) -> int:
        """One request more; how many that makes."""
        try:
            return cache.incr(self.key)
        except ValueError:  # the first, or dropped for want of room
            if cache.add(self.key, 1, self.seconds):
                return 1
            return cache.incr(self.key)  # another was first by a hair

    def headers(self, used: int) -> dict[str, str]:
        return {
            "RateLimit-Policy": f"{self.limit};w={self.seconds}",
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.limit - used)),
            "RateLimit-Reset": str(self.reset),
        }


class ByToken(BaseThrottle):
    """Counts requests with a valid token; all others have been counted when they came in."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        if isinstance(request.auth, AuthToken):
            _count(request, TOKEN, request.auth.digest[:32])
        return True


def count_address(request: Request) -> None:
    """A request without a token. Raises ``TooMany``."""
    _count(request, ADDRESS, _address(request))


def refuse_guessers(request: Request) -> None:
    """Raise ``TooMany``, before anything is looked up, where too many bad tokens came from."""
    window = Window.of(FAILURES, _address(request))
    if window is not None and (used := window.used()) >= window.limit:
        _refuse(request, window, used)


def count_guess(request: Request) -> None:
    """A bad token."""
    window = Window.of(FAILURES, _address(request))
    if window is not None:
        _tell(request, window, window.count())


def _count(request: Request, rate: str, client: str) -> None:
    window = Window.of(rate, client)
    if window is not None:
        used = window.count()
        if used > window.limit:
            _refuse(request, window, used)
        _tell(request, window, used)


def _refuse(request: Request, window: Window, used: int) -> None:
    _tell(request, window, used)
    raise TooMany(window.reset)


def _tell(request: Request, window: Window, used: int) -> None:
    """For ``RateLimitHeaders``, which sees Django's request."""
    request._request.rate_limit = window.headers(used)  # type: ignore[attr-defined]


def _address(request: Request) -> str:
    return client_address(request._request) or "unknown"
