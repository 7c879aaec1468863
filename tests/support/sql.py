"""What only SQL tells: single figures, who waits for a lock, the addresses of databases."""

from typing import Any
from urllib.parse import quote

from django.db import connection

WAITING = (
    "select pid from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
)
WAITING_FOR_US = f"select count(distinct pid) from ({WAITING}) as waiting"


def number(sql: str, *parameters: Any) -> int:
    """The one number that a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.fetchone()[0])


def database_url(name: str) -> str:
    """The address of a database beside the tested one: a file, or a name on its server."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    server = connection.settings_dict
    account = quote(server["USER"], safe="")
    if server["PASSWORD"]:
        account += ":" + quote(server["PASSWORD"], safe="")
    return f"postgres://{account}@{server['HOST']}:{server['PORT']}/{name}"
