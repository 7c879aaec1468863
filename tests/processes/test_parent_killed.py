"""The web server's parent is killed: none of its workers goes on serving the old code."""

import signal
import socket

import pytest

from tests.support.processes import until
from tests.support.web import start_web

pytestmark = [pytest.mark.process, pytest.mark.one_database]


def is_free(port: int) -> bool:
    with socket.socket() as ours:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            ours.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def test_the_workers_end_and_the_port_is_free(programme):
    web = start_web(programme)
    assert len(web.process.group()) >= 3, "a parent and two workers"
    assert not is_free(web.port)
    web.process.end(signal.SIGKILL)
    until(lambda: not web.process.group(), seconds=10)
    assert is_free(web.port)
