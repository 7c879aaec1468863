"""Webhooks: how fast one endpoint is told, and how soon after a pause."""

import statistics

from tests.benchmarks.lab import Lab, program, say, today
from tests.benchmarks.report import Row

WORK = "work"
EVENTS = 1_000
PER_SECOND = 30
SOON = 2.0


def rows(lab: Lab) -> list[Row]:
    events = min(EVENTS, lab.sizes.rows // 10)
    rates, waits = [], []
    for _ in range(lab.sizes.repeat):
        with program(lab.copy(lab.loaded(lab.sizes.small), WORK)) as run:
            rates.append(run(milliseconds_each, events))
            waits.append(run(from_pause_to_receiver))
            say(f"{1000 / rates[-1]:.0f} deliveries a second, {waits[-1]:.2f} s after the pause")
    lab.drop(WORK)
    each, wait = statistics.median(rates), statistics.median(waits)
    return [
        Row(
            "webhook, each delivery to an endpoint that answers at once",
            each,
            unit="ms",
            bar=1000 / PER_SECOND,
            details=f"{1000 / each:,.0f} a second, in order, each claimed, signed and confirmed",
            raw={"ms": rates},
        ),
        Row(
            "webhook, from the end of a run to the receiver",
            wait,
            unit="s",
            bar=SOON,
            details="manage.py deliver --loop, all its steps, with its half second of waiting",
            raw={"s": waits},
        ),
    ]


def milliseconds_each(events: int) -> float:
    """How long each of so many deliveries to one endpoint took."""
    import time

    from django.conf import settings
    from django.utils import timezone

    from certifications.change_log.publish import publish_events
    from certifications.models import Event, Mentor
    from mentorcerts.webhooks.delivery import deliver_to
    from tests.support.webhooks import endpoint_at, receiving

    settings.MENTORCERTS_WEBHOOK_PRIVATE = True
    mentors = Mentor.objects.order_by("pk").values_list("pk", flat=True)[:events]
    publish_events(now=timezone.now())
    with receiving() as receiver:
        endpoint = endpoint_at(receiver.url)
        Event.objects.bulk_create(
            Event(type="mentor.paused", mentor_id=each, paused=True) for each in mentors
        )
        publish_events(now=timezone.now())
        started = time.perf_counter()
        delivered = deliver_to(endpoint.pk)
        took = time.perf_counter() - started
        assert delivered == len(receiver.requests) == len(mentors)
    endpoint.delete()
    return took / delivered * 1000


def from_pause_to_receiver() -> float:
    """Seconds from the end of a run that paused somebody to the first request."""
    import threading
    import time

    from django.conf import settings
    from django.utils import timezone

    from certifications.change_log.publish import publish_events
    from certifications.job.run import expire_certifications
    from certifications.models import AutoPause
    from mentorcerts.webhooks.deliverer import deliver_until
    from tests.support.webhooks import endpoint_at, receiving

    settings.MENTORCERTS_WEBHOOK_PRIVATE = True
    publish_events(now=timezone.now())
    stop = threading.Event()
    with receiving() as receiver:
        endpoint_at(receiver.url, types=["mentor.paused"])
        loop = threading.Thread(target=deliver_until, args=(stop,))
        loop.start()
        time.sleep(1)
        expire_certifications(today=today(), trigger="manual", force=True)
        ended = time.time()
        assert AutoPause.objects.exists()
        while not receiver.requests and time.time() - ended < 60:
            time.sleep(0.01)
        stop.set()
        loop.join()
        return max(receiver.requests[0].at - ended, 0.0)
