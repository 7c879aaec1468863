"""A replica that streams from a server of ``tests.support.postgres``, for reads."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support import postgres


@contextmanager
def replica(primary: postgres.Server, folder: Path) -> Iterator[str]:
    """The address of its ``postgres`` database; what is committed on the primary arrives here."""
    account = postgres.unprivileged()
    program, *arguments = map(str, primary.process.args)  # type: ignore[arg-type]
    programs = Path(program).parent
    # It must be able to hold as many connections.
    settings = [argument for argument in arguments if argument.startswith("-c")]
    data, port = folder / "replica", postgres.free_port()
    data.mkdir(mode=0o700)
    if account:
        folder.chmod(0o755)
        os.chown(data, account["user"], account["group"])
    source = ["--dbname", primary.url, "--pgdata", data, "--write-recovery-conf"]
    copy = [programs / "pg_basebackup", *source, "--checkpoint=fast", "--wal-method=stream"]
    subprocess.run(copy, check=True, cwd="/", **account)
    where = ["-D", data, "-p", str(port), "-k", data, "-h", "127.0.0.1"]
    with subprocess.Popen(
        [programs / "postgres", *where, *settings], stderr=subprocess.DEVNULL, cwd="/", **account
    ) as process:
        try:
            url = f"postgres://postgres@127.0.0.1:{port}/postgres"
            postgres.until_ready(data, process)
            with psycopg.connect(url) as connection:
                standby = connection.execute("SELECT pg_is_in_recovery()").fetchone()
                assert standby == (True,), "it is no replica"
            yield url
        finally:
            process.terminate()
