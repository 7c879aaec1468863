"""Mail the operators when the nightly run is overdue, failed or held, and when it is well again.

``notices.all_notices`` decides what is wrong, for the home page and for these mails alike. An
incident is mailed when it begins, again each day as long as it lasts, and when it is over; its row
(``Incident``) keeps track of that.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from mentorcerts.health.notices import all_notices, not_about_runs
from mentorcerts.health.run_health import Notice
from mentorcerts.health.timeouts import run_with_timeout
from mentorcerts.lib import clock
from mentorcerts.models import Incident

MAIL_TIMEOUT_SECONDS = 20.0
TOLD_AGAIN_AFTER = timedelta(hours=23, minutes=50)
"""A day, less what one night's run may begin earlier than the one before."""


def check_and_alert(*, now: datetime) -> None:
    """Mail what has not been mailed yet. Safe to call often, and from several processes at once.

    A mail that can't be sent is tried again at the next check. (If the process is killed between
    claiming an incident and sending its mail, that mail is lost; the monitor that ``pings``
    reports to and the home page still show the problem.)
    """
    if not settings.MENTORCERTS_ALERT_EMAILS:
        return
    found = all_notices(now=now)
    for notice in found:
        if notice.is_problem:
            _alert(_open_incident(notice, now), notice, now)
    _close_incidents(found)


def _open_incident(notice: Notice, now: datetime) -> Incident:
    """Return the open incident of this kind; create it if there is none."""
    try:
        with transaction.atomic():
            return Incident.objects.get_or_create(
                kind=notice.kind,
                closed_at=None,
                defaults={
                    "title": notice.title,
                    "job_run_id": notice.run.job_run_id if notice.run else "",
                    "opened_at": now,
                },
            )[0]
    except IntegrityError:  # another process has just created it
        return Incident.objects.get(kind=notice.kind, closed_at=None)


def _alert(incident: Incident, notice: Notice, now: datetime) -> None:
    """Mail an incident, unless that was done within a day or another process is doing it."""
    this = Incident.objects.filter(pk=incident.pk, told_at=incident.told_at)
    told_at, run_id = incident.told_at, notice.run.job_run_id if notice.run else ""
    if told_at is not None and clock.age(told_at, now=now) < TOLD_AGAIN_AFTER:
        return
    if not this.update(told_at=now, title=notice.title, job_run_id=run_id):
        return
    since = ""
    if told_at and not clock.is_ahead(incident.opened_at, now=now):
        since = f"\n\nThis has been so since {clock.format_local(incident.opened_at)}."
    run = f"\n\nRun: {run_id}" if run_id else ""
    if not _send(notice.title, f"{notice.text}\n\n{notice.advice}{since}{run}"):
        Incident.objects.filter(pk=incident.pk).update(told_at=told_at)


def _close_incidents(found: list[Notice]) -> None:
    """Close the incidents that are over; those that were mailed get a second mail, saying so.

    Incidents of runs are over when nothing is left to say about runs: a run that is going on, or
    failed otherwise, ends none.
    """
    kinds, others = {notice.kind for notice in found}, not_about_runs()
    runs_are_well = kinds <= others
    for incident in Incident.objects.filter(closed_at=None).order_by("opened_at"):
        about_runs = incident.kind not in others
        if incident.kind in kinds or (about_runs and not runs_are_well):
            continue
        this = Incident.objects.filter(pk=incident.pk)
        if not this.filter(closed_at=None).update(closed_at=timezone.now()):
            continue  # another process is closing it
        text = (
            f"{'A run has ended well. ' if about_runs else ''}It is over: "
            f"“{incident.title}”, since {clock.format_local(incident.opened_at)}."
        )
        if incident.told_at and not _send(f"Well again: {incident.title}", text):
            this.update(closed_at=None)


def _send(subject: str, text: str) -> bool:
    """Return whether the mail server took the mail in time."""
    return run_with_timeout(
        MAIL_TIMEOUT_SECONDS,
        "Mail to the operators",
        lambda: send_mail(
            f"[mentorcerts] {subject}",
            f"{text}\n",
            None,
            settings.MENTORCERTS_ALERT_EMAILS,
        ),
    )
