"""Plan digests: a row for each person and day, once, however often this is done."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from mentorcerts.digests.models import Digest, Subscription
from mentorcerts.reminders.hours import next_opening

Rhythm = Subscription.Rhythm


def plan_digests(*, today: date, now: datetime) -> int:
    """Plan the digests that are due on ``today``; return how many.

    Weekly ones are due on Mondays; who was missed, for want of a task cluster for instance, gets
    one with the next call. Looks first: an idle call takes no lock.
    """
    if not _due(today).exists():
        return 0
    with transaction.atomic():
        due = list(_due(today).select_for_update(no_key=True).order_by("pk"))
        users = [wish.pk for wish in due]
        planned = Digest.objects.filter(user__in=users, day=today)
        has_one = set(planned.values_list("user", flat=True))
        made = [
            Digest(user_id=pk, day=today, not_before=next_opening(now))
            for pk in users
            if pk not in has_one
        ]
        Digest.objects.bulk_create(made)
        Subscription.objects.filter(pk__in=users).update(planned_on=today)
    return len(made)


def number_due(day: date) -> int:
    """How many digests would be planned on a day to come, if those before it are."""
    rhythms = [Rhythm.DAILY, Rhythm.WEEKLY] if day.weekday() == 0 else [Rhythm.DAILY]
    return Subscription.objects.filter(rhythm__in=rhythms).count()


def _due(today: date) -> "QuerySet[Subscription]":
    monday = today - timedelta(days=today.weekday())
    return Subscription.objects.filter(
        Q(rhythm=Rhythm.DAILY, planned_on__lt=today)
        | Q(rhythm=Rhythm.WEEKLY, planned_on__lt=monday)
    )
