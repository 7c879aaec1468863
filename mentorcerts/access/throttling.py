"""Rate limits of the API: by token, by address, and by address for failed tokens.

A valid token has its own count, from whatever address it is used. All other requests count for
the address that they come from, including those that are then refused. The counts are in Django's
cache: as configured, in the memory of each web process, so each process allows the full rate.
"""

import math
from typing import TYPE_CHECKING

from django.conf import settings
from knox.models import AuthToken
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from mentorcerts.access.client_address import client_address

if TYPE_CHECKING:
    from rest_framework.views import APIView


class TooManyRequests(Throttled):
    """429; ``Retry-After`` says in how many seconds to come back."""

    default_detail = "Too many requests."
    extra_detail_singular = "Try again in {wait} second."
    extra_detail_plural = "Try again in {wait} seconds."


class RateLimit(SimpleRateThrottle):
    """DRF's sliding window, with the rates of ``MENTORCERTS_API_RATES`` and RateLimit headers.

    ``scope`` is the key of the rate. A rate that is ``None`` is off.
    """

    scope: str
    num_requests: int
    duration: int  # seconds

    def get_rate(self) -> tuple[int, int] | None:  # type: ignore[override]
        rate: tuple[int, int] | None = settings.MENTORCERTS_API_RATES[self.scope]
        return rate

    def parse_rate(self, rate: tuple[int, int] | None) -> tuple[int, int]:  # type: ignore[override]
        """Return requests and seconds; the settings have parsed the text."""
        return rate or (0, 0)

    def get_cache_key(self, request: Request, view: "APIView | None") -> str | None:
        return self.cache_format % {"scope": self.scope, "ident": self.client(request)}

    def client(self, request: Request) -> str:
        """Return what is counted together: the address."""
        return client_address(request._request) or "unknown"

    def allow_request(self, request: Request, view: "APIView | None" = None) -> bool:
        """Count the request. Raises ``TooManyRequests``."""
        self.request = request
        return super().allow_request(request, view)  # type: ignore[arg-type]

    def throttle_success(self) -> bool:
        counted = super().throttle_success()
        self._set_headers()
        return counted

    def throttle_failure(self) -> bool:
        self._set_headers()
        raise TooManyRequests(self.wait())

    def _set_headers(self) -> None:
        """Leave the headers on Django's request, for the ``RateLimitHeaders`` middleware."""
        remaining = max(0, self.num_requests - len(self.history))
        reset = math.ceil(self.duration - (self.now - self.history[-1]))
        self.request._request.rate_limit = {  # type: ignore[attr-defined]
            # As the IETF's draft has had them since 2024 (draft-ietf-httpapi-ratelimit-headers-08).
            "RateLimit-Policy": f'"{self.scope}";q={self.num_requests};w={self.duration}',
            "RateLimit": f'"{self.scope}";r={remaining};t={reset}',
            # As it had them before, and as clients know them.
            "RateLimit-Limit": str(self.num_requests),
            "RateLimit-Remaining": str(remaining),
            "RateLimit-Reset": str(reset),
        }


class ByAddress(RateLimit):
    """Requests without a token."""

    scope = "address"


class ByToken(RateLimit):
    """Requests with a valid token. The others have been counted during authentication."""

    scope = "token"

    def get_cache_key(self, request: Request, view: "APIView | None") -> str | None:
        if not isinstance(request.auth, AuthToken):
            return None
        return super().get_cache_key(request, view)

    def client(self, request: Request) -> str:
        token: AuthToken = request.auth  # type: ignore[assignment]
        return str(token.digest[:32])


class ByFailures(RateLimit):
    """Failed tokens. ``allow_request`` refuses too many, before the next one is looked up."""

    scope = "failures"

    def throttle_success(self) -> bool:
        return True  # so far nothing has failed

    def count_failure(self) -> None:
        """Count the request that ``allow_request`` has allowed."""
        if self.rate is not None:
            super().throttle_success()
