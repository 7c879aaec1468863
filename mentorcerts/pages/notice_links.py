"""Where the notices of the home page lead: the next steps, on pages that the person may open."""

from typing import Any

from django.urls import reverse

from mentorcerts.health.notices import not_about_runs
from mentorcerts.health.run_health import Notice
from mentorcerts.health.schedule_health import SCHEDULE
from mentorcerts.health.sending_health import MAIL_HELD, MAIL_HOST
from mentorcerts.webhooks.watching import KIND as WEBHOOKS

_LISTS = {
    MAIL_HELD: ("reminders.change_round", "Send or drop", "admin:reminders_round_changelist"),
    MAIL_HOST: ("reminders.change_round", "Switch on", "admin:reminders_round_switch_on"),
    SCHEDULE: ("django_q.change_schedule", "Scheduled tasks", "admin:django_q_schedule_changelist"),
    WEBHOOKS: ("webhooks.view_endpoint", "Webhooks", "admin:webhooks_endpoint_changelist"),
}
"""Kind of a notice → permission, words, and the list that it is about."""


def notice_links(notice: Notice, *, user: Any) -> list[tuple[str, str]]:
    """Return text and address of each."""
    links = []
    if notice.kind in _LISTS:
        permission, words, name = _LISTS[notice.kind]
        if user.has_perm(permission):
            links.append((words, reverse(name)))
    may_run = user.has_perm("certifications.run_expiry_job")
    if may_run and notice.advice and notice.kind not in not_about_runs():
        preview = reverse("admin:certifications_expiryrun_preview_and_run")
        links.append(("Preview and run", f"{preview}?now=1"))
    if notice.run and user.has_perm("certifications.view_expiryrun"):
        address = reverse("admin:certifications_expiryrun_change", args=[notice.run.pk])
        links.append((f"Open {notice.run}", address))
    return links
