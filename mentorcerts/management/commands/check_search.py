"""``manage.py check_search``: are all mentors found by what they are called?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from certifications.services.search_repair import repair_search_words, wrongly_found


class Command(BaseCommand):
    help = (
        "Compares the words by which the admin's search finds mentors with their names, e-mail "
        "addresses and ids. Run it after an upgrade from a version without them, and after changes "
        "by SQL. Exit code 1 if some are wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="write anew what is wrong")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        wrong = 0
        for mentor_ids in wrongly_found():
            wrong += len(mentor_ids)
            if repair:
                repair_search_words(mentor_ids)
        if not wrong:
            self.stdout.write("All mentors are found by what they are called.")
        elif repair:
            self.stdout.write(f"The words of {wrong} mentors have been written anew.")
        else:
            self.stdout.write(f"The words of {wrong} mentors are wrong: run it with --repair.")
            raise SystemExit(1)
