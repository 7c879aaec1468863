"""``manage.py publish_events``: number what is new in the change log, for readers outside."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from certifications.change_log.expired import tell_expired
from certifications.change_log.publish import publish_events
from mentorcerts.lib import clock


class Command(BaseCommand):
    help = (
        "Publishes the change log: writes into it what has expired and whom the expiry job has "
        "paused, and numbers its new lines, so that the feed and the webhooks tell them. The task "
        "cluster does so by itself. Safe to repeat and to run twice at once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        expired = tell_expired(today=clock.today())
        done = publish_events(now=timezone.now())
        self.stdout.write(f"{done.numbered} published; {expired} certifications have expired.")
