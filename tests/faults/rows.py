"""The table: which fault, on which databases, and how one row is carried out.

Nothing here imports Django: a row's process does so once it knows its database.
"""

import os
import time
import traceback
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.faults.templates import OWN_SERVER, migrate
from tests.support import postgres

BOTH = ("sqlite", "postgresql")
POSTGRESQL = ("postgresql",)


@dataclass(frozen=True)
class Row:
    """``does`` is a function ``module.name`` in this folder. It takes the stage and asserts."""

    name: str
    does: str
    databases: tuple[str, ...] = BOTH
    server_of_its_own: bool = False


ROWS = (
    Row("kill-job", "kills.job"),
    Row("kill-worker", "kills.worker"),
    Row("kill-cluster", "kills.cluster"),
    Row("restart-postgresql", "connections.restart", POSTGRESQL, server_of_its_own=True),
    Row("cut-connections", "connections.cut", POSTGRESQL),
    Row("crowd", "crowd.sixteen_clients"),
    Row("two-of-everything", "starts.two_clusters_two_crons"),
    Row("disk-full", "disk.full"),
    Row("read-only", "disk.read_only"),
    Row("clock", "clocks.wrong_and_odd", ("sqlite",)),
    Row("hostile", "hostile.requests", POSTGRESQL),
    Row("spreadsheets", "spreadsheets.ten_at_once", POSTGRESQL),
    Row("temporary-folder", "disk.temporary_folder", POSTGRESQL),
    Row("change-log", "histories.replayed"),
    Row("feed-readers", "feeds.four_readers", POSTGRESQL),
    Row("webhook-receivers", "receivers.hostile", POSTGRESQL),
    Row("webhook-kills", "deliveries.killed", POSTGRESQL),
    Row("webhook-erased", "deliveries.erased"),
    Row("webhook-rotation", "deliveries.rotated", POSTGRESQL),
    Row("mirror-kills", "mirrors.killed", POSTGRESQL),
    Row("mail-kills", "mail_kills.killed", POSTGRESQL),
    Row("mail-senders", "mail_kills.at_once"),
    Row("mail-downtime", "mail_rounds.forty_days_down", POSTGRESQL),
    Row("mail-judged", "mail_rounds.judged_again", POSTGRESQL),
    Row("mail-held", "mail_imports.held", POSTGRESQL),
    Row("mail-server", "mail_servers.misbehaving", POSTGRESQL),
    Row("mail-zones", "mail_zones.swept", POSTGRESQL),
    Row("mail-copy", "mail_copies.restored", POSTGRESQL),
    Row("digest-rights", "mail_copies.lost_rights", POSTGRESQL),
)

PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "".join(chr(97 + number % 26) for number in range(60)),
    "ALLOWED_HOSTS": "127.0.0.1",
    "SECURE_SSL_REDIRECT": "false",
    "MENTORCERTS_API_ACCESS": "authenticated",
    "MENTORCERTS_API_RATE_TOKEN": "off",
    "MENTORCERTS_API_RATE_ADDRESS": "off",
    "MENTORCERTS_API_RATE_FAILURES": "off",
    "MENTORCERTS_BRAKE_MENTORS": "1000000",  # rows pause everybody over and over
}
"""The environment of every process that a row starts."""


class NotHere(Exception):
    """This machine has not got what the row needs."""


@dataclass(frozen=True)
class Order:
    """What a row's process is told."""

    row: str
    url: str
    folder: Path
    short: bool
    seed: int


@dataclass
class Outcome:
    """How it went. ``error`` is empty where all held; ``left_out`` says why it was not tried."""

    figures: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    left_out: str = ""
    seconds: float = 0.0


def carry_out(order: Order) -> Outcome:
    """Do one row, in a process that has not yet imported Django."""
    begin = time.monotonic()
    outcome = Outcome()
    with ExitStack() as stack:
        server, url = None, order.url
        if url == OWN_SERVER:
            server = stack.enter_context(postgres.server(postgres.AS_IN_PRODUCTION))
            url = server.url
            migrate(url)
        os.environ.update(PRODUCTION, DATABASE_URL=url)
        os.environ["DJANGO_SETTINGS_MODULE"] = "mentorcerts.settings"
        import django

        django.setup()
        from tests.faults.stage import Stage

        order.folder.mkdir()
        stage = Stage(order.folder, short=order.short, seed=order.seed, server=server)
        row = next(row for row in ROWS if row.name == order.row)
        module, _, function = row.does.partition(".")
        try:
            getattr(import_module(f"tests.faults.{module}"), function)(stage)
        except NotHere as reason:
            outcome.left_out = str(reason)
        except BaseException:  # noqa: BLE001  pytest's failures are no Exceptions
            outcome.error = traceback.format_exc() + stage.last_words()
        finally:
            stage.destroy()
        outcome.figures = stage.figures
    outcome.seconds = time.monotonic() - begin
    return outcome
