"""``manage.py export_mentor ID``: export everything that is stored about one mentor."""

import os
from getpass import getuser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mentorcerts.lib import change_source
from mentorcerts.lib.refusals import Refused, sentences
from mentorcerts.personal_data.export import export_mentor


class Command(BaseCommand):
    help = (
        "Prints everything that is stored about a mentor, history included, as one JSON document. "
        "The export is recorded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mentor_id", metavar="ID", help="the mentor's id")
        parser.add_argument(
            "--output",
            metavar="FILE",
            help="write to this new file, which only you can read, and not to the terminal",
        )

    def handle(self, *args: Any, mentor_id: str, output: str | None, **options: Any) -> None:
        try:
            document = export_mentor(
                mentor_id=mentor_id, by=getuser(), source=change_source.COMMAND
            )
            if output is None:
                self.stdout.write(document)
                return
            with open(
                os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
            ) as file:
                file.write(document + "\n")
        except Refused as refusal:
            raise CommandError(sentences(refusal)) from None
        except OSError as error:
            raise CommandError(f"{output} can't be written: {error.strerror}.") from None
        self.stdout.write(f"Everything about {mentor_id} is in {output}.")
