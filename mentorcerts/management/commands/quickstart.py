"""``manage.py quickstart``: the first five minutes, in one command."""

import os
import secrets
from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from mentorcerts import demo, serving
from mentorcerts.lib import clock


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ArgumentTypeError(f"{text!r} is not a port: write a number from 1 to 65535")
    return int(text)


class Command(BaseCommand):
    help = (
        "Sets up the database with a demo programme, makes an admin and a coordinator, runs the "
        "expiry job, and serves admin, API and task cluster until Ctrl-C. Run again, it keeps "
        "everything. For trying things out only: it needs DEBUG."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=_port, default=8000, help="where to serve (default: %(default)s)"
        )
        parser.add_argument(
            "--no-serve", action="store_true", help="do everything but serving, then end"
        )

    def handle(self, *args: Any, port: int, no_serve: bool, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("DEBUG is off: quickstart fills a database for trying things out.")
        if not no_serve and not serving.port_is_free(port):
            raise CommandError(f"Port {port} is taken. Choose another: --port {port + 1}")
        call_command("migrate", verbosity=0)
        loaded = demo.load(today=clock.today())
        self.stdout.write(
            "A demo programme of 84 mentors is in the database."
            if loaded
            else "There are mentors in the database already: no demo was loaded."
        )
        self._make_users()
        self.stdout.write("The expiry job:")
        call_command("run_expiry_job", stdout=self.stdout, stderr=self.stderr)
        if no_serve:
            return
        self._offer_mails(port)
        self.stdout.write(
            f"\nAdmin     http://127.0.0.1:{port}{reverse('admin:index')}\n"
            f"API       http://127.0.0.1:{port}/api/v1/certification-statuses\n"
            f"API docs  http://127.0.0.1:{port}/api/docs/\n"
            "Ctrl-C ends it."
        )
        if problem := serving.serve(port):
            raise CommandError(problem)
        self.stdout.write("Ended.")

    def _offer_mails(self, port: int) -> None:
        """Let what is served offer mails to mentors: they stay off until switched on there."""
        os.environ.setdefault("MENTORCERTS_REMINDERS", "true")
        os.environ.setdefault("MENTORCERTS_PUBLIC_URL", f"http://127.0.0.1:{port}")
        where = "printed here" if "console" in settings.EMAIL_BACKEND else "really sent"
        self.stdout.write(
            "Mails to mentors are off. Under “Reminders” in the admin you see what switching them "
            f"on would do; then they are {where}."
        )

    def _make_users(self) -> None:
        """Create an admin and a coordinator; their passwords are shown only now."""
        for name, is_admin in (("admin", True), ("coordinator", False)):
            if User.objects.filter(username=name).exists():
                self.stdout.write(
                    f"User {name} is there already (manage.py changepassword {name})."
                )
                continue
            password = secrets.token_urlsafe(12)
            user = User.objects.create_user(
                name, password=password, is_staff=True, is_superuser=is_admin
            )
            if not is_admin:
                user.groups.add(Group.objects.get(name="Coordinators"))
            self.stdout.write(f"User {name}, password {password}")
