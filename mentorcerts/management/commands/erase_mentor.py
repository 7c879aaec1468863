"""``manage.py erase_mentor ID``: erase name, e-mail, id and free text of a mentor for good."""

from getpass import getuser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certifications.models import Mentor
from mentorcerts.lib import change_source
from mentorcerts.lib.refusals import Refused, sentences
from mentorcerts.personal_data.erasure import erase_mentor
from mentorcerts.personal_data.records import accounts_of


class Command(BaseCommand):
    help = (
        "Erases a mentor's name, e-mail, id, and all reasons and notes about them, also from the "
        "history. What happened stays on record under a pseudonym. It can't be undone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mentor_id", metavar="ID", help="the mentor's id")
        parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")

    def handle(self, *args: Any, mentor_id: str, yes: bool, **options: Any) -> None:
        accounts = self._accounts(mentor_id)
        if not yes and not self._confirmed(mentor_id):
            raise CommandError("Nothing was erased.")
        try:
            pseudonym = erase_mentor(
                mentor_id=mentor_id, by=getuser(), source=change_source.COMMAND
            )
        except Refused as refusal:
            raise CommandError(sentences(refusal)) from None
        self.stdout.write(f"Erased. What happened is kept under {pseudonym}.")

        if accounts:
            self.stdout.write(
                "Accounts with an address of the mentor are left: "
                f"{', '.join(accounts)}. Change or delete them in the admin, under Users."
            )

    @staticmethod
    def _accounts(mentor_id: str) -> list[str]:
        mentor = Mentor.objects.filter(pk=mentor_id).first()
        return accounts_of(mentor) if mentor else []

    def _confirmed(self, mentor_id: str) -> bool:
        self.stdout.write(f"This erases {mentor_id} for good. An export is made by export_mentor.")
        try:
            return input("Type the mentor's id to go on: ") == mentor_id
        except EOFError:
            self.stderr.write("Nobody is there to confirm it: use --yes.")
            return False
