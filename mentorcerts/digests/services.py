"""What people decide about their own digest."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from mentorcerts.digests.models import Subscription


def choose_rhythm(*, user: Any, rhythm: str, today: date, now: datetime) -> Subscription:
    """From now on this person gets a digest that often; the first one not before tomorrow.

    Raises ``ValidationError`` for an unknown rhythm, and where their account has no address.
    """
    if rhythm not in Subscription.Rhythm.values:
        raise ValidationError({"rhythm": "Choose off, daily or weekly."})
    if rhythm != Subscription.Rhythm.OFF and not user.email:
        raise ValidationError("Your account has no e-mail address: an administrator can add one.")
    same = Subscription.objects.filter(user=user, rhythm=rhythm).first()
    if same is not None:
        return same
    values = {"rhythm": rhythm, "changed_at": now, "planned_on": today}
    return Subscription.objects.update_or_create(user=user, defaults=values)[0]


def rhythm_of(user: Any) -> str:
    """``off``, ``daily`` or ``weekly``."""
    row = Subscription.objects.filter(user=user).values_list("rhythm", flat=True).first()
    return row or Subscription.Rhythm.OFF.value
