"""Programs that some tests need. Where one is missing they are skipped, and say so.

With ``MENTORCERTS_TESTS_NEED_…`` set (as in CI) that is a failure.
"""

import os
import shutil

import pytest

NOT_IN_EVERYBODYS_PATH = "/usr/sbin:/usr/local/sbin"


def needed(program: str, tests: str = "") -> str:
    """The path of a program, by its file's name, which is also that of Debian's package.

    ``tests`` ends the name of the variable; by default it is the program's own name.
    """
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), NOT_IN_EVERYBODYS_PATH])
    if found := shutil.which(program, path=path):
        return found
    reason = f"there is no {program} on this machine: install {program}"
    if os.environ.get(f"MENTORCERTS_TESTS_NEED_{tests or program.upper()}"):
        pytest.fail(reason)
    pytest.skip(reason)
