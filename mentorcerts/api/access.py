"""Who may use the API: one setting, ``MENTORCERTS_API_ACCESS``."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView


class ApiTokens(TokenAuthentication):  # type: ignore[misc]
    """Knox' tokens; one that is no text is a bad token, and no fault of ours."""

    def authenticate_credentials(self, token: bytes) -> Any:
        if not token.isascii() or b"\0" in token:
            raise AuthenticationFailed("Invalid token.")
        return super().authenticate_credentials(token)


class ApiAccess(BasePermission):
    """``public``: anybody. ``read-only``: anybody reads, a token writes. Else a token for all."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        mode = settings.MENTORCERTS_API_ACCESS
        if mode == "public" or (mode == "read-only" and request.method in SAFE_METHODS):
            return True
        return bool(request.user and request.user.is_authenticated)
