"""``manage.py tomorrow``: all that the program would do on a day to come. Writes nothing."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certifications.job.exit_codes import EXIT_USAGE
from mentorcerts.lib import clock
from mentorcerts.lib.command_arguments import calendar_date
from mentorcerts.lib.refusals import sentences
from mentorcerts.lib.wording import number_of
from mentorcerts.reminders.delivery import DELIVERY_ERRORS, what_was_said
from mentorcerts.tomorrow.letter import SHOWN, Letter, letter_of
from mentorcerts.tomorrow.trials import mail_letter, post_letter
from mentorcerts.tomorrow.words import in_words
from mentorcerts.webhooks.models import Endpoint


class Command(BaseCommand):
    help = (
        "Shows all that the program would do on a day to come, as things stand now: whom the run "
        "would pause, which mails would go out with their texts, and what webhooks would be told. "
        "Writes and sends nothing, unless a test address or endpoint is named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add(
            "--as-of",
            type=calendar_date,
            metavar="DATE",
            help="the day (YYYY-MM-DD); default: tomorrow",
        )
        add("--all", action="store_true", help=f"list all, instead of the first {SHOWN} of a kind")
        add("--mail-to", metavar="ADDRESS", help="send the listed mails there, marked as tests")
        add("--post-to", metavar="ENDPOINT", help="send the listed events there, marked as tests")
        add("--json", action="store_true", help="print JSON instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        today, now = clock.today(), timezone.now()
        try:
            letter = letter_of(
                day=options["as_of"] or today + timedelta(days=1),
                today=today,
                now=now,
                most=None if options["all"] else SHOWN,
            )
            self.stdout.write(json.dumps(letter.as_json()) if options["json"] else in_words(letter))
            if options["mail_to"]:
                self._mail(letter, options["mail_to"])
            if options["post_to"]:
                self._post(letter, options["post_to"], now=now)
        except ValidationError as error:
            raise CommandError(sentences(error), returncode=EXIT_USAGE) from None

    def _mail(self, letter: Letter, address: str) -> None:
        try:
            number = mail_letter(letter, to=address)
        except DELIVERY_ERRORS as error:
            raise CommandError(f"The mail server did not take it: {what_was_said(error)}") from None
        self.stderr.write(f"Sent {number_of(number, 'mail')} to {address}, marked as tests.")

    def _post(self, letter: Letter, name: str, *, now: datetime) -> None:
        endpoint = Endpoint.objects.filter(name=name, enabled=True).first()
        if endpoint is None:
            raise ValidationError(f"There is no enabled endpoint called {name!r}.")
        taken, refused = post_letter(letter, endpoint, now=now)
        if refused is not None:
            said = f"it answered {refused.status}" if refused.status else refused.error
            raise CommandError(f"{name} took {taken:,}, then: {said}")
        self.stderr.write(f"Sent {number_of(taken, 'event')} to {name}, marked as tests.")
