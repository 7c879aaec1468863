"""API tokens as DRF authentication; the first code of ours to see an API request."""

from typing import Any

from knox.auth import TokenAuthentication
from knox.models import AuthToken
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from mentorcerts.access import tokens
from mentorcerts.access.throttling import ByAddress, ByFailures

BEARER = "Bearer"


class ApiTokens(TokenAuthentication):  # type: ignore[misc]
    """Knox' tokens, with rate limits that also count requests which are then refused.

    DRF checks throttles after authentication and permissions, so a request refused with 401
    would never count. Therefore the limits by address are checked here.
    """

    def authenticate_header(self, request: Request) -> str:
        """The word before the token: the client's own, if that is ``Bearer``, which means the same
        as ``Token``. Knox compares with it, and a 401 asks for it."""
        word = get_authorization_header(request).partition(b" ")[0]
        return BEARER if word.lower() == BEARER.lower().encode() else "Token"

    def authenticate(self, request: Request) -> tuple[Any, AuthToken] | None:
        """Return the owner and the token, or ``None`` without a token.

        The token is named as the source of changes in the history. Raises
        ``AuthenticationFailed`` for a bad token and ``TooManyRequests`` above a rate limit.
        """
        failures = ByFailures()
        if "HTTP_AUTHORIZATION" in request.META:
            failures.allow_request(request)
        try:
            found: tuple[Any, AuthToken] | None = super().authenticate(request)
        except AuthenticationFailed:
            failures.count_failure()
            raise
        if found is None:
            ByAddress().allow_request(request)
        else:
            source = tokens.source_name(found[1])
            request._request.change_source = source  # type: ignore[attr-defined]
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[Any, AuthToken]:
        """Raise ``AuthenticationFailed`` if the token is unknown or expired, or its owner inactive.

        Bytes that are no text are a bad token too, not an error of the server.
        """
        found = tokens.find_token(token)
        if found is None or tokens.has_expired(found):
            raise AuthenticationFailed("Invalid token.")
        user_and_token: tuple[Any, AuthToken] = self.validate_user(found)
        tokens.record_use(found)
        return user_and_token
