"""Who may see where mentors stand, where no page asks: judged anew at each request and mail."""

from typing import Any

VIEW_STATUSES = "statuses.view_certificationstatus"


def may_view_statuses(user: Any) -> bool:
    """Whether this person is active, works in the admin and has the permission, now.

    Who may not open the admin any more may not read its numbers elsewhere either.
    """
    return bool(user.is_active and user.is_staff and user.has_perm(VIEW_STATUSES))


REPORTED_ON = (VIEW_STATUSES, "renewals.view_renewal", "certifications.view_autopause")


def may_view_report(user: Any) -> bool:
    """Whether this person may see, now, all that the report for the board counts.

    Like the numbers of the admin, it is for those who are active and work there.
    """
    return bool(user.is_active and user.is_staff and user.has_perms(REPORTED_ON))
