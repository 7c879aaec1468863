"""Who may see where mentors stand, where no page asks: judged anew at each request and mail."""

from typing import Any

VIEW_STATUSES = "statuses.view_certificationstatus"


def may_view_statuses(user: Any) -> bool:
    """Whether this person is active and has the permission, now."""
    return bool(user.is_active and user.has_perm(VIEW_STATUSES))


REPORTED_ON = (VIEW_STATUSES, "renewals.view_renewal", "certifications.view_autopause")


def may_view_report(user: Any) -> bool:
    """Whether this person is active and may see all that the report for the board counts, now."""
    return bool(user.is_active and user.has_perms(REPORTED_ON))
