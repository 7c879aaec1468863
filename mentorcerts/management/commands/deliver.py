"""``manage.py deliver``: tell others all that is due, without the task cluster."""

import signal
from threading import Event as Signal
from threading import Thread
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mentorcerts.lib.wording import number_of
from mentorcerts.mailing import mail_slices, mail_until
from mentorcerts.webhooks.deliverer import deliver_slice, deliver_until

AS_LONG_AS_IT_TAKES = float("inf")
LAST_SECONDS = 5.0
"""After the signal to end, for the mail that is being sent; a claim is safe to leave."""


class Command(BaseCommand):
    help = (
        "Publishes the change log, sends what is due to all webhook endpoints, and plans and sends "
        "the mails that are due: reminders, notices, digests, reports. With --loop it goes on "
        "until SIGTERM; mails and webhooks don't wait for each other. Safe to run twice at once, "
        "and to kill."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until SIGTERM or Ctrl-C")

    def handle(self, *args: Any, loop: bool = False, **options: Any) -> None:
        if not loop:
            self.stdout.write(f"{deliver_slice(seconds=AS_LONG_AS_IT_TAKES)} delivered.")
            sent, failed = mail_slices()
            self.stdout.write(f"{number_of(sent, 'mail')} sent.")
            if failed:
                raise CommandError("Not all mails could be planned or sent: see the log.")
            return
        stop = Signal()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        mails = Thread(target=mail_until, args=(stop,), name="mails", daemon=True)
        mails.start()
        deliver_until(stop)
        mails.join(LAST_SECONDS)
