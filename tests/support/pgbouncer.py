"""PgBouncer, with the file of ``docs/production``, before the PostgreSQL of the tests."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.support import procfile
from tests.support.needed import needed
from tests.support.network import free_port
from tests.support.postgres import unprivileged
from tests.support.processes import until

FILE = procfile.FOLDER / "pgbouncer.ini"


@contextmanager
def pgbouncer(url: str, *, mode: str, size: int, wait: int = 15) -> Iterator[str]:
    """Run one before the database at ``url``; the address of the same database through it.

    ``size``: its connections to PostgreSQL; ``wait``: seconds that a query waits for one.
    """
    program, port = needed("pgbouncer"), free_port()
    real = urlsplit(url)
    changes = {
        "mentorcerts = host=127.0.0.1 port=5432": f"* = host=127.0.0.1 port={real.port}",
        "listen_port = 6432": f"listen_port = {port}",
        "auth_type = scram-sha-256": "auth_type = trust",
        "auth_file = /etc/pgbouncer/userlist.txt": "auth_file = {folder}/users",
        "pool_mode = transaction": f"pool_mode = {mode}",
        "default_pool_size = 20": f"default_pool_size = {size}",
        "query_wait_timeout = 15": f"query_wait_timeout = {wait}",
    }
    text = FILE.read_text(encoding="utf-8")
    for shipped, ours in changes.items():
        assert shipped in text, f"the file no longer has {shipped!r}"
        text = text.replace(shipped, ours)
    account = unprivileged()  # it refuses to run as root
    through = f"postgres://{real.username}@127.0.0.1:{port}{real.path}"
    with tempfile.TemporaryDirectory(prefix="mentorcerts-pgbouncer-") as name:
        folder = Path(name)
        file = folder / "pgbouncer.ini"
        file.write_text(text.format(folder=folder), encoding="utf-8")
        (folder / "users").write_text(f'"{real.username}" ""\n', encoding="utf-8")
        for path in (folder, file, folder / "users"):
            os.chmod(path, 0o755)
        command = [program, "--quiet", str(file)]
        with open(folder / "log", "wb") as log:
            process = subprocess.Popen(command, stderr=log, stdout=log, cwd="/", **account)
        try:
            until(lambda: process.poll() is not None or _answers(through))
            assert process.poll() is None, (folder / "log").read_text()
            yield through
        finally:
            process.terminate()
            process.wait(30)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True
