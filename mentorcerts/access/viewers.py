"""Who may see where mentors stand, where no page asks: judged anew at each request and mail."""

from typing import Any

VIEW_STATUSES = "statuses.view_certificationstatus"


def may_view_statuses(user: Any) -> bool:
    """Whether this person is active, works in the admin and has the permission, now.

    Who may not open the admin any more may not read its numbers elsewhere either.
    """
    return bool(user.is_active and user.is_staff and user.has_perm(VIEW_STATUSES))
