"""Who may use the API: the mode (``MENTORCERTS_API_ACCESS``), the token, the permission.

Permissions are Django's own, the same as in the admin. A request costs one query for its token
and, where its user is no superuser, one for the permissions (``mentorcerts.access.backend``).
"""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from knox.auth import TokenAuthentication
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from mentorcerts.access import throttling, tokens

if TYPE_CHECKING:
    from rest_framework.views import APIView

VERBS = {"POST": "add", "PUT": "change", "PATCH": "change", "DELETE": "delete"}
"""What a method does to the model of its view; every other method looks at it."""


class ApiTokens(TokenAuthentication):  # type: ignore[misc]
    """Knox' tokens. One that is no text is a bad token, and no fault of ours."""

    def authenticate(self, request: Request) -> tuple[Any, AuthToken] | None:
        """The owner and the token, which the history will name. The first to see a request."""
        if "HTTP_AUTHORIZATION" in request.META:
            throttling.refuse_guessers(request)
        try:
            found: tuple[Any, AuthToken] | None = super().authenticate(request)
        except AuthenticationFailed:
            throttling.count_guess(request)
            raise
        if found is None:
            throttling.count_address(request)
        else:
            request._request.change_source = tokens.source(found[1])  # type: ignore[attr-defined]
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[Any, AuthToken]:
        """Raise ``AuthenticationFailed`` for a token that is unknown, run out, or an ex-user's."""
        found = tokens.find(token)
        if found is None or tokens.has_run_out(found):
            raise AuthenticationFailed("Invalid token.")
        user_and_token: tuple[Any, AuthToken] = self.validate_user(found)
        tokens.note_use(found)
        return user_and_token


def needed_permission(view: "APIView", method: str) -> str:
    """Such as ``certifications.add_certification``: by the view's model, unless it says so."""
    own: dict[str, str] = getattr(view, "needs", {})
    if special := own.get(getattr(view, "action", "")):
        return special
    model = view.queryset.model._meta  # type: ignore[attr-defined]
    return f"{model.app_label}.{VERBS.get(method, 'view')}_{model.model_name}"


class ApiAccess(BasePermission):
    """``public``: anybody does anything. ``read-only``: anybody reads, and who has the permission
    writes. ``authenticated``: who has the permission, for reading as for writing."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        mode = settings.MENTORCERTS_API_ACCESS
        if mode == "public" or (mode == "read-only" and request.method in SAFE_METHODS):
            return True
        if not request.user.is_authenticated:
            return False
        if getattr(view, "action", "") is None:
            return True  # nothing answers to this method: 405, whoever asks
        needed = needed_permission(view, request.method or "")
        self.message = f"You may not do this: it needs the permission {needed}."
        return bool(request.user.has_perm(needed))
