"""Started processes: what they said, how they ended, and waiting for what they do."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from django.conf import settings


def until(condition: Callable[[], Any], *, seconds: float = 20) -> Any:
    """Look again and again until it holds, and return what it gave; fail when time is up."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"it did not come true within {seconds} s"
        time.sleep(0.005)
    return found


class Process:
    """One started process, the leader of a group of its own. Its output goes to files."""

    def __init__(self, command: list[str], env: dict[str, str], folder: Path, stderr: int | None):
        self._output, self._errors = folder / "stdout", folder / "stderr"
        with open(self._output, "wb") as out, open(self._errors, "wb") as err:
            self._popen = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err if stderr is None else stderr,
                start_new_session=True,
            )
        self.pid = self._popen.pid

    @property
    def output(self) -> str:
        return self._output.read_text(encoding="utf-8")

    @property
    def errors(self) -> str:
        return self._errors.read_text(encoding="utf-8")

    @property
    def code(self) -> int:
        """The exit code; negative: the signal that ended it."""
        assert self._popen.returncode is not None, "it has not ended"
        return self._popen.returncode

    @property
    def ended(self) -> bool:
        return self._popen.poll() is not None

    def wait(self, seconds: float = 60) -> Self:
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            pytest.fail(f"still going on after {seconds} s; it said:\n{self.output}{self.errors}")
        return self

    def until(self, condition: Callable[[], Any], *, seconds: float = 20) -> Any:
        """Like ``until``, but fail at once when the process ends before it holds."""

        def holds_or_ended() -> Any:
            ended = self.ended
            found = condition()
            assert found or not ended, (
                f"ended with {self.code} before it came true:\n{self.output}{self.errors}"
            )
            return found

        return until(holds_or_ended, seconds=seconds)

    def send(self, number: signal.Signals) -> None:
        """A signal to this one process, as ``kill`` sends it."""
        self._popen.send_signal(number)

    def end(self, number: signal.Signals) -> Self:
        """A signal that ends it, and the wait for that."""
        self.send(number)
        return self.wait()

    def freeze(self) -> None:
        self.send(signal.SIGSTOP)
        flags = os.WSTOPPED | os.WEXITED | os.WNOWAIT | os.WNOHANG
        stopped = until(lambda: os.waitid(os.P_PID, self.pid, flags))
        assert stopped.si_code == os.CLD_STOPPED, f"it has ended:\n{self.output}{self.errors}"

    def thaw(self) -> None:
        self.send(signal.SIGCONT)

    def group(self) -> list[int]:
        """Those of its group that are alive; the dead that nobody has buried don't count."""
        return [pid for pid, state, group in _processes() if group == self.pid and state != "Z"]

    def destroy(self) -> None:
        if self.group():
            os.killpg(self.pid, signal.SIGKILL)
        self._popen.wait()
        until(lambda: not self.group())

    def handles(self, number: signal.Signals) -> bool:
        """Whether it has a handler for this signal by now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
        return bool(int(caught.split()[1], 16) >> (number - 1) & 1)

    def has_opened(self, path: str) -> bool:
        try:
            opened = [os.readlink(each) for each in Path(f"/proc/{self.pid}/fd").iterdir()]
        except FileNotFoundError:
            return False  # one was closed while we looked: look again
        return os.path.realpath(path) in opened


def _processes() -> Iterator[tuple[int, str, int]]:
    """The id, the state and the group of every process."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended since
        state, _parent, group = stat.rpartition(")")[2].split()[:3]
        yield int(folder.name), state, int(group)
