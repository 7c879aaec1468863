"""Tasks that a clock that was ahead has put away: they wait for a day that is far off."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django_q.conf import Conf
from django_q.models import OrmQ

from mentorcerts.lib import clock


def put_away(*, now: datetime) -> QuerySet[OrmQ]:
    """Tasks of the queue in the database whose turn comes later than any retry would.

    (A queue in Redis knows no times.)
    """
    retry = timedelta(seconds=Conf.RETRY)
    tasks: QuerySet[OrmQ] = OrmQ.objects.filter(lock__gt=now + retry + clock.TOLERANCE)
    return tasks
