"""A database beside the tested one on the same PostgreSQL server, and ``manage.py`` on it."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings

from tests.support.sql import database_url


@contextmanager
def database_of_its_own(like: str = "template1") -> Iterator[str]:
    """Its address. A copy of ``like`` (name or address); dropped at the end, whoever uses it."""
    name = f"own_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(database_url("postgres"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like.rpartition("/")[2]}"')
        try:
            yield database_url(name)
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def start_manage(url: str, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "DEBUG": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def manage_on(url: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    process = start_manage(url, *arguments)
    output, errors = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)
