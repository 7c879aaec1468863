"""Behind a connection pooler such as PgBouncer: fewer connections to PostgreSQL than threads.

Two of Django's habits fail there. A connection that is kept between requests also keeps the
pooler's own (session mode), and whoever needs one waits until the pooler gives up. A cursor on the
server lives between transactions (``WITH HOLD``), but the next statement may go to another
connection (transaction mode).
"""

import time
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def adapt_to_pooler(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Give up both habits if there is a pooler; called with each new connection.

    A pooler can't tell clients the id of a server process, since that changes: it makes one up.
    """
    if connection.vendor != "postgresql":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            server = cursor.fetchone()[0]
    except Exception:
        connection.close()  # the next one asks again
        raise
    if connection.connection.info.backend_pid != server:
        connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = True
        connection.settings_dict["CONN_MAX_AGE"] = 0
        connection.close_at = time.monotonic()  # when the request or the task ends
