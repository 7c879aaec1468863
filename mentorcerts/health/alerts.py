"""Mails to those who look after the server: the nightly run is overdue, failed, was held, or is
well again. What is the matter is judged by the home page's own rule (``run_notices``)."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from mentorcerts.health.run_health import Notice, notices, run_health
from mentorcerts.health.timeouts import run_with_timeout
from mentorcerts.models import Incident

PATIENCE_SECONDS = 20.0


def look(*, now: datetime) -> None:
    """Tell what has not been told, each incident once; asked often, and by several at a time.

    A mail that can't be sent is tried again when it is looked for the next time. (Killed in the
    instant between the note that it is told and the mail, it is not: the monitor that
    ``pings`` reports to, and the home page, know as well.)
    """
    if not settings.MENTORCERTS_ALERT_EMAILS:
        return
    found = notices(run_health(), now=now)
    for notice in found:
        if notice.loud:
            _tell(_opened(notice, now), notice)
    if not found:
        _well_again()


def _opened(notice: Notice, now: datetime) -> Incident:
    """The open incident of this kind; opened if there is none."""
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
    except IntegrityError:  # somebody else has just opened it
        return Incident.objects.get(kind=notice.kind, closed_at=None)


def _tell(incident: Incident, notice: Notice) -> None:
    ours = Incident.objects.filter(pk=incident.pk)
    if not ours.filter(told_at=None).update(told_at=timezone.now()):
        return  # told, or somebody else is at it
    about = f"\n\nRun: {incident.job_run_id}" if incident.job_run_id else ""
    if not _mailed(notice.title, f"{notice.text}\n\n{notice.advice}{about}"):
        ours.update(told_at=None)


def _well_again() -> None:
    """Close what is open; who has been told of it is told that it is over."""
    for incident in Incident.objects.filter(closed_at=None).order_by("opened_at"):
        ours = Incident.objects.filter(pk=incident.pk)
        if not ours.filter(closed_at=None).update(closed_at=timezone.now()):
            continue
        since = f"{incident.opened_at:%Y-%m-%d %H:%M} UTC"
        text = f"A run has ended well. It is over: “{incident.title}”, since {since}."
        if incident.told_at and not _mailed(f"Well again: {incident.title}", text):
            ours.update(closed_at=None)


def _mailed(subject: str, text: str) -> bool:
    return run_with_timeout(
        PATIENCE_SECONDS,
        "Mail to the operators",
        lambda: send_mail(
            f"[mentorcerts] {subject}",
            f"{text}\n",
            None,
            settings.MENTORCERTS_ALERT_EMAILS,
        ),
    )
