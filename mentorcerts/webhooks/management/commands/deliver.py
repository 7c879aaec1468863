"""``manage.py deliver``: send what is due to all endpoints, without the task cluster."""

import signal
from threading import Event as Signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mentorcerts.webhooks.deliverer import deliver_slice, deliver_until

AS_LONG_AS_IT_TAKES = float("inf")


class Command(BaseCommand):
    help = (
        "Publishes the change log, and sends what is due to all webhook endpoints. With --loop it "
        "goes on until SIGTERM. Safe to run twice at once, and to kill."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until SIGTERM or Ctrl-C")

    def handle(self, *args: Any, loop: bool = False, **options: Any) -> None:
        if not loop:
            self.stdout.write(f"{deliver_slice(seconds=AS_LONG_AS_IT_TAKES)} delivered.")
            return
        stop = Signal()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        deliver_until(stop)
