"""Promises in tests."""

from datetime import date
from typing import Any

from django.utils import timezone

from mentorcerts.lib import clock
from mentorcerts.promises.models import Promise
from mentorcerts.promises.services import make_promise


def promise(held: Any, day: str, note: str = "First-aid course", **options: Any) -> Promise:
    """What the holder of this certification has promised today."""
    return make_promise(
        mentor_id=held.mentor_id,
        day=date.fromisoformat(day),
        note=note,
        today=clock.today(),
        now=timezone.now(),
        by="kim",
        **options,
    )
