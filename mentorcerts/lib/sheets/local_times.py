"""Moments on the programme's clock. Apart from ``cells``, which a process without Django reads."""

from datetime import datetime

from mentorcerts.lib import clock
from mentorcerts.lib.sheets.cells import LocalTime


def local_time(moment: datetime | None) -> LocalTime | None:
    """``None`` where something has not happened."""
    if moment is None:
        return None
    return LocalTime(clock.local(moment).replace(microsecond=0, tzinfo=None))
