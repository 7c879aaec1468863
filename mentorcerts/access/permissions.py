"""Who may use the API: the mode (``MENTORCERTS_API_ACCESS``) and Django's own permissions."""

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView

VERBS = {"POST": "add", "PUT": "change", "PATCH": "change", "DELETE": "delete"}
"""The kind of permission that a method needs; every other method needs ``view``."""


def needed_permission(view: "APIView", method: str) -> str:
    """Return a permission such as ``certifications.add_certification``.

    It follows from the view's model, unless the view names one for this action in ``needs``.
    """
    own: dict[str, str] = getattr(view, "needs", {})
    if special := own.get(getattr(view, "action", "")):
        return special
    model = view.queryset.model._meta  # type: ignore[attr-defined]
    return f"{model.app_label}.{VERBS.get(method, 'view')}_{model.model_name}"


class ApiDocsAccess(BasePermission):
    """Allow to read the API's description: everybody where everybody may read the API, or where
    ``MENTORCERTS_API_DOCS_PUBLIC`` opens it; otherwise who has a token or is logged in."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if (
            settings.MENTORCERTS_API_DOCS_PUBLIC
            or settings.MENTORCERTS_API_ACCESS != "authenticated"
        ):
            return True
        return bool(request.user.is_authenticated)


class ApiAccess(BasePermission):
    """Allow a request according to the mode.

    ``public``: everybody may do everything. ``read-only``: everybody may read; writing needs the
    permission. ``authenticated``: reading and writing need the permission.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        mode = settings.MENTORCERTS_API_ACCESS
        if mode == "public" or (mode == "read-only" and request.method in SAFE_METHODS):
            return True
        if not request.user.is_authenticated:
            return False
        if getattr(view, "action", "") is None:
            return True  # the view has no such method: 405 for everybody
        needed = needed_permission(view, request.method or "")
        self.message = f"You may not do this: it needs the permission {needed}."
        return bool(request.user.has_perm(needed))
