"""The secrets that sign: derived from one key, stored nowhere."""

import hashlib
import hmac
from base64 import b64encode
from datetime import datetime, timedelta

from django.conf import settings
from standardwebhooks import Webhook

from mentorcerts.webhooks.models import Endpoint

PREFIX = "whsec_"
BOTH_SIGN_FOR = timedelta(hours=24)
"""After a rotation, so that the receiver has a day to take the new one."""


def secret_of(endpoint: Endpoint, *, generation: int | None = None) -> str:
    """The secret of a generation, by default the present one, as Standard Webhooks writes it."""
    about = f"webhook {endpoint.pk} {generation or endpoint.generation}"
    return PREFIX + b64encode(_digest(_master_key(), about)).decode("ascii")


def signatures(endpoint: Endpoint, *, event_id: str, body: bytes, now: datetime) -> str:
    """The header ``webhook-signature``. ``now`` is aware and UTC: the library assumes so."""
    generations = [endpoint.generation]
    rotated_at = endpoint.rotated_at
    if rotated_at is not None and endpoint.generation > 1 and now - rotated_at < BOTH_SIGN_FOR:
        generations.append(endpoint.generation - 1)
    text = body.decode("utf-8")
    return " ".join(
        Webhook(secret_of(endpoint, generation=each)).sign(event_id, now, text)
        for each in generations
    )


def _master_key() -> bytes:
    own = settings.MENTORCERTS_WEBHOOK_KEY
    return own.encode() if own else _digest(settings.SECRET_KEY.encode(), "webhooks")


def _digest(key: bytes, about: str) -> bytes:
    return hmac.new(key, about.encode(), hashlib.sha256).digest()
