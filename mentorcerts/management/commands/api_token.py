"""``manage.py api_token``: create, list and revoke API tokens."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mentorcerts.access import tokens
from mentorcerts.lib import clock
from mentorcerts.lib.refusals import Refused, sentences

MOST_DAYS = 36_500


class Command(BaseCommand):
    help = "Creates, lists and revokes API tokens. A token is shown once, when it is created."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        create = actions.add_parser("create", help="create a token and print it")
        create.add_argument("user", help="its owner: the token has the permissions of this user")
        create.add_argument(
            "--days", type=int, metavar="N", help="it expires after N days (default: never)"
        )
        actions.add_parser("list", help="list tokens with their owner, expiry and last use")
        revoke = actions.add_parser("revoke", help="revoke a token: it gives no access from now on")
        revoke.add_argument("token", help="its first characters, as the list shows them")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            getattr(self, f"_{action}")(options)
        except Refused as refusal:
            raise CommandError(sentences(refusal)) from None

    def _create(self, options: dict[str, Any]) -> None:
        owner = User.objects.filter(username=options["user"]).first()
        if owner is None:
            raise CommandError(f"There is no user {options['user']!r}.")
        days: int | None = options["days"]
        if days is not None and not 1 <= days <= MOST_DAYS:
            raise CommandError(f"--days: write a whole number from 1 to {MOST_DAYS}.")
        expiry = None if days is None else timezone.now() + timedelta(days=days)
        _token, text = tokens.create_token(owner=owner, expiry=expiry)
        self.stderr.write(f"Token of {owner}, shown this once. It runs out: {_moment(expiry)}.")
        self.stdout.write(text)

    def _list(self, options: dict[str, Any]) -> None:
        for token in tokens.all_tokens():
            self.stdout.write(
                f"{tokens.short_name(token)}  {token.user.get_username()}"
                f"  made {_moment(token.created)}"
                f"  {'ran' if tokens.has_expired(token) else 'runs'} out {_moment(token.expiry)}"
                f"  last used {_moment(tokens.last_used(token))}"
            )

    def _revoke(self, options: dict[str, Any]) -> None:
        token = tokens.token_by_prefix(options["token"])
        tokens.revoke_token(token)
        self.stdout.write(f"{tokens.short_name(token)} of {token.user} is revoked.")


def _moment(moment: datetime | None) -> str:
    return "never" if moment is None else clock.format_local(moment)
