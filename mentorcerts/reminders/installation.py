"""Which installation this is, and whether it may write to mentors.

A backup of production that is started elsewhere brings messages, addresses and the switch along. So
the switch names the place for which somebody threw it: host, database and public address, which no
backup holds. Anywhere else nothing is planned and nothing sent, and the operators are told.
"""

import socket
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from mentorcerts.lib import clock
from mentorcerts.reminders.models import Installation, SenderState
from mentorcerts.reminders.models.state import IDENTITY_LENGTH

NOTED_AGAIN_AFTER = timedelta(minutes=10)
REFUSAL_LASTS = timedelta(hours=1)


def identity() -> str:
    """What this installation is called: host, database, public address."""
    database = settings.DATABASES["default"]
    address = f"{database.get('HOST') or 'local'}:{database.get('PORT') or 'default'}"
    parts = (
        settings.MENTORCERTS_INSTALLATION or socket.gethostname(),
        f"{address}/{database['NAME']}",
        settings.MENTORCERTS_PUBLIC_URL,
    )
    return " ".join(part for part in parts if part)[:IDENTITY_LENGTH]


def locked_state() -> SenderState:
    """The one row that planners and senders lock, until the transaction ends."""
    return SenderState.objects.select_for_update(no_key=True).get_or_create(pk=1)[0]


def is_confirmed() -> bool:
    """Whether somebody has switched mails on for this very installation."""
    return Installation.objects.filter(identity=identity()).exists()


def may_write(*, now: datetime) -> bool:
    """Whether mails may be planned and sent here.

    Where the setting is on and the installation is another one than was confirmed, this is noted:
    it is an incident (``state.sending_state``).
    """
    if not settings.MENTORCERTS_REMINDERS:
        return False
    if is_confirmed():
        return True
    _note_refusal(now)
    return False


@transaction.atomic
def _note_refusal(now: datetime) -> None:
    state = SenderState.objects.filter(pk=1).first()
    if state is None or state.switched_on_at is None:
        return  # never switched on anywhere: that is no incident
    noted = state.refused_at
    if noted is None or clock.age(noted, now=now) > NOTED_AGAIN_AFTER:
        SenderState.objects.filter(pk=1).update(refused_as=identity(), refused_at=now)
