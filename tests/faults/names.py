"""``manage.py`` where names mean something else: ``python -m tests.faults.names deliver --loop``.

Names under ``.example`` have a public address, and whoever connects to it gets to this machine. But
``rebinding.example`` is at a private address now and then, as its owner's name server likes.
"""

import random
import socket
import sys
from typing import Any

from django.core.management import execute_from_command_line

PUBLIC, PRIVATE = "93.184.216.34", "127.0.0.2"
REBINDING = "rebinding.example"
OFTEN = 0.3

_real = socket.getaddrinfo


def getaddrinfo(host: Any, port: Any, *arguments: Any, **keywords: Any) -> Any:
    if host == REBINDING and random.random() < OFTEN:
        host = PRIVATE
    elif str(host).endswith(".example"):
        host = PUBLIC
    elif host == PUBLIC:
        host = "127.0.0.1"
    return _real(host, port, *arguments, **keywords)


if __name__ == "__main__":
    socket.getaddrinfo = getaddrinfo
    execute_from_command_line(["manage.py", *sys.argv[1:]])
