"""Forks of a row's process: real processes with a connection of their own, started in no time."""

import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.faults.stage import Stage, forget_connections

_FORK = get_context("fork")


def shared_signal() -> Any:
    """An event that forks can wait for."""
    return _FORK.Event()


class Fork:
    """A process that does one thing. It ends by itself, or is killed."""

    def __init__(self, stage: Stage, does: Callable[[], object]) -> None:
        forget_connections()  # or two processes would write to one socket
        self._errors = Path(stage.folder) / f"fork-{os.urandom(8).hex()}"
        self._seed = stage.random.random()
        self._process = _FORK.Process(target=self._do, args=(does,), daemon=True)
        self._process.start()

    def _do(self, does: Callable[[], object]) -> None:
        random.seed(self._seed)
        try:
            does()
        except BaseException:  # noqa: BLE001  told by ``wait``
            self._errors.write_text(traceback.format_exc(), "utf-8")
            sys.exit(1)
        finally:
            forget_connections()

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> bool:
        """SIGKILL; whether it struck, or came too late."""
        self._process.kill()
        self._process.join()
        return self._process.exitcode == -signal.SIGKILL

    def wait(self, seconds: float = 120) -> None:
        """Until it has ended. What went wrong in it is raised here."""
        self._process.join(seconds)
        assert self._process.exitcode is not None, f"still going on after {seconds} s"
        if self._process.exitcode:
            said = self._errors.read_text("utf-8") if self._errors.exists() else ""
            raise AssertionError(f"a fork ended with {self._process.exitcode}:\n{said}")
