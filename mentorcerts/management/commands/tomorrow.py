"""``manage.py tomorrow``: all that the program would do on a day to come. Writes nothing."""

import json
from argparse import ArgumentTypeError
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certifications.job.exit_codes import EXIT_USAGE
from mentorcerts.lib import clock
from mentorcerts.lib.refusals import sentences
from mentorcerts.tomorrow.letter import SHOWN, letter_of
from mentorcerts.tomorrow.words import in_words


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date: write it like 2026-03-26") from None


class Command(BaseCommand):
    help = (
        "Shows all that the program would do on a day to come, as things stand now: whom the run "
        "would pause, which mails would go out with their texts, and what webhooks would be told. "
        "Writes and sends nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--as-of", type=_date, metavar="DATE", help="the day (YYYY-MM-DD); default: tomorrow")
        add("--all", action="store_true", help=f"list all, instead of the first {SHOWN} of a kind")
        add("--json", action="store_true", help="print JSON instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        today = clock.today()
        try:
            letter = letter_of(
                day=options["as_of"] or today + timedelta(days=1),
                today=today,
                now=timezone.now(),
                most=None if options["all"] else SHOWN,
            )
        except ValidationError as error:
            raise CommandError(sentences(error), returncode=EXIT_USAGE) from None
        self.stdout.write(json.dumps(letter.as_json()) if options["json"] else in_words(letter))
