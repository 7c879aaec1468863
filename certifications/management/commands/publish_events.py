"""``manage.py publish_events``: number what is new in the change log, for readers outside."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from certifications.change_log.publish import publish_events


class Command(BaseCommand):
    help = (
        "Publishes the change log: writes the pauses of the expiry job into it, and numbers its "
        "new lines, so that the feed and the webhooks tell them. The task cluster does so every "
        "minute. Safe to repeat and to run twice at once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = publish_events(now=timezone.now())
        self.stdout.write(f"{done.numbered} published, {done.pauses} of them pauses by the job.")
