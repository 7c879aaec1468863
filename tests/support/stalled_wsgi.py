"""The web process, but recording a certification stops halfway and never goes on.

``STALLED`` names a file that appears then, ``STALL`` says whether the certification has been
written by then (``after``) or not (``before``). The transaction stays open, with the key's row.
"""

import os
import time
from pathlib import Path
from typing import Any

from mentorcerts.wsgi import application  # first: it sets Django up

from certifications import services  # isort: skip

__all__ = ["application"]

_record = services.record_certification


def _record_and_stall(**arguments: Any) -> None:
    if os.environ["STALL"] == "after":
        _record(**arguments)
    Path(os.environ["STALLED"]).touch()
    time.sleep(600)


services.record_certification = _record_and_stall  # type: ignore[assignment]
